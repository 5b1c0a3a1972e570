public import LinearAlgebra
internal import Losses

/// The states through which a network passes while it reads the sequences of a chunk, each step kept by itself, and how what
/// comes later depends on them.
///
/// A state s is what a layer hands from one step to the next: h, and c in an LSTM. Times are counted in steps read: time 0
/// is the initial state, time t the state after step t. A sequence ends at its last scored step. The pass keeps everything,
/// so it is for as many sequences as fit into memory.
public final class StateTrajectory<Element: Scalar> {
  /// The sequences.
  public let chunk: Chunk<Element>
  let network: Network<Element>
  let weights: Parameters<Element>
  /// By layer: the initial states, then the states after each step in the order of the chunk.
  private let states: [Matrix<Element>]
  private let records: [Matrix<Element>]

  /// Passes over a chunk at parameters θ; one without masks of dropout and noise, which are for training.
  public init(_ network: Network<Element>, at θ: Vector<Element>, over chunk: Chunk<Element>) {
    precondition(
      chunk.masks == nil && chunk.drive == nil,
      "a trajectory is one of a network from which nothing is dropped or disturbed")
    self.network = network
    self.chunk = chunk
    let weights = Parameters<Element>(network.layout, areStepwise: true)
    weights.load(θ)
    self.weights = weights
    let sequences = chunk.sequences.count
    states = network.cells.map { Matrix(rows: sequences + chunk.rows, columns: $0.stateWidth) }
    records = network.cells.map { Matrix(rows: chunk.rows, columns: $0.recordWidth) }
    for (layer, all) in states.enumerated() {
      network.copyInitialState(of: weights, layer, into: all.rows(0..<sequences))
    }
    for step in 0..<chunk.packing.steps {
      let first = chunk.packing.starts[step]
      let input = chunk.input.everyRow(from: first, step: 1, count: chunk.packing.starts[step + 1] - first)
      _ = network.forward(input, weights: weights) { window($0, step) }
    }
  }

  /// The number of steps of the longest sequence.
  public var steps: Int { chunk.packing.steps }

  /// The number of sequences that have a state at a time.
  public func count(at time: Int) -> Int { time == 0 ? chunk.sequences.count : chunk.packing.counts[time - 1] }

  /// The number of steps of a sequence, given by its position in the chunk.
  public func length(of sequence: Int) -> Int { chunk.packing.counts.prefix { $0 > sequence }.count }

  /// The states of a layer at a time, one row for each sequence that has one.
  public func states(_ layer: Int, at time: Int) -> Matrix<Element> {
    let first = time == 0 ? 0 : chunk.sequences.count + chunk.packing.starts[time - 1]
    return states[layer].rows(first..<first + count(at: time))
  }

  /// What a layer has computed on the way to the states at a time of at least 1, one row for each sequence.
  public func records(_ layer: Int, at time: Int) -> Matrix<Element> {
    records[layer].rows(chunk.packing.starts[time - 1]..<chunk.packing.starts[time])
  }

  /// What the network predicts after a step (values or probabilities), one row for each sequence; scored or not.
  public func predictions(at time: Int) -> Matrix<Element> {
    let z = logits(states(network.cells.count - 1, at: time))
    let targets: LossTargets<Element> =
      network.loss.target == .classes
      ? .classes([Int32](repeating: 0, count: z.rows)) : .values(Matrix(rows: z.rows, columns: z.columns))
    // Of the weighted loss nothing is wanted, so the weights are zero.
    _ = network.loss.function.apply(to: z, LossRows(targets, weights: Matrix(rows: z.rows, columns: 1)))
    return z
  }

  /// The states of a layer after all steps, in the order of the chunk.
  func stepStates(_ layer: Int) -> Matrix<Element> {
    states[layer].rows(chunk.sequences.count..<states[layer].rows)
  }

  /// What a layer has computed in all steps, in the order of the chunk.
  func stepRecords(_ layer: Int) -> Matrix<Element> { records[layer] }

  func logits(_ top: Matrix<Element>) -> Matrix<Element> {
    let z = Matrix<Element>(rows: top.rows, columns: network.definition.outputs)
    network.output.forward(top.columns(0..<network.output.inputs), weights: weights.layers.last!, into: z)
    return z
  }

  /// One step of a layer, from time `step` to time `step + 1`.
  func window(_ layer: Int, _ step: Int) -> StateWindow<Element> {
    let after = states(layer, at: step + 1)
    return StateWindow(
      steps: 1, sequences: after.rows, previous: states(layer, at: step).rows(0..<after.rows), states: after,
      record: records(layer, at: step + 1))
  }
}
