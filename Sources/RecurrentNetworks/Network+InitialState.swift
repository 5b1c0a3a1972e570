internal import LinearAlgebra

extension Network {
  /// Writes a layer's learned initial state (or its direction) into each row of `rows`; zero where it is not learned.
  func copyInitialState(of parameters: Parameters<Element>, _ layer: Int, into rows: Matrix<Element>) {
    let cell = cells[layer]
    let stacks = cell.initialStateStacks
    if stacks.isEmpty { rows.fill(0) }
    for (part, stack) in stacks.enumerated() {
      rows.columns(part * cell.hidden..<(part + 1) * cell.hidden)
        .fillRows(parameters.layers[layer].plain[stack])
    }
  }

  /// Adds the adjoints of a layer's initial states, one row for each sequence, to its gradient.
  func accumulateInitialState(_ adjoints: Matrix<Element>, _ layer: Int, into gradient: Parameters<Element>) {
    let cell = cells[layer]
    for (part, stack) in cell.initialStateStacks.enumerated() {
      gradient.layers[layer].plain[stack]
        .addSumOfRows(of: adjoints.columns(part * cell.hidden..<(part + 1) * cell.hidden))
    }
  }
}
