public import LinearAlgebra

// How a whole state depends on an earlier one. The states of all layers stand side by side, the first layer first.
extension StateTrajectory {
  /// The width of the states of all layers together.
  public var stateWidth: Int { network.cells.reduce(0) { $0 + $1.stateWidth } }

  /// ds_T/ds_t of one sequence for the lags 0, 1, ... T, T being its last time: rows belong to s_T, columns to s_{T − lag}.
  ///
  /// - Parameters:
  ///   - sequence: the position of the sequence in the chunk.
  ///   - visit: is shown each matrix, valid during the call; it returns false to end the walk.
  public func jacobians(of sequence: Int, _ visit: (_ lag: Int, _ jacobian: Matrix<Element>) throws -> Bool) rethrows {
    let last = length(of: sequence)
    let jacobian = Matrix<Element>.identity(stateWidth)
    let memory = JacobianMemory(network)
    for lag in 0...last {
      guard try visit(lag, jacobian), lag < last else { return }
      stepBack(sequence, last - lag, jacobian, memory)
    }
  }

  /// ds_t/ds_{t−1} of one sequence at a time of at least 1: for the network without gates, diag φ'(a_t) W_hh.
  public func stepJacobian(of sequence: Int, at time: Int) -> Matrix<Element> {
    let jacobian = Matrix<Element>.identity(stateWidth)
    stepBack(sequence, time, jacobian, JacobianMemory(network))
    return jacobian
  }

  /// jacobian ← jacobian · ds_t/ds_{t−1}: each row goes back through one step as an adjoint.
  private func stepBack(
    _ sequence: Int, _ time: Int, _ jacobian: Matrix<Element>, _ memory: JacobianMemory<Element>
  ) {
    var end = jacobian.columns
    for (layer, cell) in network.cells.enumerated().reversed() {
      let s̄ = jacobian.columns(end - cell.stateWidth..<end)
      let window = memory.windows[layer]
      let step = self.window(layer, time - 1)
      window.previous.fillRows(step.previous.rows(sequence..<sequence + 1))
      window.states.fillRows(step.states.rows(sequence..<sequence + 1))
      if window.record.columns > 0 { window.record.fillRows(step.record.rows(sequence..<sequence + 1)) }
      memory.carry[layer].copy(s̄)
      cell.backward(
        window, stateAdjoints: nil, future: memory.carry[layer], deltas: memory.deltas[layer],
        carry: memory.carry[layer], weights: weights.layers[layer], structural: nil)
      end -= cell.stateWidth
      guard layer > 0 else { continue }
      let below = network.cells[layer - 1]
      let start = end - below.stateWidth
      cell.inputAdjoint(
        memory.deltas[layer], weights: weights.layers[layer], into: jacobian.columns(start..<start + below.hidden),
        adding: true)
    }
    var start = 0
    for (layer, cell) in network.cells.enumerated() {
      jacobian.columns(start..<start + cell.stateWidth).copy(memory.carry[layer])
      start += cell.stateWidth
    }
  }
}

/// Room for one step back with as many adjoints as there are numbers in a state.
private struct JacobianMemory<Element: Scalar> {
  let windows: [StateWindow<Element>]
  let deltas: [Matrix<Element>]
  let carry: [Matrix<Element>]

  init(_ network: Network<Element>) {
    let rows = network.cells.reduce(0) { $0 + $1.stateWidth }
    func matrix(_ columns: Int) -> Matrix<Element> { Matrix(rows: rows, columns: columns) }
    windows = network.cells.map {
      StateWindow(
        steps: 1, sequences: rows, previous: matrix($0.stateWidth), states: matrix($0.stateWidth),
        record: matrix($0.recordWidth))
    }
    deltas = network.cells.map { matrix($0.deltaWidth) }
    carry = network.cells.map { matrix($0.stateWidth) }
  }
}

extension Matrix {
  fileprivate static func identity(_ size: Int) -> Matrix {
    let matrix = Matrix(rows: size, columns: size)
    for i in 0..<size { matrix[i, i] = 1 }
    return matrix
  }
}
