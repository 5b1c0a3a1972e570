extension RunSummary: Codable {
  private enum CodingKeys: String, CodingKey {
    case solved, outcome, task, variant, length, seed, iterations, minibatches, seconds, loss, wrong, sequences, tests
    case profile, checkpoint, accuracy, characters, advice
    case kind = "data_kind"
    case bestStep = "best_step"
    case stepsSinceBest = "steps_since_best"
    case forwardMinibatches = "forward_minibatches"
    case baselineLoss = "baseline_loss"
    case baselineWrong = "baseline_wrong"
    case meanSquaredError = "mean_squared_error"
    case explainedVariance = "r_squared"
    case baselineMeanSquaredError = "baseline_mean_squared_error"
    case accuracyOf = "accuracy_of"
    case baselineAccuracy = "baseline_accuracy"
    case bitsPerCharacter = "bits_per_character"
    case bitsPerByte = "bits_per_byte"
    case isTestWhole = "whole_test"
  }

  /// Stores every field; one without a value is null, not absent.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(kind, forKey: .kind)
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
    try values.encode(bestStep, forKey: .bestStep)
    try values.encode(stepsSinceBest, forKey: .stepsSinceBest)
    try values.encode(isTestWhole, forKey: .isTestWhole)
    try values.encode(baselineLoss, forKey: .baselineLoss)
    try values.encode(baselineWrong, forKey: .baselineWrong)
    let (error, accuracy) = (quality?.of(.meanSquaredError), quality?.accuracy)
    try values.encode(error?.value, forKey: .meanSquaredError)
    try values.encode(error?.constant, forKey: .baselineMeanSquaredError)
    try values.encode(error?.explainedVariance, forKey: .explainedVariance)
    try values.encode(accuracy?.value, forKey: .accuracy)
    try values.encode(accuracy?.measure.accuracyOf, forKey: .accuracyOf)
    try values.encode(accuracy?.constant, forKey: .baselineAccuracy)
    try values.encode(bitsPerCharacter, forKey: .bitsPerCharacter)
    try values.encode(bitsPerByte, forKey: .bitsPerByte)
    try values.encode(characters, forKey: .characters)
    try values.encode(advice, forKey: .advice)
    try values.encode(profile, forKey: .profile)
    try values.encode(checkpoint, forKey: .checkpoint)
    try provenance?.encode(to: encoder)
  }

  /// Reads a summary; those of earlier versions lack some fields.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    solved = try values.decodeIfPresent(Bool.self, forKey: .solved)
    bitsPerCharacter = try values.decodeIfPresent(Double.self, forKey: .bitsPerCharacter)
    let former: DataKind = solved != nil ? .judged : bitsPerCharacter != nil ? .text : .unjudged
    kind = try values.decodeIfPresent(DataKind.self, forKey: .kind) ?? former
    outcome = try values.decode(RunOutcome.self, forKey: .outcome)
    task = try values.decode(String.self, forKey: .task)
    variant = try values.decode(String.self, forKey: .variant)
    length = try values.decode(Int.self, forKey: .length)
    seed = try values.decode(UInt64.self, forKey: .seed)
    iterations = try values.decode(Int.self, forKey: .iterations)
    minibatches = try values.decode(Double.self, forKey: .minibatches)
    forwardMinibatches = try values.decode(Double.self, forKey: .forwardMinibatches)
    seconds = try values.decode(Double.self, forKey: .seconds)
    loss = try values.decodeIfPresent(Double.self, forKey: .loss)
    wrong = try values.decodeIfPresent(Double.self, forKey: .wrong)
    sequences = try values.decode(Int.self, forKey: .sequences)
    tests = try values.decode(Int.self, forKey: .tests)
    bestStep = try values.decodeIfPresent(Int.self, forKey: .bestStep)
    stepsSinceBest = try values.decodeIfPresent(Int.self, forKey: .stepsSinceBest)
    isTestWhole = try values.decodeIfPresent(Bool.self, forKey: .isTestWhole)
    baselineLoss = try values.decodeIfPresent(Double.self, forKey: .baselineLoss)
    baselineWrong = try values.decodeIfPresent(Double.self, forKey: .baselineWrong)
    bitsPerByte = try values.decodeIfPresent(Double.self, forKey: .bitsPerByte)
    characters = try values.decodeIfPresent(Int.self, forKey: .characters)
    advice = try values.decodeIfPresent([String].self, forKey: .advice) ?? []
    profile = try values.decodeIfPresent(RunProfile.self, forKey: .profile)
    checkpoint = try values.decode(String.self, forKey: .checkpoint)
    provenance = try? Provenance(from: decoder)
    let accuracyOf = try values.decodeIfPresent(String.self, forKey: .accuracyOf)
    if let measure = Quality.Measure.allCases.first(where: { $0.accuracyOf == accuracyOf && accuracyOf != nil }) {
      quality = Quality(
        measure, value: try values.decodeIfPresent(Double.self, forKey: .accuracy),
        constant: try values.decodeIfPresent(Double.self, forKey: .baselineAccuracy))
    } else if let error = try values.decodeIfPresent(Double.self, forKey: .meanSquaredError) {
      quality = Quality(
        .meanSquaredError, value: error,
        constant: try values.decodeIfPresent(Double.self, forKey: .baselineMeanSquaredError))
    }
  }
}
