public import Optimization
public import LinearAlgebra
internal import Losses
internal import Machine
public import RecurrentNetworks
internal import SequenceData

/// A network and its data as an objective, with the count of what its passes cost.
///
/// Gradient, curvature and backtracking have batches of their own, disjoint and fresh each step; a batch that asks for no
/// less than there is is all of it. Noise of training is that of a batch: drawn with it, or anew each time that the batch serves a
/// step again, and the same for everything that is asked within the step.
public final class TrainingObjective<Element: Scalar>: Objective {
  /// The evaluator of the network.
  public let evaluator: BatchEvaluator<Element>
  /// What has been spent.
  public private(set) var cost = Cost()
  let configuration: ExperimentConfiguration
  private let pool: WorkerPool
  let timer: WorkTimer
  /// The most bytes that rows of a curvature may take, nil for no bound.
  let rowLimit: Int?
  private let successRule: SuccessRule?
  private let kind: DataKind
  private var stream: SequenceStream
  private var supply: any TrainingBatches<Element>
  private var batches: [BatchRole: DrawnBatch<Element>] = [:]
  /// The batches as training sees them at present, where there is noise or a penalty.
  private var seen: [BatchRole: Batch<Element>] = [:]
  private let noise: TrainingNoise
  private var noises: UInt64 = 0
  /// The seeds of the noise of the batches.
  private var noiseSeeds: [BatchRole: UInt64] = [:]
  /// What bears on the curvature at the point of the last gradient, where rows are those of a sample of its batch.
  private var importance: SequenceImportance<Element>?
  private var drawnLengths: [Int] = []
  private var solves: UInt64 = 0
  /// The sequences of a gradient to which batches have grown; 0 before they have.
  var grownBatch = 0
  private var figure: TrainingFigure?
  /// Of the last gradient, where batches may grow.
  private var lastSquares: GradientSquares?

  init(
    _ configuration: ExperimentConfiguration, data: ExperimentData, network: Network<Element>, pool: WorkerPool,
    timer: WorkTimer, memoryLimit: Int?, rowLimit: Int? = nil
  ) {
    self.configuration = configuration
    self.pool = pool
    self.timer = timer
    self.rowLimit = rowLimit
    (successRule, kind) = (data.successRule, data.kind)
    figure = TrainingFigure(data.kind, data.successRule, configuration.network)
    stream = SequenceStream(data)
    supply = data.lanes.map { ConsecutiveWindows($0) } ?? FreshSequences<Element>()
    noise = configuration.noise
    evaluator = BatchEvaluator(
      network, pool: pool, normalization: configuration.normalization, weightDecay: configuration.weightDecay,
      decaying: configuration.decaying, constraints: configuration.weightConstraints(network.layout),
      memoryLimit: memoryLimit)
  }

  /// How far the run has come. Put back, the draws and the samples that follow are the same again.
  public var progress: ObjectiveProgress {
    get {
      var progress = ObjectiveProgress()
      progress.cost = cost
      progress.positions = stream.positions
      progress.solves = solves
      progress.gradientBatch = grownBatch
      progress.noises = noises
      return progress
    }
    set {
      cost = newValue.cost
      stream.positions = newValue.positions
      solves = newValue.solves
      grownBatch = newValue.gradientBatch
      noises = newValue.noises
    }
  }

  /// The states with which the next step begins its sequences; nil where that is the initial state of the network.
  var carried: CarriedStates<Element>? {
    get { supply.carried }
    set { supply.carried = newValue }
  }

  private var packer: BatchPacker<Element> {
    BatchPacker(network: evaluator.network, pool: pool, timer: timer, keepsSets: choosesRows)
  }

  /// Draws the batches of the next step, or of the next update of a first-order method; `lengths` as in ``SequenceStream``,
  /// `roles` nil for those of the optimizer.
  func drawBatches(lengths: [Int], roles: [BatchRole]? = nil) throws {
    if drawnLengths != lengths { batches = [:] }
    drawnLengths = lengths
    // Rows are chosen from the batch of the gradient.
    let roles = (roles ?? configuration.optimizer.options.roles).filter { $0 != .curvature || !choosesRows }
    importance = nil
    defer { show(roles) }
    figure?.expect()
    for role in roles {
      let count = size(of: role)
      let isWhole = supply.isWhole(count, length: lengths.last!, of: stream)
      if isWhole, batches[role]?.isWhole == true { continue }
      let whole = isWhole ? batches.values.first(where: \.isWhole) : nil
      batches[role] = try whole ?? supply.draw(count, for: role, lengths: lengths, from: &stream, by: packer)
    }
  }

