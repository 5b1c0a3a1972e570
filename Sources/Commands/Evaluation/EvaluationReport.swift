import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Training

/// What `evaluate` says.
struct EvaluationReport: Encodable {
  private let evaluation: Evaluation
  private let configuration: ExperimentConfiguration
  private let checkpoint: String
  private let step: Int
  private let isBest: Bool
  private let split: Split
  private let noise: TrainingNoise

  init(
    _ evaluation: Evaluation, _ configuration: ExperimentConfiguration, checkpoint: String, step: Int, isBest: Bool,
    split: Split, noise: TrainingNoise
  ) {
    self.evaluation = evaluation
    self.configuration = configuration
    self.checkpoint = checkpoint
    self.step = step
    self.isBest = isBest
    self.split = split
    self.noise = noise
  }

  private enum CodingKeys: String, CodingKey {
    case loss, wrong, sequences, solved, checkpoint, step, best, split, task, data, length, seed
    case lossPerStep = "loss_per_step"
    case meanSquaredError = "mean_squared_error"
    case baselineLoss = "baseline_loss"
    case baselineWrong = "baseline_wrong"
    case wrongSequences = "wrong_sequences"
    case kind = "data_kind"
    case accuracy
    case accuracyOf = "accuracy_of"
    case baselineAccuracy = "baseline_accuracy"
    case explainedVariance = "r_squared"
    case baselineMeanSquaredError = "baseline_mean_squared_error"
    case bitsPerCharacter = "bits_per_character"
    case bitsPerByte = "bits_per_byte"
    case characters, bytes, unknown, psychometric
    case summedSquares = "summed_squared_error"
    case baselineSummedSquares = "baseline_summed_squared_error"
    case inputNoise = "input_noise"
    case stateNoise = "state_noise"
  }

