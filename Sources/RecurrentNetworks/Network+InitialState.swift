internal import LinearAlgebra

extension Network {
  /// Writes a layer's learned initial state (or its direction) into each row of `rows`; zero where it is not learned.
  func copyInitialState(of parameters: Parameters<Element>, _ layer: Int, into rows: Matrix<Element>) {
    let cell = cells[layer]
    let blocks = cell.initialStateBlocks
    if blocks.isEmpty { rows.fill(0) }
    for (part, block) in blocks.enumerated() {
      rows.columns(part * cell.hidden..<(part + 1) * cell.hidden)
        .fillRows(parameters.layers[layer].plain[block])
    }
  }

  /// Adds the adjoints of a layer's initial states, one row for each sequence, to its gradient.
  func accumulateInitialState(_ adjoints: Matrix<Element>, _ layer: Int, into gradient: Parameters<Element>) {
    let cell = cells[layer]
    for (part, block) in cell.initialStateBlocks.enumerated() {
      gradient.layers[layer].plain[block]
        .addSumOfRows(of: adjoints.columns(part * cell.hidden..<(part + 1) * cell.hidden))
    }
  }
}
