public import Optimization
public import LinearAlgebra
internal import Machine
public import RecurrentNetworks
internal import SequenceData

/// A network and its data as an objective of Hessian-free optimization, with the count of what its passes cost.
///
/// Gradient, curvature and backtracking have batches of their own, disjoint and fresh each step; a batch that asks for no
/// less than there is is all of it.
public final class TrainingObjective<Element: Scalar>: Objective {
  /// The evaluator of the network.
  public let evaluator: BatchEvaluator<Element>
  /// What has been spent.
  public private(set) var cost = Cost()
  private let configuration: ExperimentConfiguration
  private let pool: WorkerPool
  private let timer: WorkTimer
  private let successRule: SuccessRule?
  private let kind: DataKind
  private var stream: SequenceStream
  private var batches: [BatchRole: DrawnBatch<Element>] = [:]
  private var linearization: Linearization<Element>?
  private var drawnLengths: [Int] = []
  private var solves: UInt64 = 0
  /// Minibatches of a pass over the batch of the linearization.
  private var curvatureCost = 0.0

  init(
    _ configuration: ExperimentConfiguration, data: ExperimentData, network: Network<Element>, pool: WorkerPool,
    timer: WorkTimer, memoryLimit: Int?
  ) {
    self.configuration = configuration
    self.pool = pool
    self.timer = timer
    (successRule, kind) = (data.successRule, data.kind)
    stream = SequenceStream(data)
    evaluator = BatchEvaluator(
      network, pool: pool, normalization: configuration.normalization, weightDecay: configuration.weightDecay,
      memoryLimit: memoryLimit)
  }

  /// How far the run has come. Put back, the draws and the samples that follow are the same again.
  public var progress: ObjectiveProgress {
    get {
      var progress = ObjectiveProgress()
      progress.cost = cost
      progress.positions = stream.positions
      progress.solves = solves
      return progress
    }
    set {
      cost = newValue.cost
      stream.positions = newValue.positions
      solves = newValue.solves
    }
  }

  /// The batches that the optimizer asks for, in the order in which they are drawn.
  private var sizes: [(BatchRole, Int)] {
    let gradient = (BatchRole.gradient, configuration.gradientBatch)
    guard configuration.firstOrder == nil else { return [gradient] }
    return [
      gradient, (.curvature, configuration.curvatureBatch), (.backtracking, configuration.backtrackingBatch),
    ]
  }

  /// Draws the batches of the next step, or of the next update of a first-order method; `lengths` as in ``SequenceStream``.
  func drawBatches(lengths: [Int]) throws {
    if drawnLengths != lengths { batches = [:] }
    drawnLengths = lengths
    for (role, size) in sizes where batches[role]?.isWhole != true {
      let whole = stream.isWhole(size, of: .train, length: lengths.last!) ? batches.values.first(where: \.isWhole) : nil
      batches[role] = try whole ?? draw(size, of: .train, lengths: lengths, from: &stream)
    }
  }

  /// Bytes of states that gradients and products over batches of nominal length `length` take, and the steps between
  /// kept states. Draws nothing that a run would miss.
  func memoryPlan(length: Int) throws -> (bytes: Int, interval: Int?) {
    var stream = stream
    let gradient = try draw(configuration.gradientBatch, of: .train, lengths: [length], from: &stream)
    guard configuration.firstOrder == nil else {
      return try possible(evaluator.memory(gradient: gradient.batch), "--gradient-batch \(configuration.gradientBatch)")
    }
    let curvature = try draw(configuration.curvatureBatch, of: .train, lengths: [length], from: &stream)
    return try possible(
      evaluator.memory(gradient: gradient.batch, curvature: curvature.batch),
      "--gradient-batch \(configuration.gradientBatch) and --curvature-batch \(configuration.curvatureBatch)")
  }

  /// A plan that can be had, as it is.
  private func possible(_ plan: (bytes: Int, interval: Int?), _ options: String) throws -> (bytes: Int, interval: Int?)
  {
    try MemoryNeed("keeping the activations of \(options)", bytes: plan.bytes).require()
    return plan
  }

