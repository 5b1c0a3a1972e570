/// How often a task was solved from several seeds, and at what cost, as Martens & Sutskever (2011, figure 3) report it.
///
/// Costs are over the runs that solved the task: what the others spent says where they were ended, no more. Where the data
/// have no success rule, they are over all runs.
public struct SeriesSummary: Sendable, Equatable {
  /// The runs that have ended, by seed.
  public let runs: [RunSummary]
  /// How many are still to end.
  public let open: Int
  /// How many have solved the task; nil where the data have no rule for that.
  public let solved: Int?
  /// The share of them among the runs that have ended; nil where none has.
  public let solvedShare: Double?
  /// What that says about the share among all seeds.
  public let interval: ShareInterval?
  public let iterations: Spread?
  public let minibatches: Spread?
  public let forwardMinibatches: Spread?
  public let seconds: Spread?
  /// Of text, over all runs.
  public let bitsPerCharacter: Spread?
  /// Of sequences without a success rule, over all runs: the loss of the test, and the mean squared error or the accuracy.
  public let loss: Spread?
  public let meanSquaredError: Spread?
  public let accuracy: Spread?
  /// What kind of data the runs are about; nil where none has ended.
  public let kind: DataKind?

  /// The summary of some of the runs of a series.
  ///
  /// - Parameters:
  ///   - runs: those that have ended.
  ///   - open: how many have not.
  public init(_ runs: [RunSummary], open: Int) {
    self.runs = runs.sorted { $0.seed < $1.seed }
    self.open = open
    kind = runs.first?.kind
    let hasRule = kind == .judged
    let successes = hasRule ? runs.filter { $0.solved == true } : runs
    solved = hasRule || runs.isEmpty ? successes.count : nil
    solvedShare = hasRule ? Double(successes.count) / Double(runs.count) : nil
    interval = hasRule ? ShareInterval(successes: successes.count, trials: runs.count) : nil
    iterations = Spread(successes.map { Double($0.iterations) })
    minibatches = Spread(successes.map(\.minibatches))
    forwardMinibatches = Spread(successes.map(\.forwardMinibatches))
    seconds = Spread(successes.map(\.seconds))
    bitsPerCharacter = Spread(runs.compactMap(\.bitsPerCharacter))
    let qualities = kind == .unjudged ? runs.compactMap(\.quality) : []
    loss = kind == .unjudged ? Spread(runs.compactMap(\.loss)) : nil
    meanSquaredError = Spread(qualities.compactMap { $0.of(.meanSquaredError)?.value })
    accuracy = Spread(qualities.compactMap { $0.accuracy?.value })
  }
}

extension SeriesSummary: Encodable {
  private enum CodingKeys: String, CodingKey {
    case runs, open, solved, interval, iterations, minibatches, seconds, loss, accuracy
    case kind = "data_kind"
    case meanSquaredError = "mean_squared_error"
    case solvedShare = "solved_share"
    case forwardMinibatches = "forward_minibatches"
    case bitsPerCharacter = "bits_per_character"
  }

  /// Stores every field; one without a value is null, not absent.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(solved, forKey: .solved)
    try values.encode(open, forKey: .open)
    try values.encode(solvedShare, forKey: .solvedShare)
    try values.encode(interval, forKey: .interval)
    try values.encode(iterations, forKey: .iterations)
    try values.encode(minibatches, forKey: .minibatches)
    try values.encode(forwardMinibatches, forKey: .forwardMinibatches)
    try values.encode(seconds, forKey: .seconds)
    try values.encode(bitsPerCharacter, forKey: .bitsPerCharacter)
    try values.encode(loss, forKey: .loss)
    try values.encode(meanSquaredError, forKey: .meanSquaredError)
    try values.encode(accuracy, forKey: .accuracy)
    try values.encode(kind, forKey: .kind)
    try values.encode(runs, forKey: .runs)
  }
}