  /// Gives the batches of some roles noise, each its own, and the penalty; those that are one batch have one.
  private func show(_ roles: [BatchRole]) {
    guard !noise.isNone || configuration.ratePenalty > 0 else { return }
    var ofWhole: Batch<Element>?
    for role in roles {
      guard let drawn = batches[role] else { continue }
      if drawn.isWhole, let ofWhole {
        seen[role] = ofWhole
        continue
      }
      if !noise.isNone { noises += 1 }
      let seed = configuration.seed &* 0x9E37_79B9_7F4A_7C15 &+ noises
      let batch = timer.time(.packing) {
        drawn.batch.adding(noise, seed: seed, for: evaluator.network, pool: pool)
          .penalizingRates(configuration.ratePenalty)
      }
      (seen[role], noiseSeeds[role]) = (batch, seed)
      if drawn.isWhole { ofWhole = batch }
    }
  }

  /// Bytes of states that gradients and products over batches of nominal length `length` take, and the steps between
  /// kept states. Draws nothing that a run would miss.
  func memoryPlan(length: Int) throws -> (bytes: Int, interval: Int?) {
    var (stream, supply) = (stream, supply)
    let roles = configuration.optimizer.options.roles.filter { $0 == .gradient || $0 == .curvature }
    let batches = try roles.map {
      try supply.draw(configuration.batchSize($0).count, for: $0, lengths: [length], from: &stream, by: packer).batch
    }
    let plan =
      batches.count == 2
      ? evaluator.memory(
        gradient: batches[0], curvature: batches[1], withRows: configuration.optimizer.options.rows != nil)
      : evaluator.memory(gradient: batches[0])
    let options = roles.map { "--\(configuration.batchSize($0).option) \(configuration.batchSize($0).count)" }
    return try possible(plan, options.joined(separator: " and "))
  }

  /// A plan that can be had, as it is.
  private func possible(_ plan: (bytes: Int, interval: Int?), _ options: String) throws -> (bytes: Int, interval: Int?)
  {
    try MemoryNeed("keeping the activations of \(options)", bytes: plan.bytes).require()
    return plan
  }

  /// Scores θ on fresh sequences of a split; where nobody says which of them are wrong, with what people read beside the loss.
  func score(
    at θ: Vector<Element>, size: Int, split: Split, length: Int
  ) throws -> (score: Score, quality: Quality?) {
    let isExhaustive = stream.isExhausted(by: size, of: split, length: length)
    let numbers = stream.take(size, of: split, length: length)
    var sum = ScoreSum(evaluator.normalization)
    var quality = kind == .unjudged ? QualitySum(evaluator.network.definition) : nil
    for part in ScoreSum.parts(of: numbers) {
      let (set, batch) = try packer.pack { try stream.sequences(part, of: split, length: length, pool: pool) }
      timer.time(.forward) {
        sum.add(Score(of: batch, at: θ, by: evaluator, successRule, counting: quality?.right), of: batch)
      }
      quality?.add(set)
    }
    cost.addForward(DrawnBatch<Element>.minibatches(numbers.count, isExhaustive: isExhaustive))
    let score = sum.score(isJudged: kind == .judged)
    let measured = quality?.quality(score, lossPerStep: sum.lossPerStep, over: evaluator.reducer)
    // Of sequences without a scored step there is nothing to say.
    return (score, measured?.value == nil && measured?.constant == nil ? nil : measured)
  }

  /// What training outputs say beside the loss, since it was last asked for; nil where no gradient has been taken.
  func takeFigure() -> Double? { figure?.take() }

  /// Counts passes over the batch of a curvature.
  func charge(_ minibatches: Double) { cost.add(minibatches) }

  /// The sequences of the batch of a role that has been drawn.
  func sequences(of role: BatchRole) -> Int { drawn(role).batch.sequences }

  private func drawn(_ role: BatchRole) -> DrawnBatch<Element> {
    guard let drawn = batches[role] else { preconditionFailure("no \(role) batch has been drawn") }
    return drawn
  }

  /// The batch of a role as training sees it.
  private func batch(_ role: BatchRole) -> Batch<Element> { seen[role] ?? drawn(role).batch }

  // MARK: - Objective

