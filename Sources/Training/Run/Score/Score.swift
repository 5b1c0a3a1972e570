internal import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData

/// How a network does on some sequences.
public struct Score: Codable, Sendable, Equatable {
  /// The loss, in the normalization of the experiment, without weight decay.
  public var loss: Double
  /// The number of sequences.
  public var sequences: Int
  /// The number of sequences that are wrong by the rule of the data, nil where there is no rule.
  public var wrong: Int?

  /// A score from its parts.
  public init(loss: Double, sequences: Int, wrong: Int?) {
    self.loss = loss
    self.sequences = sequences
    self.wrong = wrong
  }

  /// How a network does on a batch at parameters θ; its outputs are counted by `right` too, and `table` is told about its trials,
  /// where these are given.
  init<Element: Scalar>(
    of batch: Batch<Element>, at θ: Vector<Element>, by evaluator: BatchEvaluator<Element>, _ rule: SuccessRule?,
    counting right: RightOutputs? = nil, trials: [TrialCondition], table: inout PsychometricTable
  ) {
    let marks = rule.map { WrongSequences($0, sequences: batch.sequences) }
    defer { if let marks { table.add(trials, wrong: marks.all) } }
    let loss = evaluator.loss(at: θ, over: batch) {
      marks?.judge($0, $1, $2)
      right?.count($0, $1, $2)
    }
    self.init(
      loss: loss - evaluator.decay(θ), sequences: batch.sequences,
      wrong: marks.map { evaluator.reducer.sum([$0.count])[0] })
  }

  /// How a network does on a batch at parameters θ; its outputs are counted by `right` too, where that is given.
  init<Element: Scalar>(
    of batch: Batch<Element>, at θ: Vector<Element>, by evaluator: BatchEvaluator<Element>, _ rule: SuccessRule?,
    counting right: RightOutputs? = nil
  ) {
    var table = PsychometricTable()
    self.init(of: batch, at: θ, by: evaluator, rule, counting: right, trials: [], table: &table)
  }

  /// The share of wrong sequences; not a number where there is no rule, and 0 of none.
  public var wrongShare: Double {
    guard let wrong else { return .nan }
    return sequences == 0 ? 0 : Double(wrong) / Double(sequences)
  }
}
