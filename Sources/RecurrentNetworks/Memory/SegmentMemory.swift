internal import LinearAlgebra

/// Room for the longest segment of a chunk: states and records of every layer, and one row of outputs for each scored row.
struct SegmentMemory<Element: Scalar> {
  let states: [Matrix<Element>]
  let records: [Matrix<Element>]
  let outputs: Matrix<Element>

  /// Room for the longest of some segments; `outputRows` rows of outputs where given.
  init(
    _ chunk: Chunk<Element>, _ segments: [Range<Int>], outputRows: Int? = nil, network: Network<Element>,
    in arena: Arena<Element>
  ) {
    let stateRows = segments.map(chunk.stateRows).max()!
    let rows = segments.map(chunk.rows).max()!
    states = network.cells.map { arena.matrix(rows: stateRows, columns: $0.stateWidth) }
    records = network.cells.map { arena.matrix(rows: rows, columns: $0.recordWidth) }
    outputs = arena.matrix(
      rows: outputRows ?? segments.map { chunk.scored($0).count }.max()!, columns: network.definition.outputs)
  }

  /// The states of each layer over a segment, in this memory.
  func layers(_ segment: Range<Int>, of chunk: Chunk<Element>) -> [SegmentStates<Element>] {
    zip(states, records).map { SegmentStates(segment, of: chunk, states: $0, record: $1) }
  }
}