  public var parameterCount: Int { evaluator.network.layout.count }

  public func loss(at θ: Vector<Element>, on role: BatchRole) -> Double {
    cost.addForward(drawn(role).minibatches)
    return timer.time(.forward) { evaluator.loss(at: θ, over: batch(role)) }
  }

  public func gradient(at θ: Vector<Element>, on role: BatchRole, into gradient: inout Vector<Element>) -> Double {
    cost.add(drawn(role).minibatches)
    let batch = batch(role)
    let final = role == .gradient ? supply.room(for: evaluator.network) : nil
    let importance = role == .gradient && samplesRows ? importance(of: batch) : nil
    let loss = timer.time(.gradient) {
      func pass(_ visit: @Sendable (Chunk<Element>, Range<Int>, Matrix<Element>) -> Void) -> Double {
        evaluator.gradient(at: θ, over: batch, into: &gradient, ending: final) {
          importance?.note($0, $1, $2)
          visit($0, $1, $2)
        }
      }
      return (role == .gradient ? figure?.count(batch, of: evaluator, at: θ, pass) : nil) ?? pass { _, _, _ in }
    }
    if let final { supply.carried = CarriedStates(final) }
    self.importance = importance ?? self.importance
    if role == .gradient, testsNoise, mayGrow, !drawn(role).isWhole {
      lastSquares = gradientSquares(gradient, at: θ, over: batch)
    }
    return loss
  }

  public func linearize(at θ: Vector<Element>, on role: BatchRole) -> TrainingCurvature<Element> {
    solves += 1
    let seed = configuration.seed &* 0x9E37_79B9_7F4A_7C15 &+ solves
    let (batch, minibatches) =
      role == .curvature && choosesRows
      ? batchOfRows(at: θ, seed: seed) : (batch(role), drawn(role).minibatches)
    cost.addForward(minibatches)
    let linearization = timer.time(.linearization) { evaluator.linearize(at: θ, over: batch) }
    if role == .curvature, let last = lastSquares.take() {
      charge(minibatches)
      testNoise(of: last, linearization)
    }
    linearization.samplingSeed = seed
    return TrainingCurvature(linearization, of: self, minibatches: minibatches)
  }

  public func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool {
    if first == second { return true }
    if choosesRows, Set([first, second]) == [.gradient, .curvature] { return !samplesRows }
    let roles = [first, second].map { choosesRows && $0 == .curvature ? .gradient : $0 }
    return roles.allSatisfy { drawn($0).isWhole } && !(samplesRows && [first, second].contains(.curvature))
  }

  // MARK: - Rows

  /// Whether the optimizer chooses the sequences whose rows it works with.
  private var choosesRows: Bool { configuration.optimizer.options.choosesRows }

  /// Whether rows are those of some sequences of the batch of the gradient, not of all.
  private var samplesRows: Bool { choosesRows && drawn(.gradient).batch.sequences > configuration.curvatureBatch }

  private func importance(of batch: Batch<Element>) -> SequenceImportance<Element>? {
    guard let loss = evaluator.network.loss.function as? any FactoredLoss else { return nil }
    return SequenceImportance(loss, sequences: batch.sequences)
  }

  /// The sequences whose rows make a curvature, and what a pass over them costs: those of the gradient that bear most on it.
  private func batchOfRows(at θ: Vector<Element>, seed: UInt64) -> (batch: Batch<Element>, minibatches: Double) {
    let (drawn, all) = (drawn(.gradient), batch(.gradient))
    guard samplesRows, let set = drawn.set, let importance = importance ?? importance(of: all) else {
      return (all, drawn.minibatches)
    }
    if self.importance == nil {
      cost.addForward(drawn.minibatches)
      _ = timer.time(.forward) { evaluator.loss(at: θ, over: all) { importance.note($0, $1, $2) } }
    }
    let sample = SequenceSample(configuration.curvatureBatch, by: importance.all, seed: seed)
    let batch = timer.time(.packing) {
      let clean = Batch(sample, of: set.view, for: evaluator.network, pool: pool)
      let seed = noiseSeeds[.gradient].flatMap { seen[.gradient] == nil ? nil : $0 }
      return seed.map { clean.adding(noise, seed: $0, for: evaluator.network, pool: pool) } ?? clean
    }
    return (batch, DrawnBatch<Element>.minibatches(batch.sequences, isExhaustive: false))
  }
}
