internal import Optimization

/// Watches a run and says, in words a person can act on, when something is off for more than a moment.
public struct Advisor: Sendable {
  /// Steps for which something must last, and for which the same advice is not repeated.
  private static let patience = 10
  private static let silence = 100

  private let baselineLoss: Double
  private let growsLengths: Bool
  private var streaks: [Advice: Int] = [:]
  private var said: [Advice: Int] = [:]

  private enum Advice: CaseIterable {
    case cap, negativeRatio, rejected, constantPredictor, ratioTooLarge, lambdaClimbs, clipped
  }

  /// An adviser to a run whose best constant predictor has this loss; `growsLengths` says whether its task can be had at
  /// other lengths.
  public init(baselineLoss: Double, growsLengths: Bool = true) {
    self.baselineLoss = baselineLoss
    self.growsLengths = growsLengths
  }

  /// Looks at a step; returns what there is to say.
  public mutating func advice(after row: HistoryRow) -> [String] {
    let report = row.report
    let signs: [Advice: Bool] = [
      .cap: report.cgOutcome == .iterationCap,
      .negativeRatio: report.rho < 0,
      .rejected: !report.accepted,
      .constantPredictor: report.loss > 0.97 * baselineLoss,
      .ratioTooLarge: report.rho > 2,
      .lambdaClimbs: report.lambda > 1e4 * max(1, baselineLoss),
      .clipped: (report.firstOrder?.clippedShare ?? 0) > 0.9,
    ]
    var sentences: [String] = []
    for advice in Advice.allCases {
      let streak = signs[advice] == true ? streaks[advice, default: 0] + 1 : 0
      streaks[advice] = streak
      let last = said[advice] ?? -Self.silence
      guard streak >= Self.patience, report.step - last >= Self.silence else { continue }
      said[advice] = report.step
      sentences.append(sentence(advice))
    }
    return sentences
  }

  private func sentence(_ advice: Advice) -> String {
    switch advice {
    case .cap:
      "conjugate gradients have hit their cap for \(Self.patience) steps: allow more --cg-iterations if rho is good, or a larger --lambda if it is small"
    case .negativeRatio:
      "ρ has been negative for \(Self.patience) steps: the loss rises at the full step, the steps are too long; a larger --lambda would have ended this sooner"
    case .rejected:
      "\(Self.patience) steps in a row were rejected: gradient and backtracking batches disagree or lambda is far too small; try larger batches or a larger --lambda"
    case .constantPredictor:
      "the loss sits at that of the constant predictor: the network has not yet found what to remember"
        + (growsLengths ? "; long tasks often need --length-schedule 30:1.3" : "")
    case .ratioTooLarge:
      "the loss falls much further than the model promises: the curvature batch is not like the gradient batch, or the damping is too strong; try a larger --curvature-batch"
    case .lambdaClimbs:
      "lambda has become very large and steps very short: check that --rho-batch is gradient, or take larger batches"
    case .clipped:
      "nearly every gradient is longer than --clip-norm, so that only its direction counts: raise it, or lower --learning-rate if the loss jumps"
    }
  }
}
