internal import DurableFiles
public import Optimization
public import LinearAlgebra
public import RecurrentNetworks
public import SequenceData

/// Trains a network on a task until it is solved, the budget is spent, or somebody asks it to end.
public final class Trainer<Element: Scalar> {
  /// The choices.
  public let configuration: ExperimentConfiguration
  /// The network.
  public let network: Network<Element>
  /// The parameters as the optimizer moves them; where weights obey constraints the network computes with those of ``state``.
  public internal(set) var parameters: Vector<Element>
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
  let objective: TrainingObjective<Element>
  var optimizer: any Optimizer<Element>
  var growth: LengthGrowth<Element>
  var previous: Snapshot<Element>?
  var best: BestPoint<Element>?
  /// What there is to say before the first step: what is off about the data.
  public let openingAdvice: [String]
  /// Nil where sequences have no end: there is nothing to over-fit.
  var overfitting: OverfittingWatch?
  private var hasToldOverfitting: Bool
  /// How the run stands, but for what the objective counts itself.
  private var noted = RunStanding()

  /// Sets a run up: builds the network and draws its first parameters.
  ///
  /// - Parameters:
  ///   - configuration: the choices.
  ///   - records: what is said of the run in its checkpoints.
  ///   - dataFile: the data file of the configuration as it is now, where it has been read already.
  ///   - share: how many such runs share the memory at a time.
  public convenience init(
    _ configuration: ExperimentConfiguration, records: RunRecords = RunRecords(), dataFile: DataFileRecord? = nil,
    sharedBy share: Int = 1
  ) throws {
    let network = try Network<Element>(configuration.network)
    let chosen = configuration.optimizer.options
    try ParameterMemory.require(
      network, vectors: chosen.vectors.least, beside: chosen.numbersBeside(vectorsOf: ParameterShapes(network.layout)),
      for: "training it with \(chosen.name)")
    let constraints = configuration.weightConstraints(network.layout)
    let start = try configuration.initializeFrom.map { try StartingPoint<Element>($0, for: configuration.network) }
    var parameters =
      try start?.parameters
      ?? network.initialParameters(configuration.initialization, seed: configuration.seed, obeying: constraints)
    constraints?.apply(to: &parameters)
    guard parameters.isFinite else {
      throw TrainingError(
        .usage, "the parameters overflow \(Element.precision.rawValue) precision at the start; lower --input-scale")
    }
    let state = TrainerState(
      parameters: parameters,
      optimizer: configuration.optimizer(of: network.layout, precision: Element.self).storedState,
      growth: LengthGrowth(configuration.lengths))
    try self.init(
      configuration, state: state, history: [], records: records, dataFile: dataFile, sharedBy: share)
    try start?.requireSymbols(of: data)
    if start == nil, configuration.centerInputs {
      network.center(&self.parameters, on: try data.meanInput(configuration))
      guard self.parameters.isFinite else {
        throw TrainingError(
          .data,
          "the mean of the inputs of \(configuration.task) overflows \(Element.precision.rawValue) precision at the start: scale them, or leave --center-inputs out"
        )
      }
    }
  }

  /// Sets a run up that goes on from a state, as the one from which it was taken would have.
  ///
  /// - Parameters:
  ///   - configuration: the choices of that run; budgets, threads and whatever else does not touch a step may differ.
  ///   - state: the state, of the size of the network.
  ///   - history: one row for each step taken.
  ///   - records: what is said of the run in its checkpoints.
  ///   - dataFile: the data file of the configuration as it is now, where it has been read already.
  ///   - share: how many such runs share the memory at a time.
  public init(
    _ configuration: ExperimentConfiguration, state: TrainerState<Element>, history: [HistoryRow],
    records: RunRecords, dataFile: DataFileRecord? = nil, sharedBy share: Int = 1
  ) throws {
    self.configuration = configuration
    self.history = history
    self.records = records
    (self.records.version, self.records.blasCore) = (programBuild, BLASLibrary.core)
    if let path = configuration.data {
      // Of the file that is read here, whatever has become of the name since somebody looked at it.
      let record = try DataFileRecord(of: configuration.openData.file(at: path))
      try dataFile?.requireSameBytes(in: record)
      try records.dataFile?.requireSameBytes(in: record)
      self.records.dataFile = record
    }
    data = try ExperimentData(configuration)
    (self.records.vocabulary, self.records.encoding) = (data.vocabulary, data.encoding)
    try data.requireTrainingData()
    baseline = data.baseline(length: configuration.length)
    network = try Network(configuration.network)
    precondition(
      state.parameters.count == network.layout.count,
      "a network of \(network.layout.count) parameters does not go on from \(state.parameters.count)")
    precondition(history.count == state.optimizer.step, "\(state.optimizer.step) steps have \(history.count) rows")
    // The threads first, which take address space as well.
    let pool = WorkerPool(threads: configuration.threads)
    let memory = try RunMemory(configuration, data, network, sharedBy: share)
    objective = TrainingObjective(
      configuration, data: data, network: network, pool: pool, timer: timer, memoryLimit: memory.activationLimit,
      rowLimit: memory.rowLimit)
    if let missing = configuration.optimizer.options.refusal(
      of: TrainingCurvature<Element>.self, in: Network<Element>.self)
    {
      throw TrainingError(.usage, "\(missing)")
    }
    openingAdvice =
      history.isEmpty ? try data.unscaledInputs(configuration, pool: pool).map { [$0] } ?? [] : []
    if configuration.data != nil {
      overfitting = OverfittingWatch(length: configuration.length, baselineLoss: baseline.loss)
    }
    for row in history { overfitting?.add(row) }
    hasToldOverfitting = history.contains { $0.notes.contains { $0.hasPrefix(Overfitting.prefix) } }
    optimizer = configuration.optimizer(of: network.layout, precision: Element.self)
    growth = state.growth
    parameters = state.parameters
    goOn(from: state)
  }

