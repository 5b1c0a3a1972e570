public import LinearAlgebra
internal import Losses

/// One step of a network under an input that stays the same: s ↦ F(s, u*), and its Jacobian.
///
/// s is everything that a step hands to the next, of all layers side by side: h, in an LSTM h and c, in a rate cell x. The map
/// is for one caller at a time; it allocates nothing but what LAPACK does.
public final class StepMap<Element: Scalar> {
  /// The number of numbers in s.
  public let width: Int
  private let network: Network<Element>
  private let weights: Parameters<Element>
  private let input: LayerInput<Element>
  private let windows: [StateWindow<Element>]
  private let columns: [Int]
  private let pull: StepJacobian<Element>
  private let logits: Matrix<Element>

  /// A map at parameters θ.
  ///
  /// - Parameters:
  ///   - network: the network; at least one of its layers carries a state.
  ///   - θ: its parameters.
  ///   - input: u*, one number for each feature, or one symbol.
  public init(_ network: Network<Element>, at θ: Vector<Element>, input: [Double]) {
    self.network = network
    weights = Parameters(network.layout, areStepwise: true)
    weights.load(θ)
    switch network.definition.input {
    case .features(let count):
      precondition(input.count == count, "a network of \(count) features cannot read \(input.count)")
      let row = Matrix<Element>(rows: 1, columns: count)
      for (j, value) in input.enumerated() { row[0, j] = Element(value) }
      self.input = .features(row)
    case .symbols(let count):
      let symbol = input.count == 1 ? Int(input[0]) : -1
      precondition((0..<count).contains(symbol), "a network of \(count) symbols cannot read \(input)")
      self.input = .symbols([Int32(symbol)], start: 0, step: 1)
    }
    windows = network.cells.map {
      StateWindow(
        steps: 1, sequences: 1, previous: Matrix(rows: 1, columns: $0.stateWidth),
        states: Matrix(rows: 1, columns: $0.stateWidth), record: Matrix(rows: 1, columns: $0.recordWidth))
    }
    columns = network.carriedColumns
    width = columns.count
    pull = StepJacobian(network, weights: weights, rows: columns.count)
    logits = Matrix(rows: 1, columns: network.definition.outputs)
  }

  /// next ← F(s, u*), each one row.
  public func step(_ s: Matrix<Element>, into next: Matrix<Element>) {
    put(s)
    _ = network.forward(input, weights: weights) { windows[$0] }
    read(windows.map(\.states), into: next)
  }

  /// jacobian ← ∂F/∂s where the last step was taken: row i is the derivative of the i-th number of F.
  public func jacobian(into jacobian: Matrix<Element>) {
    pull.begin()
    pull.pullBack { windows[$0] }
    jacobian.copy(pull.carried())
  }

  /// What the network predicts after the last step, values or probabilities.
  public func predictions() -> [Double] {
    let top = network.cells.count - 1
    network.output.forward(
      windows[top].states.columns(0..<network.output.inputs), weights: weights.layers.last!, into: logits)
    let targets: LossTargets<Element> =
      network.loss.target == .classes ? .classes([0]) : .values(Matrix(rows: 1, columns: logits.columns))
    // Of the weighted loss nothing is wanted, so the weight is zero.
    _ = network.loss.function.apply(to: logits, LossRows(targets, weights: Matrix(rows: 1, columns: 1)))
    return (0..<logits.columns).map { Double(logits[0, $0]) }
  }

  /// Puts s where each layer has its state before the step.
  private func put(_ s: Matrix<Element>) {
    var next = 0
    for (window, places) in zip(windows, network.carriedStates) {
      guard let places else { continue }
      while next < width, places.contains(columns[next]) {
        window.previous[0, columns[next] - places.lowerBound] = s[0, next]
        next += 1
      }
    }
  }

  private func read(_ states: [Matrix<Element>], into s: Matrix<Element>) {
    var next = 0
    for (state, places) in zip(states, network.carriedStates) {
      guard let places else { continue }
      while next < width, places.contains(columns[next]) {
        s[0, next] = state[0, columns[next] - places.lowerBound]
        next += 1
      }
    }
  }
}

extension StateTrajectory {
  /// What one sequence carries at a time, of all layers side by side, as ``StepMap`` has it.
  public func carried(of sequence: Int, at time: Int) -> [Double] {
    let all = network.cells.indices.filter { network.cells[$0].carriesState }.flatMap { layer in
      let states = states(layer, at: time)
      return (0..<states.columns).map { Double(states[sequence, $0]) }
    }
    return network.carriedColumns.map { all[$0] }
  }
}
