internal import LinearAlgebra

/// How adjoints of the states of all layers after one step become adjoints of those before it: rows times ds_t/ds_{t−1}.
///
/// The states of all layers that carry one stand side by side, the first layer first.
struct StepJacobian<Element: Scalar> {
  private let network: Network<Element>
  private let weights: Parameters<Element>
  private let windows: [StateWindow<Element>]
  private let adjoints: [Matrix<Element>]
  private let deltas: [Matrix<Element>]
  private let carry: [Matrix<Element>]

  /// Memory for so many adjoints at a time.
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
  }

  /// rows ← rows · ds_t/ds_{t−1} of one sequence, whose step of each layer is a window of one row.
  func pullBack(_ rows: Matrix<Element>, through step: (_ layer: Int) -> StateWindow<Element>) {
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

extension Matrix {
  /// The matrix with ones on its diagonal.
  static func identity(_ size: Int) -> Matrix {
    let matrix = Matrix(rows: size, columns: size)
    for i in 0..<size { matrix[i, i] = 1 }
    return matrix
  }
}
