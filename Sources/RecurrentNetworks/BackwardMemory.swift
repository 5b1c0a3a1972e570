internal import LinearAlgebra

/// Room for the adjoints of one window, and what flows from a window to the one before it.
struct BackwardMemory<Element: Scalar> {
  /// The adjoints of the states of a window, by layer.
  let stateAdjoints: [Matrix<Element>]
  /// The deltas of a window, by layer.
  let deltas: [Matrix<Element>]
  /// The adjoint of the state before the window done last, by layer.
  let carry: [Matrix<Element>]
  /// The adjoints of the logits in the scored rows of a window.
  let outputs: Matrix<Element>
  /// The adjoints of the top states in the scored rows of a window.
  let top: Matrix<Element>

  init(_ chunk: Chunk<Element>, network: Network<Element>, in arena: Arena<Element>) {
    let rows = chunk.windows.map(\.rows.count).max()!
    let scored = chunk.windows.map(\.scored.count).max()!
    stateAdjoints = network.cells.map { arena.matrix(rows: rows, columns: $0.stateWidth) }
    deltas = network.cells.map { arena.matrix(rows: rows, columns: $0.deltaWidth) }
    carry = network.cells.map { arena.matrix(rows: chunk.sequences.count, columns: $0.stateWidth) }
    outputs = arena.matrix(rows: scored, columns: network.definition.outputs)
    top = arena.matrix(rows: scored, columns: network.output.hidden)
  }
}
