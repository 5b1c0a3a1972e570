internal import LinearAlgebra

/// The memory of an R-forward pass, and what of it is loaded.
///
/// A pass either keeps the tangents of the states, segment by segment as the states themselves, or those of one window at a
/// time: what comes back from the logits alone needs no more of the tangents than those of the logits, which are kept for
/// the whole chunk then.
struct TangentPass<Element: Scalar> {
  let direction: Parameters<Element>
  let keepsStates: Bool
  let memory: SegmentMemory<Element>
  /// For each segment but the first and each layer, the tangent of the state before it, where states are kept.
  let boundaries: [[Matrix<Element>]]
  /// The segment whose tangents are loaded.
  var loaded: Int?
  /// The tangents of the states of the loaded segment, or of the window passed over last.
  var layers: [SegmentStates<Element>] = []
  /// The tangents of the logits of the loaded segment, or of the whole chunk.
  var outputs: Matrix<Element>

  init(
    _ direction: Parameters<Element>, over chunk: Chunk<Element>, _ segments: [Range<Int>], network: Network<Element>,
    keepsStates: Bool, in arena: Arena<Element>
  ) {
    self.direction = direction
    self.keepsStates = keepsStates
    if keepsStates {
      memory = SegmentMemory(chunk, segments, network: network, in: arena)
      boundaries = segments.dropFirst().map { segment in
        network.cells.map { arena.matrix(rows: chunk.sequencesAtStart(segment), columns: $0.stateWidth) }
      }
    } else {
      let windows = chunk.windows.indices.map { $0..<$0 + 1 }
      memory = SegmentMemory(chunk, windows, outputRows: chunk.scored, network: network, in: arena)
      boundaries = []
    }
    outputs = memory.outputs
  }
}
