internal import LinearAlgebra

extension Network {
  /// Writes a layer's learned initial state (or its direction) into each row of `rows`; zero where it is not learned.
  func copyInitialState(of parameters: Parameters<Element>, _ layer: Int, into rows: Matrix<Element>) {
    let stacks = layout.initialStates[layer]
    if stacks.isEmpty { return rows.fill(0) }
    let parts = cells[layer].stateParts.carried
    if parts.count < cells[layer].stateParts.count { rows.fill(0) }
    for (part, stack) in zip(parts, stacks) {
      rows.columns(part.columns).fillRows(parameters.layers[layer].plain[stack])
    }
  }

  /// Adds the adjoints of a layer's initial states, one row for each sequence, to its gradient.
  func accumulateInitialState(_ adjoints: Matrix<Element>, _ layer: Int, into gradient: Parameters<Element>) {
    for (part, stack) in zip(cells[layer].stateParts.carried, layout.initialStates[layer]) {
      gradient.layers[layer].plain[stack].addSumOfRows(of: adjoints.columns(part.columns))
    }
  }
}
