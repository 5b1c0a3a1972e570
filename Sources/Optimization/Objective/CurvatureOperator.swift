public import LinearAlgebra

/// The curvature of a loss at a point: a symmetric matrix that is known by its products.
///
/// What else an operator can say it says by conforming to ``SquaredGradients``, ``DiagonalEstimate`` or
/// ``FactorStatistics``; who needs one of these asks for it before a run (``CurvatureAbility``).
public protocol CurvatureOperator<Element> {
  /// The precision of the vectors.
  associatedtype Element: Scalar

  /// Overwrites `product` with (G + w G_S) v: curvature with weight decay, plus `structuralWeight` w = λμ times the
  /// structural damping matrix. Without λ v, which the optimizer adds. Called twice with one vector it returns the same
  /// bits. Where there is no structural penalty the weight has no effect.
  func product(_ v: Vector<Element>, structuralWeight: Double, into product: inout Vector<Element>)

  /// Adds the diagonal of the weight decay's curvature: κ for every parameter that decays.
  func addWeightDecay(to diagonal: inout Vector<Element>)

  /// The quadratic forms of two vectors with the curvature, weight decay included, without structural damping. Two products
  /// give them; who can have them for less says how.
  func forms(_ u: Vector<Element>, _ v: Vector<Element>) -> QuadraticForms
}

/// What a curvature C makes of two vectors.
public struct QuadraticForms: Sendable, Equatable {
  /// uᵀ C u
  public let uu: Double
  /// uᵀ C v
  public let uv: Double
  /// vᵀ C v
  public let vv: Double

  /// Forms from their values.
  public init(uu: Double, uv: Double, vv: Double) { (self.uu, self.uv, self.vv) = (uu, uv, vv) }
}

extension CurvatureOperator {
  /// ``formsByProducts(_:_:)``.
  public func forms(_ u: Vector<Element>, _ v: Vector<Element>) -> QuadraticForms { formsByProducts(u, v) }

  /// The quadratic forms of two vectors by a product with each.
  public func formsByProducts(_ u: Vector<Element>, _ v: Vector<Element>) -> QuadraticForms {
    var product = Vector<Element>(count: u.count)
    self.product(u, structuralWeight: 0, into: &product)
    let (uu, uv) = (u.dot(product), v.dot(product))
    self.product(v, structuralWeight: 0, into: &product)
    return QuadraticForms(uu: uu, uv: uv, vv: v.dot(product))
  }

  /// No weight decay.
  public func addWeightDecay(to diagonal: inout Vector<Element>) {}
}

/// A curvature that knows the squares of the gradients of single sequences.
public protocol SquaredGradients<Element>: CurvatureOperator {
  /// Overwrites `diagonal` with diag Ĝ, the sum of the squared gradients of single sequences over the divisor of the
  /// loss, without weight decay.
  func squaredGradients(into diagonal: inout Vector<Element>)
}

/// A curvature S C S with a diagonal matrix S whose numbers are 0, 1 and −1: products and diagonals are its own, factors those of C.
public protocol ScaledCurvature<Element>: CurvatureOperator {
  /// Whether S is not the identity.
  var isScaled: Bool { get }
  /// v ← S v
  func scale(_ v: inout Vector<Element>)
}

/// A curvature that can estimate its diagonal.
public protocol DiagonalEstimate<Element>: CurvatureOperator {
  /// Overwrites `diagonal` with an unbiased, non-negative estimate of diag G, without weight decay.
  func diagonalEstimate(into diagonal: inout Vector<Element>)
}

/// A curvature that knows what its structural damping matrix looks like.
public protocol StructuralStatistics<Element>: CurvatureOperator {
  /// Blocks of factors whose Kronecker products resemble G_S; none of them overlap, and parameters may be in none.
  /// From about so many sequences, or all where there are fewer.
  func structuralFactors(sequences: Int) -> [FactorBlock<Element>]

  /// Overwrites `diagonal` with an unbiased, non-negative estimate of diag(G_S), or of diag(Q G_S Qᵀ) with a rotation Q, from about
  /// so many sequences, or all where there are fewer.
  func structuralDiagonal(
    sequences: Int, in rotation: KroneckerRotation<Element>?, into diagonal: inout Vector<Element>)
}

