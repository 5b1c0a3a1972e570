internal import LinearAlgebra

/// The memory of an R-forward pass and the segment whose tangents are loaded.
struct TangentPass<Element: Scalar> {
  let direction: Parameters<Element>
  let memory: SegmentMemory<Element>
  /// For each segment but the first and each layer, the tangent of the state before it.
  let boundaries: [[Matrix<Element>]]
  var loaded: Int?
  var layers: [SegmentStates<Element>] = []
  var outputs: Matrix<Element>

  init(direction: Parameters<Element>, memory: SegmentMemory<Element>, boundaries: [[Matrix<Element>]]) {
    self.direction = direction
    self.memory = memory
    self.boundaries = boundaries
    outputs = memory.outputs
  }
}
