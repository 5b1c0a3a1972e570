public import LinearAlgebra

// How a whole state depends on an earlier one: of all that layers hand to the next step, side by side, the first layer first.
extension StateTrajectory {
  /// The width of what all layers hand to the next step together.
  public var stateWidth: Int { network.carriedColumns.count }

  /// ds_T/ds_t of one sequence for the lags 0, 1, ... T, T being its last time: rows belong to s_T, columns to s_{T − lag}.
  ///
  /// - Parameters:
  ///   - sequence: the position of the sequence in the chunk.
  ///   - visit: is shown each matrix, valid during the call; it returns false to end the pass.
  public func jacobians(of sequence: Int, _ visit: (_ lag: Int, _ jacobian: Matrix<Element>) throws -> Bool) rethrows {
    let last = length(of: sequence)
    let jacobian = StepJacobian(network, weights: weights, rows: stateWidth)
    jacobian.begin()
    for lag in 0...last {
      guard try visit(lag, jacobian.carried()), lag < last else { return }
      jacobian.pullBack { step($0, sequence, last - lag) }
    }
  }

  /// ds_t/ds_{t−1} of one sequence at a time of at least 1: for the network without gates, diag φ'(a_t) W_hh.
  public func stepJacobian(of sequence: Int, at time: Int) -> Matrix<Element> {
    let jacobian = StepJacobian(network, weights: weights, rows: stateWidth)
    jacobian.begin()
    jacobian.pullBack { step($0, sequence, time) }
    return jacobian.carried()
  }

  /// One step of one sequence in one layer.
  private func step(_ layer: Int, _ sequence: Int, _ time: Int) -> StateWindow<Element> {
    window(layer, time - 1).sequence(sequence)
  }
}
