/// The end of a run: `summary.json`, and the final object of `train --json`.
public struct RunSummary: Sendable, Equatable {
  /// A file of more bytes is no summary.
  public static let largestFile = 1 << 20

  /// Whether the last test was passed; nil where the data has no success rule.
  public var solved: Bool?
  public var outcome: RunOutcome
  public var task: String
  public var variant: String
  public var length: Int
  public var seed: UInt64
  public var iterations: Int
  public var minibatches: Double
  public var forwardMinibatches: Double
  public var seconds: Double
  /// Loss and share of wrong sequences: of the last test, or of the last validation where none was taken.
  public var loss: Double?
  public var wrong: Double?
  /// The number of sequences behind these two.
  public var sequences: Int
  /// The number of tests taken.
  public var tests: Int
  /// What the best constant predictor scores; nil where that is not known.
  public var baselineLoss: Double?
  /// Nil where the data has no success rule.
  public var baselineWrong: Double?
  /// Of text: how the best parameters met did on the whole test text, read once; see ``TextScore``. Nil for other data, and
  /// where the run was interrupted.
  public var bitsPerCharacter: Double?
  public var bitsPerByte: Double?
  /// Where the time went since the run began or was resumed; nil in summaries of earlier versions.
  public var profile: RunProfile?
  public var checkpoint: String
}

extension RunSummary: Codable {
  private enum CodingKeys: String, CodingKey {
    case solved, outcome, task, variant, length, seed, iterations, minibatches, seconds, loss, wrong, sequences, tests
    case profile, checkpoint
    case forwardMinibatches = "forward_minibatches"
    case baselineLoss = "baseline_loss"
    case baselineWrong = "baseline_wrong"
    case bitsPerCharacter = "bits_per_character"
    case bitsPerByte = "bits_per_byte"
  }

  /// Stores every field; one without a value is null, not absent.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(solved, forKey: .solved)
    try values.encode(outcome, forKey: .outcome)
    try values.encode(task, forKey: .task)
    try values.encode(variant, forKey: .variant)
    try values.encode(length, forKey: .length)
    try values.encode(seed, forKey: .seed)
    try values.encode(iterations, forKey: .iterations)
    try values.encode(minibatches, forKey: .minibatches)
    try values.encode(forwardMinibatches, forKey: .forwardMinibatches)
    try values.encode(seconds, forKey: .seconds)
    try values.encode(loss, forKey: .loss)
    try values.encode(wrong, forKey: .wrong)
    try values.encode(sequences, forKey: .sequences)
    try values.encode(tests, forKey: .tests)
    try values.encode(baselineLoss, forKey: .baselineLoss)
    try values.encode(baselineWrong, forKey: .baselineWrong)
    try values.encode(bitsPerCharacter, forKey: .bitsPerCharacter)
    try values.encode(bitsPerByte, forKey: .bitsPerByte)
    try values.encode(profile, forKey: .profile)
    try values.encode(checkpoint, forKey: .checkpoint)
  }
}
