internal import LinearAlgebra
internal import Losses
internal import RecurrentNetworks
internal import SequenceData

/// What people read beside the training loss, from the outputs of the passes that gradients are made of: it costs no pass.
///
/// Each batch is counted once, in the first gradient over it; of a method of many updates that is one gradient of each update. What
/// noise does to a network in training is in it, as it is in the loss.
struct TrainingFigure {
  /// What is measured.
  enum Measure {
    /// The share of sequences that are wrong by a rule.
    case wrongShare(SuccessRule)
    /// That of a ``Quality``.
    case quality(Quality.Measure)
  }

  private let measure: Measure
  private let network: NetworkDefinition
  /// Whether the present batch is still to be counted.
  private var awaits = false
  private var counts = (part: 0.0, all: 0.0)

  /// The figure of a run, nil where there is none: of a text the loss says it all.
  init?(_ kind: DataKind, _ rule: SuccessRule?, _ network: NetworkDefinition) {
    switch (kind, rule) {
    case (.judged, let rule?): measure = .wrongShare(rule)
    case (.unjudged, _): measure = .quality(Quality.Measure(network.loss.target))
    default: return nil
    }
    self.network = network
  }

  /// A batch has been drawn: its first gradient will be counted.
  mutating func expect() { awaits = true }

  /// Looks at the outputs of a gradient, where it is to be counted.
  ///
  /// - Parameters:
  ///   - batch: what the gradient is over.
  ///   - evaluator: who makes it.
  ///   - θ: the point.
  ///   - pass: makes it, telling what it is given of its outputs; returns the loss.
  mutating func count<Element: Scalar>(
    _ batch: Batch<Element>, of evaluator: BatchEvaluator<Element>, at θ: Vector<Element>,
    _ pass: (@Sendable (Chunk<Element>, Range<Int>, Matrix<Element>) -> Void) -> Double
  ) -> Double {
    guard awaits else { return pass { _, _, _ in } }
    awaits = false
    switch measure {
    case .wrongShare(let rule):
      let marks = WrongSequences(rule, sequences: batch.sequences)
      let loss = pass { marks.judge($0, $1, $2) }
      add(loss.isFinite ? Double(marks.count) : .nan, of: Double(batch.sequences))
      return loss
    case .quality(.meanSquaredError):
      let loss = pass { _, _, _ in }
      // What a penalty on rates adds is in the loss, and nobody knows how much.
      guard !batch.penalizesRates else { return loss }
      let data = (loss - evaluator.decay(θ)) * batch.divisor(evaluator.normalization)
      let factor = network.loss.function.meanSquaredErrorFactor ?? .nan
      add(factor * data / Double(network.outputs), of: batch.totalWeight)
      return loss
    case .quality:
      let right = RightOutputs()
      let loss = pass { right.count($0, $1, $2) }
      let found = right.found
      add(loss.isFinite ? Double(found.right) : .nan, of: Double(found.all))
      return loss
    }
  }

  private mutating func add(_ part: Double, of all: Double) { counts = (counts.part + part, counts.all + all) }

  /// What has been counted since the last time, nil where that is nothing or no number.
  mutating func take() -> Double? {
    defer { (counts, awaits) = ((0, 0), false) }
    let value = counts.part / counts.all
    return value.isFinite ? value : nil
  }
}
