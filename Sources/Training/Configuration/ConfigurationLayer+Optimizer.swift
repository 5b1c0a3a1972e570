public import Optimization

extension ConfigurationLayer {
  /// Refuses choices that the optimizer does not have.
  func requireOptions(of optimizer: any OptimizerOptions) throws(TrainingError) {
    let batches: [(CodingKeys, BatchRole, isMade: Bool)] = [
      (.curvatureBatch, .curvature, curvatureBatch != nil),
      (.backtrackingBatch, .backtracking, backtrackingBatch != nil), (.curvature, .curvature, curvature != nil),
    ]
    for (key, role, isMade) in batches where isMade && !optimizer.roles.contains(role) {
      throw Self.refusal(of: key.rawValue, for: optimizer) { $0.roles.contains(role) }
    }
    for option in OptimizerKind.options where optimizerChoices[option.name] != nil && !optimizer.has(option.name) {
      throw Self.refusal(of: option.name, for: optimizer) { $0.has(option.name) }
    }
  }

  private static func refusal(
    of option: String, for optimizer: any OptimizerOptions, _ hasIt: (any OptimizerOptions) -> Bool
  ) -> TrainingError {
    let owners = OptimizerKind.table.filter(hasIt)
    let family = owners.first?.family ?? "another optimizer"
    let names = owners.filter { $0.family == family }.map(\.name)
    let remedy =
      names.count > 1
      ? "choose one with --optimizer (\(names.joined(separator: ", "))), or leave it out"
      : "leave it out with --optimizer \(optimizer.name)"
    return TrainingError(.usage, "--\(option) is an option of \(family): \(remedy)")
  }

  /// This layer without the choices that belong to its optimizer: they say nothing about another one.
  func withoutOptimizer() -> ConfigurationLayer {
    var layer = self
    layer.optimizer = nil
    layer.gradientBatch = nil
    layer.curvatureBatch = nil
    layer.backtrackingBatch = nil
    layer.curvature = nil
    layer.optimizerChoices = [:]
    return layer
  }
}

/// The options of the optimizers of this program, each as what it is.
extension ConfigurationLayer {
  public var learningRate: Double? {
    get { number("learning-rate") }
    set { set("learning-rate", newValue) }
  }
  public var learningRateDecay: Double? {
    get { number("learning-rate-decay") }
    set { set("learning-rate-decay", newValue) }
  }
  public var schedule: ScheduleKind? {
    get { word("schedule") }
    set { set("schedule", newValue) }
  }
  public var scheduleUpdates: Int? {
    get { count("schedule-updates") }
    set { set("schedule-updates", newValue) }
  }
  public var scheduleWarmUp: Int? {
    get { count("schedule-warm-up") }
    set { set("schedule-warm-up", newValue) }
  }
  public var momentum: Double? {
    get { number("momentum") }
    set { set("momentum", newValue) }
  }
  public var clipNorm: ClipNorm? {
    get { optimizerChoices["clip-norm"].map { $0 == .word("none") ? ClipNorm(nil) : ClipNorm(number("clip-norm")) } }
    set { optimizerChoices["clip-norm"] = newValue.map { $0.value.map { .number($0) } ?? .word("none") } }
  }
  public var updates: Int? {
    get { count("updates") }
    set { set("updates", newValue) }
  }
  public var cgIterations: Int? {
    get { count("cg-iterations") }
    set { set("cg-iterations", newValue) }
  }
  public var cgTolerance: Double? {
    get { number("cg-tolerance") }
    set { set("cg-tolerance", newValue) }
  }
  public var cgResidual: Double? {
    get { number("cg-residual") }
    set { set("cg-residual", newValue) }
  }
  public var cgPatience: Int? {
    get { count("cg-patience") }
    set { set("cg-patience", newValue) }
  }
  public var warmStart: Double? {
    get { number("warm-start") }
    set { set("warm-start", newValue) }
  }
  public var preconditioner: PreconditionerKind? {
    get { word("preconditioner") }
    set { set("preconditioner", newValue) }
  }
  public var lambda: Double? {
    get { number("lambda") }
    set { set("lambda", newValue) }
  }
  public var lambdaFactor: Double? {
    get { number("lambda-factor") }
    set { set("lambda-factor", newValue) }
  }
  public var mu: Double? {
    get { number("mu") }
    set { set("mu", newValue) }
  }
  public var damping: DampingKind? {
    get { word("damping") }
    set { set("damping", newValue) }
  }
  public var lineSearch: LineSearchKind? {
    get { word("line-search") }
    set { set("line-search", newValue) }
  }
  public var rhoBatch: ReductionBatch? {
    get { word("rho-batch") }
    set { set("rho-batch", newValue) }
  }
  public var rhoDenominator: ReductionDenominator? {
    get { word("rho-denominator") }
    set { set("rho-denominator", newValue) }
  }

  private func number(_ name: String) -> Double? {
    if case .number(let value)? = optimizerChoices[name] { value } else { nil }
  }
  private func count(_ name: String) -> Int? {
    if case .count(let value)? = optimizerChoices[name] { value } else { nil }
  }
  private func word<Choice: RawRepresentable<String>>(_ name: String) -> Choice? {
    if case .word(let value)? = optimizerChoices[name] { Choice(rawValue: value) } else { nil }
  }
  private mutating func set(_ name: String, _ value: Double?) { optimizerChoices[name] = value.map { .number($0) } }
  private mutating func set(_ name: String, _ value: Int?) { optimizerChoices[name] = value.map { .count($0) } }
  private mutating func set(_ name: String, _ value: (some RawRepresentable<String>)?) {
    optimizerChoices[name] = value.map { .word($0.rawValue) }
  }
}
