public import HessianFree
public import LinearAlgebra
public import RecurrentNetworks
internal import SequenceData

/// A network and its data as an objective of Hessian-free optimization, with the count of what its passes cost.
///
/// Gradient, curvature and backtracking have batches of their own, disjoint and fresh each step; where a task is one
/// fixed set, all are that set.
public final class TrainingObjective<Element: Scalar>: Objective {
  /// The evaluator of the network.
  public let evaluator: BatchEvaluator<Element>
  /// What has been spent.
  public private(set) var cost = Cost()
  private let configuration: ExperimentConfiguration
  private let pool: WorkerPool
  private let fixedSize: Int?
  private let successRule: SuccessRule
  private var stream: SequenceStream
  private var batches: [BatchRole: Batch<Element>] = [:]
  private var linearization: Linearization<Element>?
  private var drawnLengths: [Int] = []
  private var solves: UInt64 = 0

  init(_ configuration: ExperimentConfiguration, network: Network<Element>, pool: WorkerPool) throws {
    self.configuration = configuration
    self.pool = pool
    let task = try configuration.definition
    fixedSize = task.fixedSize(length: configuration.length)
    successRule = task.successRule
    stream = SequenceStream(task, seed: configuration.seed)
    evaluator = BatchEvaluator(
      network, pool: pool, normalization: configuration.normalization, weightDecay: configuration.weightDecay,
      memoryLimit: configuration.memoryLimit)
  }

  /// Draws the batches of the next step; `lengths` as in ``SequenceStream``.
  func drawBatches(lengths: [Int]) throws {
    if fixedSize != nil, batches[.gradient] != nil, drawnLengths == lengths { return }
    drawnLengths = lengths
    for (role, size) in [
      (BatchRole.gradient, configuration.gradientBatch), (.curvature, configuration.curvatureBatch),
      (.backtracking, configuration.backtrackingBatch),
    ] {
      batches[role] = try draw(size, of: .train, lengths: lengths, from: &stream)
      if fixedSize != nil {
        batches[.curvature] = batches[role]
        batches[.backtracking] = batches[role]
        return
      }
    }
  }

  /// Bytes of states that gradients and products over batches of nominal length `length` take, and the steps between
  /// kept states. Draws nothing that a run would miss.
  func memoryPlan(length: Int) throws -> (bytes: Int, interval: Int?) {
    var stream = stream
    let gradient = try draw(configuration.gradientBatch, of: .train, lengths: [length], from: &stream)
    let curvature = try draw(configuration.curvatureBatch, of: .train, lengths: [length], from: &stream)
    return evaluator.memory(gradient: gradient, curvature: curvature)
  }

  private func draw(
    _ size: Int, of split: Split, lengths: [Int], from stream: inout SequenceStream
  ) throws -> Batch<Element> {
    let set = stream.next(size, of: split, lengths: lengths, pool: pool)
    return try Batch(set.view, for: evaluator.network)
  }

  /// Scores θ on fresh sequences of a split.
  func score(at θ: Vector<Element>, size: Int, split: Split, length: Int) throws -> Score {
    let batch = try draw(size, of: split, lengths: [length], from: &stream)
    let wrong = WrongSequences(successRule, sequences: batch.sequences)
    let loss = evaluator.loss(at: θ, over: batch) { wrong.judge($0, $1, $2) }
    cost.forwardMinibatches += minibatches(batch)
    return Score(loss: loss - evaluator.decay(θ), sequences: batch.sequences, wrong: wrong.count)
  }

  private func batch(_ role: BatchRole) -> Batch<Element> {
    guard let batch = batches[role] else { preconditionFailure("no \(role) batch has been drawn") }
    return batch
  }

  private func minibatches(_ batch: Batch<Element>) -> Double {
    fixedSize != nil && batch.sequences < 1000 ? 1 : Double(batch.sequences) / 1000
  }

  // MARK: - Objective

  public var parameterCount: Int { evaluator.network.layout.count }

  public func loss(at θ: Vector<Element>, on role: BatchRole) -> Double {
    cost.forwardMinibatches += minibatches(batch(role))
    return evaluator.loss(at: θ, over: batch(role))
  }

  public func gradient(at θ: Vector<Element>, on role: BatchRole, into gradient: inout Vector<Element>) -> Double {
    cost.minibatches += minibatches(batch(role))
    return evaluator.gradient(at: θ, over: batch(role), into: &gradient)
  }

  public func prepareCurvature(at θ: Vector<Element>, on role: BatchRole) {
    solves += 1
    cost.forwardMinibatches += minibatches(batch(role))
    linearization = evaluator.linearize(at: θ, over: batch(role))
    linearization?.samplingSeed = configuration.seed &* 0x9E37_79B9_7F4A_7C15 &+ solves
  }

  public func curvatureProduct(_ v: Vector<Element>, structuralWeight: Double, into product: inout Vector<Element>) {
    guard let linearization else { preconditionFailure("a product needs a prepared curvature") }
    let structural =
      structuralWeight == 0 ? nil : StructuralTerm(configuration.structural, weight: structuralWeight)
    // A finite difference costs two gradients, and structural damping is a product of its own beside it.
    let passes = configuration.curvature == .finiteDifference ? (structural == nil ? 2.0 : 3.0) : 1.0
    cost.minibatches += passes * minibatches(linearization.batch)
    linearization.product(configuration.curvature, v, structural: structural, into: &product)
  }

  public func squaredGradients(into diagonal: inout Vector<Element>) {
    guard let linearization else { preconditionFailure("squared gradients need a prepared curvature") }
    cost.minibatches += minibatches(linearization.batch)
    linearization.squaredGradients(into: &diagonal)
  }

  public func diagonalEstimate(into diagonal: inout Vector<Element>) {
    guard let linearization else { preconditionFailure("an estimate of the diagonal needs a prepared curvature") }
    cost.minibatches += minibatches(linearization.batch)
    linearization.gaussNewtonDiagonal(seed: linearization.samplingSeed, into: &diagonal)
  }

  public func addWeightDecay(to diagonal: inout Vector<Element>) {
    evaluator.addDecayDiagonal(to: &diagonal)
  }

  public func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool { first == second || fixedSize != nil }
}
