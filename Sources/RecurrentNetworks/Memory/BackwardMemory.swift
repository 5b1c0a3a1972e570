internal import LinearAlgebra

/// Room for the adjoints of one window, and what flows from a window to the one before it.
final class BackwardMemory<Element: Scalar> {
  /// The adjoints of the states of a window, by layer.
  let stateAdjoints: [Matrix<Element>]
  /// The deltas of a window, by layer.
  let deltas: [Matrix<Element>]
  /// The adjoint of the state before the window done last, by layer: what the next one reads.
  private(set) var future: [Matrix<Element>]
  /// Where the window under way puts its own, by layer.
  private(set) var carry: [Matrix<Element>]
  /// The adjoints of the logits in the scored rows of a window.
  let outputs: Matrix<Element>
  /// The adjoints of the top states in the scored rows of a window.
  let top: Matrix<Element>

  init(_ chunk: Chunk<Element>, network: Network<Element>, in arena: Arena<Element>) {
    let rows = chunk.windows.map(\.rows.count).max()!
    let scored = chunk.windows.map(\.scored.count).max()!
    func perSequence() -> [Matrix<Element>] {
      network.cells.map { arena.matrix(rows: chunk.sequences.count, columns: $0.stateWidth) }
    }
    stateAdjoints = network.cells.map { arena.matrix(rows: rows, columns: $0.stateWidth) }
    deltas = network.cells.map { arena.matrix(rows: rows, columns: $0.deltaWidth) }
    future = perSequence()
    carry = perSequence()
    outputs = arena.matrix(rows: scored, columns: network.definition.outputs)
    top = arena.matrix(rows: scored, columns: network.output.inputs)
  }

  /// Ends a window: what it has put down is what the one before it reads.
  func turn() { swap(&future, &carry) }
}
