extension StepReport {
  /// What is off about this step, in words a person can act on; empty for an ordinary one.
  public var remarks: [String] {
    var remarks: [String] = []
    if !accepted { remarks.append(outcome.explanation) }
    if let cgOutcome {
      switch cgOutcome {
      case .iterationCap, .nonPositiveCurvature, .notFinite, .indefinitePreconditioner:
        remarks.append("conjugate gradients stopped after \(cgIterations) iterations: \(cgOutcome.explanation)")
      case .relativeProgress, .residual, .rounding, .heldOutLossRose: break
      }
    }
    if warmStartHeld && warmFactor == 0 {
      remarks.append(
        "the warm start pointed uphill on this step's data and was dropped: the batches of two steps disagree")
    }
    if quadratic >= 0 {
      remarks.append("q of the chosen iterate is \(quadratic.rounded(digits: 3)), not negative: the solve is of no use")
    }
    if let words = ratioRemark { remarks.append(words) }
    if accepted && alpha < 0.1 && !lambda.isNaN {
      remarks.append(
        "the line search shortened the step to \(alpha.rounded(digits: 2)) of its length: the model reaches too far, and lambda should grow in the next steps"
      )
    }
    return remarks
  }

  private var ratioRemark: String? {
    guard !rho.isNaN else {
      return quadratic < 0 && !outcome.isFinal ? "ρ is not a number: the loss at the full step overflowed" : nil
    }
    if rho == -.infinity && quadratic < 0 {
      return
        "ρ is negative: at the full step the loss, or the model on the batch of ρ, rose where the solve promised a decrease of \((-quadratic).rounded(digits: 3))"
    }
    if rho > 2 {
      return
        "ρ is \(rho.rounded(digits: 3)): the loss fell much further than the model promised, so the curvature batch is not like the gradient batch or the damping is too strong"
    }
    return nil
  }
}

extension Double {
  /// This number with so many significant decimal digits.
  fileprivate func rounded(digits: Int) -> Double {
    guard isFinite, magnitude > 1e-290 else { return self }
    var unit = 1.0
    var size = magnitude
    while size >= 10 {
      size /= 10
      unit *= 10
    }
    while size < 1 {
      size *= 10
      unit /= 10
    }
    for _ in 1..<digits { unit /= 10 }
    let inverse = (1 / unit).rounded()
    return inverse >= 1 ? (self * inverse).rounded() / inverse : (self / unit).rounded() * unit
  }
}