  private func goOn(from state: TrainerState<Element>) {
    parameters = state.unconstrained ?? state.parameters
    optimizer.storedState = state.optimizer
    growth = state.growth
    previous = state.previous
    best = state.best
    objective.carried = state.carried
    standing = state.standing
  }

  /// How the run stands.
  var standing: RunStanding {
    get {
      var standing = noted
      standing.progress = objective.progress
      return standing
    }
    set {
      noted = newValue
      objective.progress = newValue.progress
    }
  }

  /// Everything that the next step depends on.
  public var state: TrainerState<Element> {
    var state = TrainerState(parameters: effective(parameters), optimizer: optimizer.storedState, growth: growth)
    state.unconstrained = objective.evaluator.constraints == nil ? nil : parameters
    state.previous = previous
    state.best = best
    state.carried = objective.carried
    state.standing = standing
    return state
  }

  /// The parameters with which the network computes.
  func effective(_ θ: Vector<Element>) -> Vector<Element> { objective.evaluator.constraints?.applied(to: θ) ?? θ }

  /// The steps taken so far.
  var steps: Int { optimizer.steps }

  /// The state of the optimizer after the last step.
  public var optimizerState: StoredState<Element> { optimizer.storedState }

  /// The bytes of states that gradient and curvature products take at the length asked for, found before anything of it
  /// is allocated, and the number of steps between kept states (nil: all are kept).
  public func memoryPlan() throws -> (bytes: Int, interval: Int?) {
    try objective.memoryPlan(length: configuration.length)
  }

  /// Where the time of ``run(onStep:until:)`` has gone so far, by this trainer alone.
  public var profile: RunProfile { timer.profile }

  /// The part of the budget that is spent, from 0 to 1: of the minibatches or of the steps, whichever is more. Seconds are no
  /// part of it, since they differ from run to run; a schedule that goes by them says so.
  var spent: Double {
    let taken = configuration.iterations.map { Double(steps) / Double(max(1, $0)) } ?? 0
    let minibatches = objective.cost.minibatches / max(configuration.minibatches, .leastNormalMagnitude)
    return min(1, max(taken, minibatches))
  }

  /// Why no further step would be taken; nil if one would.
  public var ending: RunOutcome? { decision(by: StopRule(configuration)).outcome }

  private func decision(by rule: StopRule) -> StopDecision {
    rule.decision(standing, steps: steps, stepsSinceBest: stepsSinceBest())
  }

  /// The steps since the parameters that did best, at the length asked for: what a way back to a shorter one takes does not
  /// count.
  ///
  /// - Parameter length: that of a step which is no row yet; nil where every step is.
  func stepsSinceBest(andAt length: Int? = nil) -> Int {
    guard let best, best.step < steps else { return 0 }
    let rows = history.reversed().prefix { $0.report.step > best.step }
    return (rows.map(\.length) + [length ?? 0]).count { $0 == configuration.length }
  }

  /// A step with what there is to say of the run: once, what is off about the data and that it over-fits.
  private func advised(_ row: HistoryRow) -> HistoryRow {
    var row = row
    if row.report.step == 1 { row.notes += openingAdvice }
    overfitting?.add(row)
    guard !hasToldOverfitting, let found = overfitting?.finding() else { return row }
    hasToldOverfitting = true
    row.notes.append(found.sentence(stopsEarly: configuration.patience != nil))
    return row
  }

  /// What is off about the run as it stands, and what to do.
  var advice: [String] {
    let opening = history.first?.notes.filter { $0.hasPrefix(UnscaledInputs.prefix) } ?? openingAdvice
    let scores = min(OverfittingWatch.scores, configuration.patience ?? .max)
    let found = overfitting?.finding(after: scores)?.sentence(stopsEarly: configuration.patience != nil)
    return opening + (found.map { [$0] } ?? [])
  }

  /// Runs to the end.
  ///
  /// - Parameters:
  ///   - onStep: told of each step; an error thrown here ends the run.
  ///   - rule: asked before each step; nil for that of the configuration, which nobody interrupts.
  /// - Throws: what `onStep` throws, or an error of the data; the run then stands where it stood after the last finished
  ///   step.
  @discardableResult
  public func run(
    onStep: (HistoryRow) throws -> Void = { _ in }, until rule: StopRule? = nil
  ) throws -> RunSummary {
    timer.begin()
    defer { timer.end() }
    let rule = (rule ?? StopRule(configuration)).started(after: standing.seconds)
    while true {
      if let outcome = decision(by: rule).outcome { return try summary(outcome) }
      let before = state
      do {
        history.append(advised(try step(rule)))
      } catch {
        goOn(from: before)
        throw error
      }
      try onStep(history[history.count - 1])
    }
  }
}
