public import HessianFree
public import LinearAlgebra
public import RecurrentNetworks
public import SequenceData

/// Trains a network on a task until it is solved, the budget is spent, or somebody asks it to end.
public final class Trainer<Element: Scalar> {
  /// The choices.
  public let configuration: ExperimentConfiguration
  /// The network.
  public let network: Network<Element>
  /// The parameters.
  public private(set) var parameters: Vector<Element>
  /// What the task's best constant predictor scores at the length asked for.
  public let baseline: Baseline
  /// The number of sequences of a test.
  public static var testSize: Int { 10_000 }

  /// The data.
  public let data: ExperimentData
  /// One row a step, those before a resumption included.
  public private(set) var history: [HistoryRow]
  /// What is said of the run in its checkpoints.
  public var records: RunRecords

  let timer = WorkTimer()
  private let objective: TrainingObjective<Element>
  private var optimizer: HessianFreeOptimizer<Element>
  private var growth: LengthGrowth<Element>
  private var previous: Snapshot<Element>?
  private var overflows = 0
  private var rejections = 0
  /// Rejected steps in a row that end a run: λ has grown by 10^17 in vain.
  private static var rejectionLimit: Int { 100 }
  private var tests = 0
  private var latest: Score?
  private var best: BestPoint<Element>?
  private var seconds = 0.0
  private var verdict: RunOutcome?

  /// Sets a run up: builds the network and draws its first parameters.
  public convenience init(_ configuration: ExperimentConfiguration, records: RunRecords = RunRecords()) throws {
    let network = try Network<Element>(configuration.network)
    let parameters = try network.initialParameters(configuration.initialization, seed: configuration.seed)
    guard parameters.isFinite else {
      throw TrainingError(
        .usage, "the parameters overflow \(Element.precision.rawValue) precision at the start; lower --input-scale")
    }
    let state = TrainerState(
      parameters: parameters,
      optimizer: HessianFreeState(parameterCount: parameters.count, lambda: configuration.optimizer.initialLambda),
      growth: LengthGrowth(configuration.lengths, lambdaFloor: configuration.lambdaFloor))
    try self.init(configuration, state: state, history: [], records: records)
  }

  /// Sets a run up that goes on from a state, as the one from which it was taken would have.
  ///
  /// - Parameters:
  ///   - configuration: the choices of that run; budgets, threads and whatever else does not touch a step may differ.
  ///   - state: the state, of the size of the network.
  ///   - history: one row for each step taken.
  ///   - records: what is said of the run in its checkpoints.
  public init(
    _ configuration: ExperimentConfiguration, state: TrainerState<Element>, history: [HistoryRow],
    records: RunRecords
  ) throws {
    self.configuration = configuration
    self.history = history
    self.records = records
    if let path = configuration.data {
      let record = try DataFileRecord(of: path)
      try records.dataFile?.requireSameBytes(in: record)
      self.records.dataFile = record
    }
    data = try ExperimentData(configuration)
    try data.requireTrainingData()
    baseline = data.baseline(length: configuration.length)
    network = try Network(configuration.network)
    precondition(
      state.parameters.count == network.layout.count,
      "a network of \(network.layout.count) parameters does not go on from \(state.parameters.count)")
    precondition(history.count == state.optimizer.step, "\(state.optimizer.step) steps have \(history.count) rows")
    objective = TrainingObjective(
      configuration, data: data, network: network, pool: WorkerPool(threads: configuration.threads), timer: timer)
    optimizer = HessianFreeOptimizer(state: state.optimizer, options: configuration.optimizer)
    growth = state.growth
    parameters = state.parameters
    goOn(from: state)
  }

  private func goOn(from state: TrainerState<Element>) {
    parameters = state.parameters
    optimizer.state = state.optimizer
    growth = state.growth
    previous = state.previous
    overflows = state.overflows
    rejections = state.rejections
    tests = state.tests
    latest = state.latest
    best = state.best
    objective.progress = state.progress
    seconds = state.seconds
    verdict = state.verdict
  }

  /// Everything that the next step depends on.
  public var state: TrainerState<Element> {
    var state = TrainerState(parameters: parameters, optimizer: optimizer.state, growth: growth)
    // Without a meaning then, so that it should not make a difference either.
    if !state.optimizer.holdsWarmStart { state.optimizer.direction = Vector(count: parameters.count) }
    state.previous = previous
    state.overflows = overflows
    state.rejections = rejections
    state.tests = tests
    state.latest = latest
    state.best = best
    state.progress = objective.progress
    state.seconds = seconds
    state.verdict = verdict
    return state
  }

  /// The state of the optimizer after the last step.
  public var optimizerState: HessianFreeState<Element> { optimizer.state }

  /// The bytes of states that gradient and curvature products take at the length asked for, found before anything of it
  /// is allocated, and the number of steps between kept states (nil: all are kept).
  public func memoryPlan() throws -> (bytes: Int, interval: Int?) {
    try objective.memoryPlan(length: configuration.length)
  }

  /// Where the time of ``run(onStep:isInterrupted:)`` has gone so far, by this trainer alone.
  public var profile: RunProfile { timer.profile }

