/// The end of a run: `summary.json`, and the final object of `train --json`.
public struct RunSummary: Codable, Sendable {
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
  public var baselineLoss: Double
  public var baselineWrong: Double
  public var checkpoint: String

  enum CodingKeys: String, CodingKey {
    case solved, outcome, task, variant, length, seed, iterations, minibatches, seconds, loss, wrong, sequences, tests
    case checkpoint
    case forwardMinibatches = "forward_minibatches"
    case baselineLoss = "baseline_loss"
    case baselineWrong = "baseline_wrong"
  }
}
