internal import Losses
public import LinearAlgebra
internal import Foundation
public import RecurrentNetworks
public import SequenceData

/// How given parameters do on one split of some data.
public struct Evaluation: Sendable, Equatable {
  /// What kind of data it is.
  public let kind: DataKind
  /// Loss and wrong sequences.
  public let score: Score
  /// The loss over the number of scored steps, by their weights, whatever the normalization of the experiment; of a text, over
  /// the characters. Nil where there are none.
  public let lossPerStep: Double?
  /// The mean squared error or the accuracy, by the loss; nil of a text.
  public let quality: Quality?
  /// Under the logistic loss, the squared error; nil of others.
  public let summedSquares: SummedSquares?
  /// Of a text, which is read from its first symbol to its last: what was predicted and at how many bits; nil for others.
  public let text: TextScore?
  /// How often the choice was 1, by coherence; nil where trials have none.
  public let psychometric: PsychometricTable?
  /// What the best constant predictor scores.
  public let baseline: Baseline
  /// Whether fewer sequences are wrong than the target of the experiment allows; nil where nobody has said what is wrong.
  public let solved: Bool?
  /// How many sequences there were to read, of a text symbols.
  public let available: Int
  /// Whether all of them were read.
  public let isWhole: Bool

  /// Of squared errors, the mean over scored steps and outputs; nil under other losses.
  public var meanSquaredError: Double? { quality?.of(.meanSquaredError)?.value }

  /// The number of sequences that are looked at where a split has no end.
  public static var usualCount: Int { 10_000 }
  /// The number of symbols of a text that are read at a time.
  private static var partSize: Int { 1000 }

  /// Scores parameters on the first sequences of a split, in parts, so that a split may be larger than memory.
  ///
  /// - Parameters:
  ///   - θ: the parameters.
  ///   - configuration: the network and the data.
  ///   - data: the data of the configuration, where they are open already.
  ///   - split: which part of the data.
  ///   - count: how many sequences, of a text symbols; nil for all, or ``usualCount`` where there is no end to them.
  ///   - noise: the noise in which sequences are scored, the same each time; none of texts. Masks are none of it.
  ///   - onProgress: told how many sequences are done, of how many.
  ///   - rule: asked before each part. Once the time is up the evaluation is of what has been read by then, one part at least;
  ///     one that somebody interrupts ends with nothing.
  /// - Throws: ``TrainingError`` if the data cannot be read.
  public init?<Element: Scalar>(
    of θ: Vector<Element>, _ configuration: ExperimentConfiguration, on data: ExperimentData? = nil, split: Split,
    count: Int? = nil, in noise: TrainingNoise = TrainingNoise(),
    onProgress: (_ done: Int, _ total: Int) -> Void = { _, _ in }, until rule: StopRule = StopRule()
  ) throws {
    let data = try data ?? ExperimentData(configuration)
    kind = data.kind
    if let (vocabulary, symbols) = data.text(split) {
      let scorer = TextScorer(try Network<Element>(configuration.network), parameters: θ, vocabulary: vocabulary)
      let total = min(count ?? .max, symbols.count)
      var done = 0
      for first in stride(from: 0, to: total, by: Self.partSize) {
        let decision = rule.decision()
        if decision == .stop(.interrupted) { return nil }
        if decision != .goOn, done > 0 { break }
        let part = first..<min(first + Self.partSize, total)
        scorer.read(symbols[part])
        done = part.upperBound
        onProgress(done, total)
      }
      (available, isWhole) = (total, done == total)
      text = scorer.score
      let loss = scorer.score.characters > 0 ? scorer.score.bits * M_LN2 / Double(scorer.score.characters) : .nan
      score = Score(loss: loss, sequences: 1, wrong: nil)
      lossPerStep = loss.isNaN ? nil : loss
      (quality, summedSquares, psychometric) = (nil, nil, nil)
      baseline = data.baseline(length: configuration.length)
      solved = nil
      return
    }
    text = nil
    let pool = WorkerPool(threads: configuration.threads)
    let evaluator = BatchEvaluator(
      try Network<Element>(configuration.network), pool: pool, normalization: configuration.normalization)
    let size = data.source.size(of: split, length: configuration.length)
    let total = min(count ?? size ?? Self.usualCount, size ?? .max)
    try data.require(
      min(total, ScoreSum.partSize), of: split, length: configuration.length, for: configuration.network,
      "scoring --length \(configuration.length) in parts of")
    var sum = ScoreSum(configuration.normalization)
    var qualitySum = QualitySum(configuration.network)
    var table = PsychometricTable()
    var done = 0
    for numbers in ScoreSum.parts(of: 0..<total) {
      let decision = rule.decision()
      if decision == .stop(.interrupted) { return nil }
      if decision != .goOn, done > 0 { break }
      let set = try data.source.sequences(numbers, of: split, lengths: [configuration.length], pool: pool)
      let batch = try Batch(set.view, for: evaluator.network)
        .adding(noise, seed: configuration.seed, for: evaluator.network, pool: pool)
      let trials = numbers.compactMap { data.source.condition($0, of: split, length: configuration.length) }
      let score = Score(
        of: batch, at: θ, by: evaluator, data.successRule, counting: qualitySum.right, trials: trials, table: &table)
      sum.add(score, of: batch)
      qualitySum.add(set)
      done = numbers.upperBound
      onProgress(done, total)
    }
    (available, isWhole) = (total, done == total)
    score = sum.score(isJudged: kind == .judged)
    lossPerStep = sum.lossPerStep
    quality = qualitySum.quality(score, lossPerStep: lossPerStep, over: evaluator.reducer)
    summedSquares = qualitySum.summedSquares(score, over: evaluator.reducer)
    psychometric = table.points.isEmpty ? nil : table
    baseline = data.baseline(length: configuration.length)
    solved = kind == .judged ? score.wrongShare < configuration.solvedBelow(at: configuration.length) : nil
  }
}
