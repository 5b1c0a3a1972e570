public import LinearAlgebra

/// A loss ℓ(z, y) on the logits z of one step: everything that follows from the choice of a loss.
///
/// A pass turns logits into predictions p, in place, and keeps those: derivatives are functions of p and of the target.
/// All sums and products are over rows, each with its weight w ≥ 0 (see ``LossRows``).
///
/// A loss is *matching* (Schraudolph 2002) if ∂ℓ/∂z = p − y with a positive semi-definite Hessian that does not depend on
/// y; its Gauss-Newton matrix is then the Fisher matrix of the model. ``MatchingLoss`` does for all that have a kernel.
public protocol LossFunction: Sendable {
  /// The name in files.
  var name: String { get }
  /// What outputs are compared with.
  var target: TargetKind { get }

  /// ℓ(z, y) by its formula, in double precision: the reference that the kernels are checked against.
  func value(of z: ArraySlice<Double>, at target: StepTarget) -> Double

  /// Second and fourth moments of the independent terms of ∂ℓ/∂z · d at a target drawn from the model: the reference for
  /// sampled targets.
  func sampledMoments(of z: ArraySlice<Double>, along d: ArraySlice<Double>) -> [(second: Double, fourth: Double)]

  /// The least loss of a constant output over all steps, from the spread of its targets; nil where that does not tell.
  /// Classes have no spread: their best constant follows from how often each occurs.
  func constantLoss(_ spread: OutputSpread) -> Double?

  /// What the loss of a step, over the outputs, is multiplied by to get the mean squared error; nil if it is none.
  var meanSquaredErrorFactor: Double? { get }

  /// z ← p, returning Σ w ℓ.
  func apply<Element>(to z: Matrix<Element>, _ rows: LossRows<Element>) -> Double

  /// z̄ ← w ∂ℓ/∂z.
  func copyGradient<Element>(into z̄: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>)

  /// u ← w H u, H being the Hessian ∂²ℓ/∂z² or, where that is not positive semi-definite, what stands for it in the
  /// Gauss-Newton matrix.
  func multiplyHessian<Element>(_ u: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>)

  /// s ← √w R s with R Rᵀ = H.
  func multiplyHessianRoot<Element>(_ s: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>)

  /// u ← w F u with the Fisher matrix F = E[∂ℓ/∂z ∂ℓ/∂zᵀ] over targets drawn from the model. By default H, as for every
  /// matching loss.
  func multiplyFisher<Element>(_ u: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>)

  /// s ← √w ∂ℓ/∂z at a target drawn from the model that predicts p; one row.
  func copySampledGradient<Element>(
    into s: Matrix<Element>, predictions p: Matrix<Element>, weight w: Double, using generator: inout Philox)
}

extension LossFunction {
  /// None.
  public var meanSquaredErrorFactor: Double? { nil }

  /// The same as ``multiplyHessian(_:predictions:_:)``.
  public func multiplyFisher<Element>(_ u: Matrix<Element>, predictions p: Matrix<Element>, _ rows: LossRows<Element>) {
    multiplyHessian(u, predictions: p, rows)
  }
}

/// What the rows of a matrix of outputs are compared with, and how much each counts.
public struct LossRows<Element: Scalar>: Sendable {
  /// The targets.
  public let targets: LossTargets<Element>
  /// The weights w, a matrix of one column.
  public let weights: Matrix<Element>
  /// The row of targets and weights to which row 0 of the outputs belongs.
  public let start: Int

  /// Rows from `start` on.
  public init(_ targets: LossTargets<Element>, weights: Matrix<Element>, from start: Int = 0) {
    self.targets = targets
    self.weights = weights
    self.start = start
  }
}
