public import Optimization

/// Watches a run and says, in words a person can act on, when something is off for more than a moment.
public struct Advisor: Sendable {
  /// Steps for which the same advice is not repeated.
  private static let silence = 100

  private let baselineLoss: Double
  private let advice: [StepAdvice]
  private var streaks: [Int]
  private var said: [Int]

  /// An adviser to a run with an optimizer whose best constant predictor has this loss; `growsLengths` says whether its task
  /// can be had at other lengths.
  public init(baselineLoss: Double, growsLengths: Bool = true, optimizer: any OptimizerOptions) {
    self.baselineLoss = baselineLoss
    let constant = StepAdvice(
      "the loss sits at that of the constant predictor: the network has not yet found what to remember"
        + (growsLengths ? "; long tasks often need --length-schedule 30:1.3" : "")
    ) { report, baseline in report.loss > 0.97 * baseline }
    advice = optimizer.advice + [constant]
    streaks = advice.map { _ in 0 }
    said = advice.map { _ in -Self.silence }
  }

  /// Looks at a step; returns what there is to say.
  public mutating func advice(after row: HistoryRow) -> [String] {
    let report = row.report
    var sentences: [String] = []
    for (index, advice) in advice.enumerated() {
      streaks[index] = advice.isDue(report, baselineLoss) ? streaks[index] + 1 : 0
      guard streaks[index] >= StepAdvice.patience, report.step - said[index] >= Self.silence else { continue }
      said[index] = report.step
      sentences.append(advice.sentence)
    }
    return sentences
  }
}
