public import LinearAlgebra
internal import Losses

/// A forward pass through a network one step at a time, for as long as there is something to read: it holds the state of every
/// layer and nothing else of the past.
///
/// Each step reads one input for each of its sequences and leaves the logits of the step, computed as a pass over a batch
/// computes them, up to the rounding of products with another number of rows. A step allocates nothing but what the BLAS does.
///
/// The pass has a copy of the parameters. It is for one caller at a time.
public final class StepwisePass<Element: Scalar> {
  /// The network.
  public let network: Network<Element>
  /// The number of sequences that are read side by side.
  public let sequences: Int
  /// The logits of the last step, one row for each sequence; the next step overwrites them.
  public let logits: Matrix<Element>
  /// The steps taken since the last reset.
  public private(set) var steps = 0

  private let weights: Parameters<Element>
  /// For each layer a step from the first memory of its state to the second, and one back.
  private let windows: [(even: StateWindow<Element>, odd: StateWindow<Element>)]
  private let predicted: Matrix<Element>
  private let targets: LossTargets<Element>
  private let zeros: Matrix<Element>
  private var symbols: [Int32]

  /// A pass from the initial state of a network.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - parameters: its parameters, as many as its layout has.
  ///   - sequences: the number of sequences, at least one.
  public init(_ network: Network<Element>, parameters: Vector<Element>, sequences: Int = 1) {
    precondition(sequences > 0, "a pass needs at least one sequence, got \(sequences)")
    precondition(
      parameters.count == network.layout.count,
      "a network of \(network.layout.count) parameters cannot run with \(parameters.count)")
    self.network = network
    self.sequences = sequences
    weights = Parameters(network.layout, areStepwise: true)
    weights.load(parameters)
    windows = network.cells.map { cell in
      let (first, second) = (
        Matrix<Element>(rows: sequences, columns: cell.stateWidth),
        Matrix<Element>(rows: sequences, columns: cell.stateWidth)
      )
      let record = Matrix<Element>(rows: sequences, columns: cell.recordWidth)
      func step(_ previous: Matrix<Element>, _ states: Matrix<Element>) -> StateWindow<Element> {
        StateWindow(steps: 1, sequences: sequences, previous: previous, states: states, record: record)
      }
      return (step(first, second), step(second, first))
    }
    let outputs = network.definition.outputs
    logits = Matrix(rows: sequences, columns: outputs)
    predicted = Matrix(rows: sequences, columns: outputs)
    targets =
      network.loss.target == .classes
      ? .classes([Int32](repeating: 0, count: sequences)) : .values(Matrix(rows: sequences, columns: outputs))
    zeros = Matrix(rows: sequences, columns: 1)
    symbols = [Int32](repeating: 0, count: sequences)
    reset()
  }

  /// Goes back to the initial state.
  public func reset() {
    steps = 0
    for (layer, window) in windows.enumerated() {
      network.copyInitialState(of: weights, layer, into: window.even.previous)
    }
    logits.fill(0)
  }

  /// Reads one symbol in every sequence; one that the network does not have is a programmer's error and traps.
  public func step(symbol: Int32) {
    requireSymbol(symbol)
    for n in symbols.indices { symbols[n] = symbol }
    step(.symbols(symbols, start: 0, step: 1))
  }

  /// Reads a symbol in each sequence; one that the network does not have is a programmer's error and traps.
  public func step(symbols next: [Int32]) {
    precondition(next.count == sequences, "\(sequences) sequences read as many symbols, got \(next.count)")
    for symbol in next { requireSymbol(symbol) }
    step(.symbols(next, start: 0, step: 1))
  }

  /// Reads features, one row for each sequence.
  public func step(features: Matrix<Element>) {
    guard case .features(features.columns) = network.definition.input, features.rows == sequences else {
      preconditionFailure(
        "\(sequences) sequences of a network that reads \(network.definition.input) got \(features.rows)×\(features.columns)"
      )
    }
    step(.features(features))
  }

  /// What the network predicts after the last step (values or probabilities), one row for each sequence; the next call
  /// overwrites them.
  public func predictions() -> Matrix<Element> {
    predicted.copy(logits)
    // Of the weighted loss nothing is wanted, so the weights are zero.
    _ = network.loss.function.apply(to: predicted, LossRows(targets, weights: zeros))
    return predicted
  }

  private func requireSymbol(_ symbol: Int32) {
    guard case .symbols(let count) = network.definition.input, symbol >= 0, Int(symbol) < count else {
      preconditionFailure("a network that reads \(network.definition.input) got symbol \(symbol)")
    }
  }

  private func step(_ input: LayerInput<Element>) {
    let isEven = steps.isMultiple(of: 2)
    let top = network.forward(input, weights: weights) { isEven ? windows[$0].even : windows[$0].odd }
    network.output.forward(top, weights: weights.layers[network.cells.count], into: logits)
    steps += 1
  }
}
