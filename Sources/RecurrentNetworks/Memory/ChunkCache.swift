internal import LinearAlgebra

/// What a forward pass leaves behind of one chunk for the passes that follow.
struct ChunkCache<Element: Scalar>: Sendable {
  /// The cut of the chunk into segments; one where everything is kept.
  let segments: [Range<Int>]
  /// The states of each layer over the whole chunk, where everything is kept.
  let states: [SegmentStates<Element>]
  /// The predictions of all scored rows, where everything is kept.
  let predictions: Matrix<Element>?
  /// For each segment but the first and each layer, the state before it, where only those are kept; empty where nothing is.
  let boundaries: [[Matrix<Element>]]

  /// A cache of nothing, for a forward pass that no backward pass follows: a segment for each window, which stays in the processor's
  /// cache.
  init(forgetting chunk: Chunk<Element>) {
    segments = chunk.segments(interval: 0)
    states = []
    predictions = nil
    boundaries = []
  }

  /// Takes the memory from an arena; `interval` nil keeps everything.
  init(_ chunk: Chunk<Element>, network: Network<Element>, interval: Int?, in arena: Arena<Element>) {
    segments = chunk.segments(interval: interval)
    if interval == nil {
      let whole = segments[0]
      states = network.cells.map { cell in
        SegmentStates(
          whole, of: chunk, states: arena.matrix(rows: chunk.stateRows(whole), columns: cell.stateWidth),
          record: arena.matrix(rows: chunk.rows, columns: cell.recordWidth))
      }
      predictions = arena.matrix(rows: chunk.scored, columns: network.definition.outputs)
      boundaries = []
    } else {
      states = []
      predictions = nil
      boundaries = segments.dropFirst().map { segment in
        network.cells.map { arena.matrix(rows: chunk.sequencesAtStart(segment), columns: $0.stateWidth) }
      }
    }
  }
}