  /// Why no further step would be taken; nil if one would.
  public var ending: RunOutcome? {
    switch verdict {
    case .solved where latest.map { $0.wrongShare < configuration.targetWrong } ?? true: return .solved
    case .converged, .overflow, .stalled: return verdict
    default: break
    }
    if optimizer.state.step >= configuration.iterations ?? .max { return .iterations }
    return objective.cost.minibatches >= configuration.minibatches ? .budget : nil
  }

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - onStep: told of each step; an error thrown here ends the run.
  ///   - isInterrupted: asked before each step.
  /// - Throws: what `onStep` throws, or an error of the data; the run then stands where it stood after the last finished
  ///   step.
  @discardableResult
  public func run(
    onStep: (HistoryRow) throws -> Void = { _ in }, isInterrupted: () -> Bool = { false }
  ) throws -> RunSummary {
    timer.begin()
    defer { timer.end() }
    let clock = ContinuousClock()
    let start = clock.now
    let secondsBefore = seconds
    func secondsNow() -> Double { secondsBefore + (clock.now - start) / .seconds(1) }
    while ending == nil {
      if isInterrupted() { return try summary(.interrupted) }
      let before = state
      do {
        history.append(try step(secondsNow))
      } catch {
        goOn(from: before)
        throw error
      }
      try onStep(history[history.count - 1])
    }
    return try summary(ending ?? .interrupted)
  }

  /// Takes a step, and whatever belongs to it.
  private func step(_ secondsNow: () -> Double) throws -> HistoryRow {
    verdict = nil
    let length = growth.length
    let report = try takeStep()
    var notes: [String] = []
    verdict = ending(report, &notes)
    let validation = try objective.score(
      at: parameters, size: configuration.validationBatch, split: .validation, length: length)
    if tests == 0 { latest = validation }
    keepIfBest(validation, length: length)
    if verdict != .overflow, try passes(validation, &notes) { verdict = .solved }
    seconds = secondsNow()
    return HistoryRow(
      report: report, validation: validation, cost: objective.cost, seconds: seconds, length: length, notes: notes)
  }

  /// Remembers the parameters if they did better than any before at the length asked for.
  private func keepIfBest(_ score: Score, length: Int) {
    guard length == configuration.length, score.loss.isFinite, best?.isSurpassed(by: score) ?? true else { return }
    best = BestPoint(step: optimizer.state.step, score: score, parameters: parameters)
  }

  private func takeStep() throws -> StepReport {
    try objective.drawBatches(lengths: growth.mixture)
    let before = Snapshot(parameters: parameters, state: optimizer.state)
    let report = timer.time(.vectors) { optimizer.step(&parameters, objective: objective) }
    rejections = report.accepted ? 0 : rejections + 1
    if report.accepted {
      previous = before
      overflows = 0
    }
    return report
  }

  /// Whether a step leaves nothing to go on with.
  private func ending(_ report: StepReport, _ notes: inout [String]) -> RunOutcome? {
    switch report.outcome {
    case .converged: return .converged
    case .notFinite:
      guard let previous, overflows < 10 else { return .overflow }
      overflows += 1
      previous.restore(&parameters, &optimizer.state)
      for _ in 0..<overflows { optimizer.state.lambda *= 10 }
      notes.append("the numbers overflowed: back to the step before, with lambda \(optimizer.state.lambda)")
      return nil
    default: return rejections < Self.rejectionLimit ? nil : .stalled
    }
  }

  /// Grows the length or takes the test when the validation sequences are solved; returns whether the run is solved.
  private func passes(_ validation: Score, _ notes: inout [String]) throws -> Bool {
    guard validation.wrongShare < configuration.targetWrong else {
      let present = data.baseline(length: growth.length).loss
      if let note = growth.returnIfWrecked(
        loss: validation.loss, baseline: present, &parameters, &optimizer.state)
      {
        notes.append(note)
      }
      return false
    }
    guard growth.isComplete else {
      notes.append(growth.grow(parameters, &optimizer.state))
      return false
    }
    tests += 1
    let test = try objective.score(
      at: parameters, size: Self.testSize, split: .test, length: configuration.length)
    latest = test
    notes.append("test \(tests): \(test.wrong ?? 0) of \(test.sequences) test sequences wrong")
    return test.wrongShare < configuration.targetWrong
  }

  /// How the run stands.
  private func summary(_ outcome: RunOutcome) throws -> RunSummary {
    let score = try latest ?? scoreBeforeAnyStep()
    return RunSummary(
      solved: data.successRule == nil ? nil : outcome == .solved, outcome: outcome, task: configuration.task,
      variant: configuration.variant,
      length: configuration.length, seed: configuration.seed, iterations: optimizer.state.step,
      minibatches: objective.cost.minibatches, forwardMinibatches: objective.cost.forwardMinibatches,
      seconds: seconds, loss: score.loss.isFinite ? score.loss : nil,
      wrong: score.wrong == nil ? nil : score.wrongShare,
      sequences: score.sequences, tests: tests,
      baselineLoss: baseline.loss.isNaN ? nil : baseline.loss,
      baselineWrong: baseline.wrongShare.isNaN ? nil : baseline.wrongShare, profile: profile, checkpoint: "")
  }

  /// A look at the network that leaves no trace: a run that goes on from here is the one that never stopped.
  private func scoreBeforeAnyStep() throws -> Score {
    let progress = objective.progress
    defer { objective.progress = progress }
    return try objective.score(
      at: parameters, size: configuration.validationBatch, split: .validation, length: growth.length)
  }
}
