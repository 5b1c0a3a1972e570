internal import LinearAlgebra

/// A row for each number that a state hands on, as an adjoint of the states of all layers: pulled back through a step it is
/// multiplied by ds_t/ds_{t−1}.
///
/// The states of all layers that carry one stand side by side, the first layer first.
struct StepJacobian<Element: Scalar> {
  private let network: Network<Element>
  private let weights: Parameters<Element>
  private let windows: [StateWindow<Element>]
  private let adjoints: [Matrix<Element>]
  private let deltas: [Matrix<Element>]
  private let carry: [Matrix<Element>]
  /// The adjoints, of everything in a state.
  private let rows: Matrix<Element>
  /// Those of what a state hands on.
  private let selected: Matrix<Element>

  /// Memory for so many adjoints: as many as numbers are handed on.
  init(_ network: Network<Element>, weights: Parameters<Element>, rows: Int) {
    func matrix(_ columns: Int) -> Matrix<Element> { Matrix(rows: rows, columns: columns) }
    (self.network, self.weights) = (network, weights)
    windows = network.cells.map {
      StateWindow(
        steps: 1, sequences: rows, previous: matrix($0.stateWidth), states: matrix($0.stateWidth),
        record: matrix($0.recordWidth))
    }
    adjoints = network.cells.map { matrix($0.stateWidth) }
    deltas = network.cells.map { matrix($0.deltaWidth) }
    carry = network.cells.map { matrix($0.stateWidth) }
    self.rows = matrix(network.carriedStates.compactMap(\.self).last?.upperBound ?? 0)
    selected = matrix(rows)
  }

  /// rows ← I
  func begin() {
    rows.fill(0)
    for (i, column) in network.carriedColumns.enumerated() { rows[i, column] = 1 }
  }

  /// The columns of the rows that belong to what is handed on; valid until the next time somebody asks.
  func carried() -> Matrix<Element> {
    let columns = network.carriedColumns
    guard columns.count < rows.columns else { return rows }
    for i in 0..<rows.rows { for (j, column) in columns.enumerated() { selected[i, j] = rows[i, column] } }
    return selected
  }

  /// rows ← rows · ds_t/ds_{t−1} of one sequence, whose step of each layer is a window of one row.
  func pullBack(through step: (_ layer: Int) -> StateWindow<Element>) {
    let columns = network.carriedStates
    for (layer, adjoints) in adjoints.enumerated() {
      if let columns = columns[layer] { adjoints.copy(rows.columns(columns)) } else { adjoints.fill(0) }
    }
    network.backward(weights: weights, adding: true, adjoints: { adjoints[$0] }) { layer in
      let (window, step) = (windows[layer], step(layer))
      window.previous.fillRows(step.previous)
      window.states.fillRows(step.states)
      if window.record.columns > 0 { window.record.fillRows(step.record) }
      network.cells[layer].backward(
        window, stateAdjoints: nil, future: adjoints[layer], deltas: deltas[layer],
        carry: carry[layer], weights: weights.layers[layer], structural: nil)
      return deltas[layer]
    }
    for (layer, carry) in carry.enumerated() {
      if let columns = columns[layer] { rows.columns(columns).copy(carry) }
    }
  }
}

extension Network {
  /// The place of each layer's state among the states side by side; nil for a layer that carries none.
  var carriedStates: [Range<Int>?] {
    var start = 0
    return cells.map { cell in
      guard cell.carriesState else { return nil }
      start += cell.stateWidth
      return start - cell.stateWidth..<start
    }
  }

  /// The columns of the states side by side that the next step reads.
  public var carriedColumns: [Int] {
    zip(cells, carriedStates).flatMap { cell, columns in
      columns.map { columns in
        cell.stateParts.carried.flatMap { part in part.columns.map { $0 + columns.lowerBound } }
      } ?? []
    }
  }
}