extension StructuralStatistics {
  /// Factors from as many sequences as do.
  func structuralFactors() -> [FactorBlock<Element>] { structuralFactors(sequences: Self.enough) }

  /// The diagonal from as many sequences as do.
  func structuralDiagonal(in rotation: KroneckerRotation<Element>?, into diagonal: inout Vector<Element>) {
    structuralDiagonal(sequences: Self.enough, in: rotation, into: &diagonal)
  }

  /// They give the diagonal to a tenth or so.
  private static var enough: Int { 128 }
}

/// A curvature that knows, for blocks of its parameters, two small matrices whose Kronecker product resembles it.
public protocol FactorStatistics<Element>: CurvatureOperator {
  /// The blocks, in the order of their parameters; none of them overlap, and parameters may be in none.
  func factorStatistics() -> [FactorBlock<Element>]
}

/// A curvature whose blocks know as well what one step of a sequence has to do with the next.
public protocol LaggedFactorStatistics<Element>: FactorStatistics {
  /// The blocks of ``FactorStatistics/factorStatistics()`` with ``FactorBlock/lagged`` where there are steps.
  func laggedFactorStatistics() -> [FactorBlock<Element>]
}

/// A curvature that knows the squares of the gradients of single sequences in other coordinates.
public protocol RotatedSquares<Element>: FactorStatistics {
  /// Overwrites `squares` with the diagonal, in the coordinates of a rotation, of the Fisher matrix of gradients at targets
  /// drawn from the model: what one step of a sequence has to do with another is in it. Without weight decay.
  func sampledSquares(in rotation: KroneckerRotation<Element>, into squares: inout Vector<Element>)
}

/// Something that an operator can do beside products, and that not every one can.
public struct CurvatureAbility: Sendable {
  /// What it is, in words: "squared gradients of single sequences".
  public let words: String
  private let isProvided: @Sendable (Any.Type) -> Bool

  /// An ability, and how a type shows that it has it.
  public init(_ words: String, isProvided: @escaping @Sendable (Any.Type) -> Bool) {
    self.words = words
    self.isProvided = isProvided
  }

  /// Whether an operator of a type has it.
  public func isProvided(by type: Any.Type) -> Bool { isProvided(type) }

  /// ``SquaredGradients``.
  public static let squaredGradients = CurvatureAbility("squared gradients of single sequences") {
    $0 is any SquaredGradients.Type
  }
  /// ``DiagonalEstimate``.
  public static let diagonalEstimate = CurvatureAbility("an estimate of its diagonal") {
    $0 is any DiagonalEstimate.Type
  }
  /// ``RotatedSquares``.
  public static let rotatedSquares = CurvatureAbility("squared gradients of single sequences in other coordinates") {
    $0 is any RotatedSquares.Type
  }
  /// ``LaggedFactorStatistics``.
  public static let laggedFactorStatistics = CurvatureAbility(
    "statistics of Kronecker factors from one step to the next"
  ) {
    $0 is any LaggedFactorStatistics.Type
  }
  /// ``RowCurvature``.
  public static let rows = CurvatureAbility("rows of single sequences") { $0 is any RowCurvature.Type }
  /// ``FactorStatistics``.
  public static let factorStatistics = CurvatureAbility("statistics of Kronecker factors") {
    $0 is any FactorStatistics.Type
  }
}

/// What a model cannot do that an optimizer with these options needs.
public struct MissingAbility: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// Says that the curvature of a model lacks what a preconditioner is built from.
  public init(_ ability: CurvatureAbility, of model: Any.Type, for preconditioner: String) {
    description =
      "the preconditioner \(preconditioner) is built from \(ability.words), which the curvature of this model does not provide: choose another one, or none"
  }

  /// Says that the curvature of a model lacks what an optimizer works with.
  public init(_ ability: CurvatureAbility, of model: Any.Type, forOptimizer optimizer: String) {
    description =
      "the optimizer \(optimizer) works with \(ability.words), which the curvature of this model does not provide: choose another one"
  }
}
