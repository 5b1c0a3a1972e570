public import LinearAlgebra

/// M = I.
public struct NoPreconditioner: PreconditionerDefinition {
  /// The definition.
  public init() {}
  /// `none`.
  public var name: String { "none" }
  /// None.
  public var words: String { "none" }
  /// Nothing.
  public var needs: [CurvatureAbility] { [] }
  /// The identity.
  public func make<Element: Scalar>(count: Int) -> any Preconditioner<Element> { IdentityPreconditioner() }
}

/// M = (diag Ĝ + κ + λ)^¾ with diag Ĝ the summed squares of the gradients of single sequences (Martens 2010,
/// section 4.7). The power below one keeps the spread of M moderate.
public struct MartensPreconditioner: PreconditionerDefinition {
  /// The definition.
  public init() {}
  /// `martens`.
  public var name: String { "martens" }
  /// A diagonal of squared gradients.
  public var words: String { "a diagonal of squared gradients" }
  /// ``SquaredGradients``.
  public var needs: [CurvatureAbility] { [.squaredGradients] }
  /// The diagonal.
  public func make<Element: Scalar>(count: Int) -> any Preconditioner<Element> {
    DiagonalPreconditioner<Element>(count: count, exponent: 0.75) { curvature, d throws(MissingAbility) in
      guard let curvature = curvature as? any SquaredGradients<Element> else {
        throw MissingAbility(.squaredGradients, of: type(of: curvature), for: MartensPreconditioner().name)
      }
      curvature.squaredGradients(into: &d)
    }
  }
}

/// M = d + κ + λ with d an unbiased estimate of diag G (Chapelle & Erhan 2011).
public struct JacobiPreconditioner: PreconditionerDefinition {
  /// The definition.
  public init() {}
  /// `jacobi`.
  public var name: String { "jacobi" }
  /// An estimate of the diagonal.
  public var words: String { "an estimate of the diagonal" }
  /// ``DiagonalEstimate``.
  public var needs: [CurvatureAbility] { [.diagonalEstimate] }
  /// The diagonal.
  public func make<Element: Scalar>(count: Int) -> any Preconditioner<Element> {
    DiagonalPreconditioner<Element>(count: count, exponent: 1) { curvature, d throws(MissingAbility) in
      guard let curvature = curvature as? any DiagonalEstimate<Element> else {
        throw MissingAbility(.diagonalEstimate, of: type(of: curvature), for: JacobiPreconditioner().name)
      }
      curvature.diagonalEstimate(into: &d)
    }
  }
}

/// The identity.
public struct IdentityPreconditioner<Element: Scalar>: Preconditioner {
  /// M = I.
  public init() {}

  /// Nothing.
  public mutating func prepare(
    for curvature: some CurvatureOperator<Element>, damping λ: Double, structuralWeight: Double
  ) {}

  /// z ← r
  public mutating func solve(_ r: Vector<Element>, into z: inout Vector<Element>) { z.copy(r) }
}

/// A diagonal matrix.
public struct DiagonalPreconditioner<Element: Scalar>: Preconditioner {
  /// Overwrites a diagonal with that of an operator.
  public typealias Rule =
    @Sendable (_ curvature: any CurvatureOperator<Element>, _ diagonal: inout Vector<Element>) throws(MissingAbility) ->
    Void

  private var diagonal: Vector<Element>
  private let exponent: Double
  private let rule: Rule?

  /// M = diag(diagonal), whatever it is prepared for. Every element has to be positive; conjugate gradients report it when
  /// the matrix shows not to be.
  public init(diagonal: Vector<Element>) {
    (self.diagonal, exponent, rule) = (diagonal, 1, nil)
  }

  /// M = (d + κ + λ)^`exponent`, with d by a rule.
  public init(count: Int, exponent: Double, rule: @escaping Rule) {
    (diagonal, self.exponent, self.rule) = (Vector(count: count), exponent, rule)
  }

  /// Computes the diagonal.
  public mutating func prepare(
    for curvature: some CurvatureOperator<Element>, damping λ: Double, structuralWeight: Double
  ) throws(MissingAbility) {
    guard let rule else { return }
    try rule(curvature, &diagonal)
    curvature.addWeightDecay(to: &diagonal)
    diagonal.raise(adding: λ, to: exponent)  // M ← (d + κ + λ)^exponent
  }

  /// z ← r / diagonal
  public mutating func solve(_ r: Vector<Element>, into z: inout Vector<Element>) {
    z.copy(r)
    z.divide(by: diagonal)
  }
}
