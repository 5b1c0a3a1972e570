public import LinearAlgebra
public import RecurrentNetworks
public import SequenceData
public import Training

/// A network at the parameters of a checkpoint, with sequences to look at it through.
public final class InspectionSubject<Element: Scalar> {
  /// The network.
  public let network: Network<Element>
  /// θ.
  public let parameters: Vector<Element>
  /// The parameters before the last accepted step, where the checkpoint knows them, and that step led to θ and not back.
  public let previous: Vector<Element>?
  /// The choices of the run, with the data that were asked for.
  public let configuration: ExperimentConfiguration
  /// λ of the next step; nil where the optimizer has none.
  public let lambda: Double?
  /// The sequences as they come from the data.
  public let sequences: SequenceView
  /// The same, packed.
  public let batch: Batch<Element>
  /// What the symbols stand for where the network was trained on a text; nil elsewhere.
  public let vocabulary: Vocabulary?
  /// The workers.
  public let pool: WorkerPool
  private let evaluator: BatchEvaluator<Element>

  /// A subject over the first sequences of a split.
  ///
  /// - Parameters:
  ///   - checkpoint: the checkpoint.
  ///   - parameters: those of its parameters that are looked at.
  ///   - configuration: the choices of the run over those that choose the data.
  ///   - split: the split.
  ///   - count: the most sequences.
  ///   - memoryLimit: a bound in bytes on the states that are kept, nil for none; it changes no bit.
  /// - Throws: `TrainingError`, `SequenceFileError` or `NetworkError` where the data cannot be read, or not by this network.
  public init(
    _ checkpoint: Checkpoint<Element>, at parameters: Vector<Element>, _ configuration: ExperimentConfiguration,
    split: Split, count: Int, memoryLimit: Int? = nil
  ) throws {
    self.configuration = configuration
    self.parameters = parameters
    // The best parameters are not where the last step has led.
    var before = parameters == checkpoint.parameters ? checkpoint.state.previous?.parameters : nil
    lambda = checkpoint.lambda
    vocabulary = checkpoint.records.vocabulary
    network = try Network(checkpoint.configuration.network)
    if let constraints = checkpoint.configuration.weightConstraints(network.layout) {
      before = before.map { constraints.applied(to: $0) }
    }
    previous = before == parameters ? nil : before
    pool = WorkerPool(threads: configuration.threads)
    sequences = try configuration.sequences(count, of: split)
    batch = try Batch(sequences, for: network, pool: pool)
    guard batch.scored > 0 else {
      throw TrainingError(.data, "no step of the \(sequences.count, "sequence") looked at carries loss")
    }
    evaluator = BatchEvaluator(
      network, pool: pool, normalization: configuration.normalization, memoryLimit: memoryLimit)
  }

  /// The point at which curvature products are taken, without weight decay; the latest is the one to use.
  public func linearize(at θ: Vector<Element>? = nil) -> Linearization<Element> {
    evaluator.linearize(at: θ ?? parameters, over: batch)
  }

  /// The loss at any parameters, without weight decay.
  public func loss(at θ: Vector<Element>) -> Double { evaluator.loss(at: θ, over: batch) }

  /// The loss at any parameters and its gradient, without weight decay.
  public func gradient(at θ: Vector<Element>, into gradient: inout Vector<Element>) -> Double {
    evaluator.gradient(at: θ, over: batch, into: &gradient)
  }

  /// The states of a network over each chunk of sequences, one chunk after the other.
  public func trajectory(of chunk: Int) -> StateTrajectory<Element> {
    StateTrajectory(network, at: parameters, over: batch.chunks[chunk])
  }
}
