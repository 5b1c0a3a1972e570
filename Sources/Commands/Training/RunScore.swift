package import Training

/// The one figure by which runs about a kind of data are compared, with its unit, and the same of a constant predictor.
package struct RunScore {
  /// The figure; "-" where there is none.
  package let words: String
  /// That of the best constant predictor.
  package let constant: String

  /// The score that a run has ended with.
  package init(_ run: RunSummary) {
    switch run.kind {
    case .judged: self.init(wrong: run.wrong, constant: run.baselineWrong)
    case .text: self.init(bits: run.bitsPerCharacter, nats: run.loss, constant: run.baselineLoss)
    case .unjudged:
      guard let quality = run.quality else {
        self.init(loss: run.loss, constant: run.baselineLoss)
        return
      }
      self.init(quality)
    }
  }

  /// The score after a step of a run that goes on.
  package init(wrong: Double?, loss: Double?, _ kind: DataKind) {
    switch kind {
    case .judged: self.init(wrong: wrong, constant: nil)
    case .text: self.init(bits: nil, nats: loss, constant: nil)
    case .unjudged: self.init(loss: loss, constant: nil)
    }
  }

  private init(_ quality: Quality) {
    let unit = quality.measure == .meanSquaredError ? "squared error" : "right"
    words = quality.value == nil ? "-" : "\(quality.shown(quality.value)) \(unit)"
    constant = quality.shown(quality.constant)
  }

  private init(wrong: Double?, constant: Double?) {
    words = wrong.map { "\(Numbers.percent($0)) wrong" } ?? "-"
    self.constant = constant.map(Numbers.percent) ?? "-"
  }

  /// Bits of the test text, or those of the validation windows where that has not been read.
  private init(bits: Double?, nats: Double?, constant: Double?) {
    words =
      bits.map { "\(Numbers.short($0)) bits/char" } ?? nats.map { "\(Numbers.bits($0)) bits/char (valid.)" } ?? "-"
    self.constant = constant.map(Numbers.bits) ?? "-"
  }

  private init(loss: Double?, constant: Double?) {
    words = loss.map { "\(Numbers.short($0)) loss (valid.)" } ?? "-"
    self.constant = constant.map(Numbers.short) ?? "-"
  }
}
