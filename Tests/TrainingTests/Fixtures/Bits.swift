import Optimization
import LinearAlgebra
import Training

/// Runs as bits, so that NaN equals itself and 0 differs from −0.
enum Bits {
  /// Every number and text of a row but the seconds.
  static func of(_ row: HistoryRow, withSeconds: Bool = false) -> [String] {
    let report = row.report
    let reals = [
      report.loss, report.rho, report.lambda, report.mu, report.warmFactor, report.quadraticStart, report.alpha,
      report.quadratic, report.gradientNorm, report.stepNorm, row.validation.loss, row.cost.minibatches,
      row.cost.forwardMinibatches, withSeconds ? row.seconds : 0, report.firstOrder?.learningRate ?? 0,
      report.firstOrder?.clippedShare ?? 0,
    ]
    return reals.map { String($0.bitPattern, radix: 16) } + [
      "\(report.step) \(report.outcome) \(report.cgIterations) \(report.cgChosen) \(report.warmStartHeld)",
      report.cgOutcome?.rawValue ?? "-", "\(row.validation.sequences) \(row.validation.wrong ?? -1) \(row.length)",
      row.notes.joined(separator: "|"), "\(report.firstOrder?.updates ?? -1)",
    ]
  }

  /// A state without its seconds.
  static func of<Element: Scalar>(_ state: TrainerState<Element>) -> TrainerState<Element> {
    var state = state
    state.standing.seconds = 0
    return state
  }
}
