/// The end of a run: `summary.json`, and the final object of `train --json`.
public struct RunSummary: Sendable, Equatable {
  /// A file of more bytes is no summary.
  public static let largestFile = 1 << 20

  /// What kind of data the run is about.
  public var kind: DataKind
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
  /// Loss and share of wrong sequences: of the last test, or of the last validation where none was taken. A run on a file with test data that
  /// has not solved its task ends with a test of the best parameters.
  public var loss: Double?
  public var wrong: Double?
  /// The number of sequences behind these two.
  public var sequences: Int
  /// The number of tests taken.
  public var tests: Int
  /// The step whose parameters did best on validation sequences, which other commands take; nil before the length asked for is
  /// reached, and in summaries of earlier versions.
  public var bestStep: Int?
  /// The steps at that length since then; nil in summaries of earlier versions.
  public var stepsSinceBest: Int?
  /// What the best constant predictor scores; nil where that is not known.
  public var baselineLoss: Double?
  /// Nil where the data has no success rule.
  public var baselineWrong: Double?
  /// Of sequences without a success rule: how the best parameters met did on the test split. Nil for other data, and where the
  /// run was interrupted.
  public var quality: Quality?
  /// Of text: how the best parameters met did on the test text, read once; see ``TextScore``. Nil for other data, where the
  /// run was interrupted, and where numbers overflowed.
  public var bitsPerCharacter: Double?
  public var bitsPerByte: Double?
  /// Of text: the characters of the test text that were predicted.
  public var characters: Int?
  /// Whether the best parameters met were tested on the whole test split at the end; false where the time was up before, nil
  /// where that was not done: of a run that was interrupted, of one whose last step has passed the test, and of a task made on the
  /// fly.
  public var isTestWhole: Bool?
  /// Where the time went since the run began or was resumed; nil in summaries of earlier versions.
  public var profile: RunProfile?
  /// What is off about the run and what to do, in sentences.
  public var advice: [String] = []
  public var checkpoint: String
  /// By what and where; nil in summaries of earlier versions.
  public var provenance: Provenance?
}

extension RunSummary {
  /// Takes the figures of a test of the best parameters met, as a run ends with it.
  public mutating func take(_ test: Evaluation) {
    isTestWhole = test.isWhole
    if let text = test.text {
      (bitsPerCharacter, bitsPerByte, characters) = (text.bitsPerCharacter, text.bitsPerByte, text.characters)
    } else {
      loss = test.score.loss.isFinite ? test.score.loss : nil
      wrong = test.score.wrong == nil ? nil : test.score.wrongShare
      (sequences, quality) = (test.score.sequences, test.kind == .unjudged ? test.quality : nil)
      tests += 1
    }
  }

  /// Takes the figures of the whole test that a summary of the same run as it stands has; returns whether it has any.
  public mutating func takeTest(of former: RunSummary) -> Bool {
    guard former.isTestWhole == true, former.kind == kind, former.iterations == iterations,
      former.bestStep == bestStep
    else { return false }
    isTestWhole = true
    (bitsPerCharacter, bitsPerByte, characters) = (former.bitsPerCharacter, former.bitsPerByte, former.characters)
    (loss, wrong, sequences) = (former.loss, former.wrong, former.sequences)
    (quality, tests) = (former.quality, former.tests)
    return true
  }
}
