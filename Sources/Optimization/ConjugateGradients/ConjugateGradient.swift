public import LinearAlgebra

/// Preconditioned conjugate gradients for A x = b, seen as the minimisation of q(x) = ½ xᵀAx − bᵀx.
///
/// Follows Martens (2010) and Martens & Sutskever (2012): a guarded warm start, a test of relative progress in q in place
/// of the residual, iterates kept for backtracking. The workspace is allocated once; a solve allocates nothing as long
/// as the operator does not. Dot products and scalars are `Double` whatever the precision of the vectors.
///
/// Non-positive curvature pᵀAp ≤ 0 ends the solve. If it is met at iteration 0 from x = 0, the iterate is M⁻¹b scaled to a
/// given length; otherwise it is the one reached so far.
public struct ConjugateGradient<Element: Scalar>: Sendable {
  /// Overwrites its second argument with A times its first.
  public typealias Operator = (_ v: Vector<Element>, _ product: inout Vector<Element>) -> Void

  /// When a solve stops.
  public let options: ConjugateGradientOptions
  /// The iterates kept in the latest solve.
  public internal(set) var iterates: KeptIterates<Element>
  /// q(δ_0), q(δ_1), … at every iteration of the latest solve.
  public internal(set) var quadratics: [Double]

  var x: Vector<Element>
  var r: Vector<Element>
  var y: Vector<Element>
  var p: Vector<Element>
  var Ap: Vector<Element>
  var products = 0

  /// A workspace for systems of `count` unknowns; `schedule` has the iterations whose iterates are kept, rising, nil for those
  /// of ``KeptIterates``.
  public init(
    count: Int, options: ConjugateGradientOptions = ConjugateGradientOptions(), keeping schedule: [Int]? = nil
  ) {
    precondition(count > 0, "conjugate gradients need at least one unknown, got \(count)")
    precondition(options.iterationCap > 0, "conjugate gradients need a cap of at least one iteration")
    precondition(options.heldOutPatience ?? 1 > 0, "a patience is at least one kept iterate")
    precondition(options.exactResidualInterval > 0, "the interval between exact residuals is at least one iteration")
    self.options = options
    iterates =
      schedule.map { KeptIterates(parameterCount: count, schedule: $0) }
      ?? KeptIterates(parameterCount: count, cap: options.iterationCap)
    quadratics = []
    quadratics.reserveCapacity(options.iterationCap + 1)
    x = Vector(count: count)
    r = Vector(count: count)
    y = Vector(count: count)
    p = Vector(count: count)
    Ap = Vector(count: count)
  }

  /// Solves A x = b without a preconditioner.
  ///
  /// - Parameters:
  ///   - b: The right-hand side.
  ///   - start: The warm start before it is shortened, or `nil` to start from 0.
  ///   - ξ: The factor that shortens it.
  ///   - fallbackLength: The length of the step along b when the first direction has no positive curvature.
  ///   - heldOutLoss: The loss at a kept iterate, for ``ConjugateGradientOptions/heldOutPatience``.
  ///   - A: The operator. Fixed during the solve and symmetric.
  @discardableResult
  public mutating func solve(
    _ b: Vector<Element>, from start: Vector<Element>? = nil, scaledBy ξ: Double = 1, fallbackLength: Double = 1,
    heldOutLoss: (Vector<Element>) -> Double = { _ in .nan }, with A: Operator
  ) -> ConjugateGradientReport {
    var identity = IdentityPreconditioner<Element>()
    return solve(
      b, from: start, scaledBy: ξ, preconditioner: &identity, fallbackLength: fallbackLength, heldOutLoss: heldOutLoss,
      with: A)
  }

  /// Solves A x = b approximately; the iterates are in ``iterates`` afterwards.
  ///
  /// - Parameters:
  ///   - b: The right-hand side, −g in Hessian-free optimization.
  ///   - start: The warm start before it is shortened, or `nil` to start from 0.
  ///   - ξ: The factor that shortens it.
  ///   - preconditioner: M, symmetric and positive, prepared for A.
  ///   - fallbackLength: The length of the step along M⁻¹b when the first direction has no positive curvature.
  ///   - heldOutLoss: The loss at a kept iterate, for ``ConjugateGradientOptions/heldOutPatience``.
  ///   - A: The operator. Fixed during the solve and symmetric.
  @discardableResult
  public mutating func solve(
    _ b: Vector<Element>, from start: Vector<Element>? = nil, scaledBy ξ: Double = 1,
    preconditioner: inout some Preconditioner<Element>, fallbackLength: Double = 1,
    heldOutLoss: (Vector<Element>) -> Double = { _ in .nan }, with A: Operator
  ) -> ConjugateGradientReport {
    iterates.clear()
    quadratics.removeAll(keepingCapacity: true)
    products = 0

    let c = begin(b, from: start, scaledBy: ξ, with: A)
    preconditioner.solve(b, into: &y)
    let bᵀy = b.dot(y)
    preconditioner.solve(r, into: &y)  // y ← M⁻¹ r
    p.copy(y)  // p ← y
    var rᵀy = r.dot(y)
    let floor = Double(Element.ulpOfOne) * Double(Element.ulpOfOne) * bᵀy
    let bNorm = b.norm

    var i = 0
    var outcome = breakdown(rᵀy) ?? (rᵀy <= floor ? .rounding : nil)
    while outcome == nil {
      A(p, &Ap)
      products += 1
      let pᵀAp = p.dot(Ap)
      guard pᵀAp.isFinite else {
        outcome = .notFinite
        break
      }
      guard pᵀAp > 0 else {
        outcome = .nonPositiveCurvature
        if i == 0 && c == 0 { descend(to: fallbackLength, slope: -rᵀy, curvature: pᵀAp) }
        break
      }
      let α = rᵀy / pᵀAp
      i += 1
      x.add(α, p)  // x ← x + α p
      if i % options.exactResidualInterval == 0 {
        computeResidual(b, with: A)  // r ← b − A x
      } else {
        r.add(-α, Ap)  // r ← r − α Ap
      }
      let q = -0.5 * (x.dot(r) + x.dot(b))
      guard q.isFinite else {
        outcome = .notFinite  // this iterate is lost, those kept before it are not
        break
      }
      quadratics.append(q)

      preconditioner.solve(r, into: &y)  // y ← M⁻¹ r
      let rᵀyNext = r.dot(y)
      p.scale(rᵀyNext / rᵀy, adding: y)  // p ← y + β p
      rᵀy = rᵀyNext

      var heldOutLossRose = false
      if iterates.isDue(i) {
        iterates.append(x, iteration: i, quadratic: q)
        if let patience = options.heldOutPatience {
          heldOutLossRose = iterates.noteLoss(heldOutLoss(x)) >= patience
        }
      }
      outcome = breakdown(rᵀy)
      if outcome != nil {
        break
      } else if let tolerance = options.residualTolerance, r.norm <= tolerance * bNorm {
        outcome = .residual
      } else if rᵀy <= floor {
        outcome = .rounding
      } else if heldOutLossRose {
        outcome = .heldOutLossRose
      } else if ProgressTest(tolerance: options.progressTolerance).isMet(by: quadratics) {
        outcome = .relativeProgress
      } else if i == options.iterationCap {
        outcome = .iterationCap
      }
    }
    keepLast(i, startedAtZero: c == 0)
    return ConjugateGradientReport(
      outcome: outcome ?? .iterationCap, iterations: quadratics.count - 1, products: products, warmFactor: c,
      quadraticStart: quadratics[0], relativeResidual: bNorm > 0 ? r.norm / bNorm : 0)
  }
}
