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

  private let task: any SequenceTask
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

  /// Sets a run up: builds the network and draws its first parameters.
  public init(_ configuration: ExperimentConfiguration) throws {
    self.configuration = configuration
    task = try configuration.definition
    baseline = configuration.baseline(of: task, length: configuration.length)
    network = try Network(configuration.network)
    parameters = try network.initialParameters(configuration.initialization, seed: configuration.seed)
    guard parameters.isFinite else {
      throw TrainingError(
        .usage, "the parameters overflow \(Element.precision.rawValue) precision at the start; lower --input-scale")
    }
    objective = try TrainingObjective(
      configuration, network: network, pool: WorkerPool(threads: configuration.threads))
    optimizer = HessianFreeOptimizer(parameterCount: network.layout.count, options: configuration.optimizer)
    growth = LengthGrowth(configuration.lengths, lambdaFloor: configuration.optimizer.initialLambda / 2)
  }

  /// The state of the optimizer after the last step.
  public var optimizerState: HessianFreeState<Element> { optimizer.state }

  /// The bytes of states that gradient and curvature products take at the length asked for, found before anything of it
  /// is allocated, and the number of steps between kept states (nil: all are kept).
  public func memoryPlan() throws -> (bytes: Int, interval: Int?) {
    try objective.memoryPlan(length: configuration.length)
  }

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - onStep: told of each step; an error thrown here ends the run.
  ///   - isInterrupted: asked before each step.
  @discardableResult
  public func run(
    onStep: (HistoryRow) throws -> Void = { _ in }, isInterrupted: () -> Bool = { false }
  ) throws -> RunSummary {
    let clock = ContinuousClock()
    let start = clock.now
    func seconds() -> Double { (clock.now - start) / .seconds(1) }
    var outcome: RunOutcome?
    while outcome == nil {
      guard optimizer.state.step < configuration.iterations ?? .max else { outcome = .iterations; break }
      guard objective.cost.minibatches < configuration.minibatches else { outcome = .budget; break }
      guard !isInterrupted() else { outcome = .interrupted; break }
      let length = growth.length
      let report = try takeStep()
      var notes: [String] = []
      outcome = ending(report, &notes)
      let validation = try objective.score(
        at: parameters, size: configuration.validationBatch, split: .validation, length: length)
      if tests == 0 { latest = validation }
      if outcome != .overflow, try passes(validation, &notes) { outcome = .solved }
      try onStep(
        HistoryRow(
          report: report, validation: validation, cost: objective.cost, seconds: seconds(), length: length,
          notes: notes))
    }
    if latest == nil {  // no step was taken
      latest = try objective.score(
        at: parameters, size: configuration.validationBatch, split: .validation, length: growth.length)
    }
    return summary(outcome!, seconds: seconds())
  }

  private func takeStep() throws -> StepReport {
    try objective.drawBatches(lengths: growth.mixture)
    let before = Snapshot(parameters: parameters, state: optimizer.state)
    let report = optimizer.step(&parameters, objective: objective)
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
      let step = optimizer.state.step
      parameters.copy(previous.parameters)
      optimizer.state = previous.state
      optimizer.state.step = step
      optimizer.state.holdsWarmStart = false
      for _ in 0..<overflows { optimizer.state.lambda *= 10 }
      notes.append("the numbers overflowed: back to the step before, with lambda \(optimizer.state.lambda)")
      return nil
    default: return rejections < Self.rejectionLimit ? nil : .stalled
    }
  }

  /// Grows the length or takes the test when the validation sequences are solved; returns whether the run is solved.
  private func passes(_ validation: Score, _ notes: inout [String]) throws -> Bool {
    guard validation.wrongShare < configuration.targetWrong else {
      let present = configuration.baseline(of: task, length: growth.length).loss
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
    notes.append("test \(tests): \(test.wrong) of \(test.sequences) fresh sequences wrong")
    return test.wrongShare < configuration.targetWrong
  }

  private func summary(_ outcome: RunOutcome, seconds: Double) -> RunSummary {
    RunSummary(
      solved: outcome == .solved, outcome: outcome, task: configuration.task, variant: configuration.variant,
      length: configuration.length, seed: configuration.seed, iterations: optimizer.state.step,
      minibatches: objective.cost.minibatches, forwardMinibatches: objective.cost.forwardMinibatches,
      seconds: seconds, loss: latest.flatMap { $0.loss.isFinite ? $0.loss : nil }, wrong: latest?.wrongShare,
      sequences: latest?.sequences ?? 0, tests: tests, baselineLoss: baseline.loss,
      baselineWrong: baseline.wrongShare, checkpoint: "")
  }
}

extension Trainer {
  /// The run as it stands after the last finished step.
  public var checkpoint: Checkpoint<Element> {
    Checkpoint(
      configuration: configuration, parameters: parameters, iteration: optimizerState.step,
      lambda: optimizerState.lambda)
  }
}
