public import LinearAlgebra
internal import Foundation
internal import RecurrentNetworks
public import SequenceData

/// How given parameters do on one split of some data.
public struct Evaluation: Sendable, Equatable {
  /// Loss and wrong sequences.
  public let score: Score
  /// The loss over the number of scored steps, by their weights, whatever the normalization of the experiment; of a text, over
  /// the characters. Nil where there are none.
  public let lossPerStep: Double?
  /// Of squared errors, the mean over scored steps and outputs; nil for others.
  public let meanSquaredError: Double?
  /// Of a text, which is read from its first symbol to its last: what was predicted and at how many bits; nil for others.
  public let text: TextScore?
  /// What the best constant predictor scores.
  public let baseline: Baseline
  /// Whether fewer sequences are wrong than the target of the experiment allows; nil where nobody has said what is wrong.
  public let solved: Bool?

  /// The number of sequences that are looked at where a split has no end.
  public static var usualCount: Int { 10_000 }
  /// The number of symbols of a text that are read at a time.
  private static var partSize: Int { 1000 }

  /// Scores parameters on the first sequences of a split, in parts, so that a split may be larger than memory.
  ///
  /// - Parameters:
  ///   - θ: the parameters.
  ///   - configuration: the network and the data.
  ///   - split: which part of the data.
  ///   - count: how many sequences, of a text symbols; nil for all, or ``usualCount`` where there is no end to them.
  ///   - onProgress: told how many sequences are done, of how many.
  ///   - isInterrupted: asked between two parts; if so the evaluation ends with nothing.
  /// - Throws: ``TrainingError`` if the data cannot be read.
  public init?<Element: Scalar>(
    of θ: Vector<Element>, _ configuration: ExperimentConfiguration, split: Split, count: Int? = nil,
    onProgress: (_ done: Int, _ total: Int) -> Void = { _, _ in }, isInterrupted: () -> Bool = { false }
  ) throws {
    let data = try ExperimentData(configuration)
    if let (vocabulary, symbols) = data.text(split) {
      let scorer = TextScorer(try Network<Element>(configuration.network), parameters: θ, vocabulary: vocabulary)
      let total = min(count ?? .max, symbols.count)
      for first in stride(from: 0, to: total, by: Self.partSize) {
        if isInterrupted() { return nil }
        let part = first..<min(first + Self.partSize, total)
        scorer.read(symbols[part])
        onProgress(part.upperBound, total)
      }
      text = scorer.score
      let loss = scorer.score.characters > 0 ? scorer.score.bits * M_LN2 / Double(scorer.score.characters) : .nan
      score = Score(loss: loss, sequences: 1, wrong: nil)
      lossPerStep = loss.isNaN ? nil : loss
      meanSquaredError = nil
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
    for numbers in ScoreSum.parts(of: 0..<total) {
      if isInterrupted() { return nil }
      let set = try data.source.sequences(numbers, of: split, lengths: [configuration.length], pool: pool)
      let batch = try Batch(set.view, for: evaluator.network)
      sum.add(Score(of: batch, at: θ, by: evaluator, data.successRule), of: batch)
      onProgress(numbers.upperBound, total)
    }
    score = sum.score(isJudged: data.successRule != nil)
    lossPerStep = sum.lossPerStep
    let network = configuration.network
    meanSquaredError =
      network.loss == .squaredError ? lossPerStep.map { 2 * $0 / Double(network.outputs) } : nil
    baseline = data.baseline(length: configuration.length)
    solved = data.successRule == nil ? nil : score.wrongShare < configuration.targetWrong
  }
}