  private func draw(
    _ size: Int, of split: Split, lengths: [Int], from stream: inout SequenceStream
  ) throws -> DrawnBatch<Element> {
    let isWhole = stream.isWhole(size, of: split, length: lengths.last!)
    let set = try timer.time(.drawing) { try stream.next(size, of: split, lengths: lengths, pool: pool) }
    let batch = try timer.time(.packing) { try Batch(set.view, for: evaluator.network, pool: pool) }
    return DrawnBatch(
      batch: batch, isWhole: isWhole,
      isExhaustive: stream.isExhausted(by: size, of: split, length: lengths.last!))
  }

  /// Scores θ on fresh sequences of a split.
  func score(at θ: Vector<Element>, size: Int, split: Split, length: Int) throws -> Score {
    let isExhaustive = stream.isExhausted(by: size, of: split, length: length)
    let numbers = stream.take(size, of: split, length: length)
    var sum = ScoreSum(evaluator.normalization)
    for part in ScoreSum.parts(of: numbers) {
      let set = try timer.time(.drawing) { try stream.sequences(part, of: split, length: length, pool: pool) }
      let batch = try timer.time(.packing) { try Batch(set.view, for: evaluator.network, pool: pool) }
      timer.time(.forward) { sum.add(Score(of: batch, at: θ, by: evaluator, successRule), of: batch) }
    }
    cost.addForward(DrawnBatch<Element>.minibatches(numbers.count, isExhaustive: isExhaustive))
    return sum.score(isJudged: kind == .judged)
  }

  private func drawn(_ role: BatchRole) -> DrawnBatch<Element> {
    guard let drawn = batches[role] else { preconditionFailure("no \(role) batch has been drawn") }
    return drawn
  }

  // MARK: - Objective

  public var parameterCount: Int { evaluator.network.layout.count }

  public func loss(at θ: Vector<Element>, on role: BatchRole) -> Double {
    cost.addForward(drawn(role).minibatches)
    return timer.time(.forward) { evaluator.loss(at: θ, over: drawn(role).batch) }
  }

  public func gradient(at θ: Vector<Element>, on role: BatchRole, into gradient: inout Vector<Element>) -> Double {
    cost.add(drawn(role).minibatches)
    return timer.time(.gradient) { evaluator.gradient(at: θ, over: drawn(role).batch, into: &gradient) }
  }

  public func prepareCurvature(at θ: Vector<Element>, on role: BatchRole) {
    solves += 1
    cost.addForward(drawn(role).minibatches)
    linearization = timer.time(.linearization) { evaluator.linearize(at: θ, over: drawn(role).batch) }
    curvatureCost = drawn(role).minibatches
    linearization?.samplingSeed = configuration.seed &* 0x9E37_79B9_7F4A_7C15 &+ solves
  }

  public func curvatureProduct(_ v: Vector<Element>, structuralWeight: Double, into product: inout Vector<Element>) {
    guard let linearization else { preconditionFailure("a product needs a prepared curvature") }
    let structural =
      structuralWeight == 0 ? nil : StructuralTerm(configuration.structural, weight: structuralWeight)
    // A finite difference costs two gradients, and structural damping is a product of its own beside it.
    let passes = configuration.curvature == .finiteDifference ? (structural == nil ? 2.0 : 3.0) : 1.0
    cost.add(passes * curvatureCost)
    timer.time(.product) {
      linearization.product(configuration.curvature, v, structural: structural, into: &product)
    }
  }

  public func squaredGradients(into diagonal: inout Vector<Element>) {
    guard let linearization else { preconditionFailure("squared gradients need a prepared curvature") }
    cost.add(curvatureCost)
    timer.time(.diagonal) { linearization.squaredGradients(into: &diagonal) }
  }

  public func diagonalEstimate(into diagonal: inout Vector<Element>) {
    guard let linearization else { preconditionFailure("an estimate of the diagonal needs a prepared curvature") }
    cost.add(curvatureCost)
    timer.time(.diagonal) { linearization.gaussNewtonDiagonal(seed: linearization.samplingSeed, into: &diagonal) }
  }

  public func addWeightDecay(to diagonal: inout Vector<Element>) {
    evaluator.addDecayDiagonal(to: &diagonal)
  }

  public func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool {
    first == second || (drawn(first).isWhole && drawn(second).isWhole)
  }
}
