internal import Optimization
internal import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData
internal import Training

/// Checkpoints as a run writes them half-way: parameters, warm start, the point before and the best point.
struct CheckpointParts<Element: Scalar>: PartFamily {
  enum Part: String, CaseIterable {
    case writeSmall = "write-small"
    case writeLarge = "write-large"
    case readSmall = "read-small"
    case readLarge = "read-large"
  }

  static var name: String { "checkpoint" }

  private let setting: PartSetting

  init(_ setting: PartSetting) { self.setting = setting }

  func prepare(_ part: Part) throws -> PreparedPart {
    switch part {
    case .writeSmall: try write(setting.sizes.smallParameters)
    case .writeLarge: try write(setting.sizes.largeParameters)
    case .readSmall: try read(setting.sizes.smallParameters)
    case .readLarge: try read(setting.sizes.largeParameters)
    }
  }

  private func write(_ parameters: Int) throws -> PreparedPart {
    let checkpoint = try checkpoint(parameters)
    let path = setting.file("written-\(parameters).h5")
    return try part(checkpoint) { _ in
      try PreparedPart.seconds { try checkpoint.write(to: path) }
    } fault: {
      Self.fault(try Checkpoint<Element>(contentsOf: path), checkpoint)
    }
  }

  private func read(_ parameters: Int) throws -> PreparedPart {
    let checkpoint = try checkpoint(parameters)
    var found: Checkpoint<Element>?
    return try part(checkpoint) { path in
      try PreparedPart.seconds { found = try Checkpoint<Element>(contentsOf: path) }
    } fault: {
      Self.fault(found, checkpoint)
    }
  }

  /// A part of a checkpoint, which is there already under a name of its own.
  private func part(
    _ checkpoint: Checkpoint<Element>, seconds: @escaping (_ path: String) throws -> Double,
    fault: @escaping () throws -> String?
  ) throws -> PreparedPart {
    let name = "checkpoint.h5"
    let path = setting.file(name)
    try checkpoint.write(to: path)
    let count = checkpoint.parameters.count
    let megabytes = 1e-6 * Double(4 * count * MemoryLayout<Element>.size)
    let stored = 1e-6 * Double(try setting.bytes(of: name))
    return PreparedPart(
      what: "4 × \(count) parameters, \(checkpoint.iteration) steps, \(stored.formatted(1)) MB stored",
      item: "parameter", items: count, unit: "MB/s", amount: megabytes, threads: 1, seconds: { try seconds(path) },
      fault: fault)
  }

  private static func fault(_ found: Checkpoint<Element>?, _ written: Checkpoint<Element>) -> String? {
    guard let found else { return "nothing has been read" }
    if found.state != written.state { return "the state is not the one written" }
    if found.configuration != written.configuration { return "the configuration is not the one written" }
    return found.history == written.history ? nil : "the history is not the one written"
  }

  /// A checkpoint of a run on `addition` whose network has about so many parameters.
  private func checkpoint(_ parameters: Int) throws -> Checkpoint<Element> {
    var layer = ConfigurationLayer()
    layer.optimizer = .hessianFree
    layer.task = "addition"
    layer.length = setting.sizes.length
    layer.hidden = NetworkSize.hidden(parameters: parameters)
    layer.precision = Element.precision
    layer.threads = 1
    let configuration = try ExperimentConfiguration(layer)
    let count = try Network<Element>(configuration.network).layout.count
    func vector(_ seed: UInt64) -> Vector<Element> { Vector(RandomNumbers.uniform(count, in: -0.1...0.1, seed: seed)) }

    let steps = setting.sizes.steps
    var optimizer = HessianFreeState<Element>(parameterCount: count, lambda: 0.1)
    optimizer.step = steps
    optimizer.direction = vector(12)
    optimizer.holdsWarmStart = true
    optimizer.lastAcceptedLength = 0.5
    var state = TrainerState(
      parameters: vector(13), optimizer: StoredState(optimizer), growth: LengthGrowth(configuration.lengths))
    state.previous = Snapshot(
      parameters: vector(14), reach: StepReach([("lambda", 0.15), ("last_accepted_length", 0.25)]))
    state.best = BestPoint(
      step: max(0, steps - 1), score: Score(loss: 0.01, sequences: 1000, wrong: 10), parameters: vector(15))
    state.standing.latest = state.best?.score
    state.standing.progress.positions = [.train: 6000 * steps, .validation: 1000 * steps]
    return Checkpoint(
      configuration: configuration, state: state, history: (1...max(1, steps)).prefix(steps).map(Self.row),
      records: RunRecords(commandLine: "recur train addition"))
  }

  private static func row(_ step: Int) -> HistoryRow {
    var report = StepReport(step: step, lambda: 0.1, mu: 1.0 / 30)
    (report.loss, report.rho, report.alpha, report.quadratic) = (1 / Double(step), 0.9, 1, -0.1 / Double(step))
    (report.quadraticStart, report.gradientNorm, report.stepNorm, report.warmFactor) = (0, 0.3, 0.2, 1)
    (report.cgIterations, report.cgOutcome, report.cgChosen, report.warmStartHeld) = (40, .relativeProgress, 36, true)
    return HistoryRow(
      report: report, validation: Score(loss: 1 / Double(step), sequences: 1000, wrong: 1000 / step), cost: Cost(),
      seconds: Double(step), length: 100)
  }
}