  /// Stores every field; one without a value is null, not absent.
  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    let (score, baseline) = (evaluation.score, evaluation.baseline)
    try values.encode(finite(score.loss), forKey: .loss)
    try values.encode(finite(evaluation.lossPerStep), forKey: .lossPerStep)
    try values.encode(evaluation.kind, forKey: .kind)
    let (error, accuracy) = (evaluation.quality?.of(.meanSquaredError), evaluation.quality?.accuracy)
    try values.encode(error?.value, forKey: .meanSquaredError)
    try values.encode(error?.constant, forKey: .baselineMeanSquaredError)
    try values.encode(error?.explainedVariance, forKey: .explainedVariance)
    if let squares = evaluation.summedSquares {
      try values.encode(squares.value, forKey: .summedSquares)
      try values.encode(squares.constant, forKey: .baselineSummedSquares)
    }
    try values.encode(accuracy?.value, forKey: .accuracy)
    try values.encode(accuracy?.measure.accuracyOf, forKey: .accuracyOf)
    try values.encode(accuracy?.constant, forKey: .baselineAccuracy)
    try values.encode(score.wrong == nil ? nil : score.wrongShare, forKey: .wrong)
    try values.encode(score.wrong, forKey: .wrongSequences)
    try values.encode(score.sequences, forKey: .sequences)
    try values.encode(evaluation.solved, forKey: .solved)
    try values.encode(baseline.loss.isNaN ? nil : baseline.loss, forKey: .baselineLoss)
    try values.encode(baseline.wrongShare.isNaN ? nil : baseline.wrongShare, forKey: .baselineWrong)
    if let table = evaluation.psychometric { try values.encode(table.points, forKey: .psychometric) }
    if let text = evaluation.text {
      try values.encode(text.bitsPerCharacter, forKey: .bitsPerCharacter)
      try values.encode(text.bitsPerByte, forKey: .bitsPerByte)
      try values.encode(text.characters, forKey: .characters)
      try values.encode(text.bytes, forKey: .bytes)
      try values.encode(text.unknown, forKey: .unknown)
    }
    try values.encode(checkpoint, forKey: .checkpoint)
    try values.encode(step, forKey: .step)
    try values.encode(isBest, forKey: .best)
    try values.encode(split, forKey: .split)
    try values.encode(configuration.task, forKey: .task)
    try values.encode(configuration.data, forKey: .data)
    try values.encode(configuration.length, forKey: .length)
    try values.encode(configuration.seed, forKey: .seed)
    try values.encode(noise.inputNoise, forKey: .inputNoise)
    try values.encode(noise.stateNoise, forKey: .stateNoise)
  }

  /// The same for people.
  var lines: [String] {
    let (score, baseline) = (evaluation.score, evaluation.baseline)
    if let text = evaluation.text { return lines(text) }
    let source = configuration.data ?? "\(configuration.task), T = \(configuration.length)"
    var lines = [
      "\(subject), on \(score.sequences, "sequence") of \(source), split \(split.rawValue)\(noiseInWords)"
    ]
    var loss = "loss   \(Numbers.short(score.loss)), a constant predictor \(Numbers.short(baseline.loss))"
    if let step = evaluation.lossPerStep, abs(step - score.loss) > 1e-6 * abs(score.loss) {
      loss += "; a step \(Numbers.short(step))"
    }
    lines.append(loss)
    if !baseline.note.isEmpty { lines.append(Console.dim("       " + baseline.note)) }
    if let quality = evaluation.quality { lines.append("       " + quality.words) }
    if let squares = evaluation.summedSquares, squares.isOfFractions {
      lines.append(
        "       squared error \(Numbers.short(squares.value)) a step, summed over the outputs, a constant predictor \(Numbers.short(squares.constant))"
      )
    }
    if let wrong = score.wrong {
      lines.append(
        "wrong  \(Numbers.percent(score.wrongShare)) (\(wrong, "sequence")), a constant predictor \(Numbers.percent(baseline.wrongShare))"
      )
    }
    switch evaluation.solved {
    case true?:
      lines.append(
        Console.green("solved") + ": below \(Numbers.percent(configuration.solvedBelow(at: configuration.length)))")
    case false?:
      lines.append(
        Console.red("not solved")
          + ": not below \(Numbers.percent(configuration.solvedBelow(at: configuration.length)))")
    case nil: lines.append("the data do not say when a sequence is wrong")
    }
    if let table = evaluation.psychometric { lines += Self.lines(table) }
    return lines
  }

  /// A row for each context and kind of evidence, a column for each coherence.
  private static func lines(_ psychometric: PsychometricTable) -> [String] {
    let coherences = Set(psychometric.points.map(\.coherence)).sorted()
    var table = TextTable(["share of choices 1 at coherence"] + coherences.map(Numbers.short))
    for series in Dictionary(grouping: psychometric.points, by: { [$0.context, $0.evidence] }).sorted(by: {
      $0.key.lexicographicallyPrecedes($1.key)
    }) {
      let (context, evidence) = (series.key[0], series.key[1])
      let shares = coherences.map { coherence in
        series.value.first { $0.coherence == coherence }.map { Numbers.percent(Double($0.ones) / Double($0.trials)) }
          ?? ""
      }
      table.add([context.isEmpty ? evidence : "\(evidence) where \(context) counts"] + shares)
    }
    return table.lines()
  }

  private var noiseInWords: String {
    let parts = [("inputs", noise.inputNoise), ("states", noise.stateNoise)].filter { $0.1 > 0 }
    return parts.map { ", noise of \(Numbers.short($0.1)) in \($0.0)" }.joined()
  }

  private var subject: String { "\(checkpoint), \(ParameterWords.words(step: step, isBest: isBest))" }

  private func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }

  private func lines(_ text: TextScore) -> [String] {
    [
      "\(subject), on the \(text.characters, "character") of \(configuration.data ?? "text") after the first, split \(split.rawValue)"
    ] + text.lines(constant: evaluation.baseline.loss)
  }
}
