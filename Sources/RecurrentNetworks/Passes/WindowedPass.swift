public import LinearAlgebra
internal import Losses

/// A forward pass over sequences side by side, a window of steps at a time: it hands out what the network computes in every
/// step, and keeps nothing of the past but the states with which the next window begins. Sequences of any length are read in
/// the same memory.
///
/// Rows of a window are ordered by step, then by sequence, longest sequence first: those that have ended are the last ones,
/// and are left out of the windows behind their end. The bits of a step depend on the sequences beside it and on where windows
/// are cut, since products of another number of rows may round otherwise; so who wants the same bits again cuts in the same
/// places, as ``steps(besides:)`` says.
///
/// ```swift
/// let pass = WindowedPass(network, weights: weights, sequences: 3)
/// pass.begin()
/// pass.read(.features(x), steps: 20, sequences: 3)   // x has 60 rows
/// let p = pass.predictions()                         // and so has p
/// ```
public final class WindowedPass<Element: Scalar> {
  /// The network.
  public let network: Network<Element>
  /// The most sequences that are read side by side.
  public let sequences: Int

  private let weights: Parameters<Element>
  /// By layer: the states before a window, then those after each step.
  private let memory: [Matrix<Element>]
  private let records: [Matrix<Element>]
  private let outputs: Matrix<Element>
  private let predicted: Matrix<Element>
  private let targets: LossTargets<Element>
  private let zeros: Matrix<Element>
  /// Rows and sequences of the window that was read last; no rows at the beginning.
  private var last = (rows: 0, sequences: 0)

  /// A pass at given parameters.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - weights: its parameters, loaded; several passes may share them.
  ///   - sequences: the most sequences that are read side by side, at least one.
  public init(_ network: Network<Element>, weights: Parameters<Element>, sequences: Int) {
    precondition(sequences > 0, "a pass needs at least one sequence, got \(sequences)")
    self.network = network
    self.weights = weights
    self.sequences = sequences
    let capacity = max(Self.leastSteps * sequences, Self.windowRows(network))
    memory = network.cells.map { Matrix(rows: sequences + capacity, columns: $0.stateWidth) }
    records = network.cells.map { Matrix(rows: capacity, columns: $0.recordWidth) }
    let width = network.definition.outputs
    outputs = Matrix(rows: capacity, columns: width)
    predicted = Matrix(rows: capacity, columns: width)
    targets =
      network.loss.target == .classes
      ? .classes([Int32](repeating: 0, count: capacity)) : .values(Matrix(rows: capacity, columns: width))
    zeros = Matrix(rows: capacity, columns: 1)
    begin()
  }

  /// The steps that a window of so many sequences has room for: as many as keep its states in a core's cache.
  public func steps(besides sequences: Int) -> Int {
    max(Self.leastSteps, Self.windowRows(network) / max(1, sequences))
  }

  private static var leastSteps: Int { 8 }
  private static func windowRows(_ network: Network<Element>) -> Int {
    Batch<Element>.windowBytes / (MemoryLayout<Element>.size * network.widestLayer)
  }

  /// Goes back to the initial state, in all sequences.
  public func begin() {
    for layer in memory.indices {
      network.copyInitialState(of: weights, layer, into: memory[layer].rows(0..<sequences))
    }
    last = (0, sequences)
  }

  /// Reads a window.
  ///
  /// - Parameters:
  ///   - input: what is read, one row for each step and sequence; symbols that the network does not have are a programmer's
  ///     error, for which nobody looks.
  ///   - steps: the number of steps, at least one and at most ``steps(besides:)``.
  ///   - sequences: the first of the sequences of the window before that go on.
  public func read(_ input: LayerInput<Element>, steps: Int, sequences: Int) {
    precondition(
      (1...last.sequences).contains(sequences) && (1...self.steps(besides: sequences)).contains(steps),
      "a window of \(steps) steps of \(sequences) sequences does not follow one of \(last.sequences)")
    let rows = steps * sequences
    switch (input, network.definition.input) {
    case (.features(let x), .features(let count)) where x.rows == rows && x.columns == count: break
    case (.symbols, .symbols): break
    default: preconditionFailure("a network that reads \(network.definition.input) got something else to read")
    }
    if last.rows > 0 {
      for all in memory { all.rows(0..<sequences).copy(all.rows(last.rows..<last.rows + sequences)) }
    }
    let top = network.forward(input, weights: weights) { layer in
      let all = memory[layer]
      return StateWindow(
        steps: steps, sequences: sequences, previous: all.rows(0..<rows),
        states: all.rows(sequences..<sequences + rows), record: records[layer].rows(0..<rows))
    }
    network.output.forward(top, weights: weights.layers[network.cells.count], into: outputs.rows(0..<rows))
    last = (rows, sequences)
  }

  /// The logits of the last window, valid until the next.
  public var logits: Matrix<Element> { outputs.rows(0..<last.rows) }

  /// What the network predicts in the last window (values or probabilities), valid until the next.
  public func predictions() -> Matrix<Element> {
    let p = predicted.rows(0..<last.rows)
    p.copy(logits)
    // Of the weighted loss nothing is wanted, so the weights are zero.
    _ = network.loss.function.apply(to: p, LossRows(targets, weights: zeros))
    return p
  }

  /// The states of a layer after each step of the last window, valid until the next; ``Network/stateParts`` has the columns.
  public func states(_ layer: Int) -> Matrix<Element> {
    memory[layer].rows(last.sequences..<last.sequences + last.rows)
  }
}
