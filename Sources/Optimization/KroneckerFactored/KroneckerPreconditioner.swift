public import LinearAlgebra

/// M = A ⊗ G + λ + κ, block by block, from the second moments of what goes into each weight matrix and what comes back
/// through it (Martens & Grosse 2015; for recurrent networks Martens, Ba & Johnson 2018, section 3.1: steps count as
/// independent). Both factors are decomposed for each solve, so λ is in it as in the matrix itself.
///
/// One pass over the batch for each solve, with targets drawn from the model, and two rotations in each iteration.
public struct KroneckerPreconditioner: PreconditionerDefinition {
  private let damping: FactorDamping

  /// The definition, with one of two kinds of damping.
  public init(damping: FactorDamping = .exact) { self.damping = damping }

  /// `kfac`, and `kfac-factored` where damping goes into each factor.
  public var name: String { damping == .exact ? "kfac" : "kfac-factored" }
  /// Kronecker factors.
  public var words: String {
    damping == .exact ? "Kronecker factors of each gate" : "Kronecker factors, each damped by itself"
  }
  /// ``FactorStatistics``.
  public var needs: [CurvatureAbility] { [.factorStatistics] }
  /// The factors, not yet known.
  public func make<Element: Scalar>(count: Int) -> any Preconditioner<Element> {
    KroneckerSolver(count: count, damping: damping, name: name)
  }
}

/// Solves with the factors of one linearization.
struct KroneckerSolver<Element: Scalar>: Preconditioner {
  private let count: Int
  private let damping: FactorDamping
  private let name: String
  private var curvature: FactoredCurvature<Element>

  init(count: Int, damping: FactorDamping, name: String) {
    (self.count, self.damping, self.name) = (count, damping, name)
    curvature = .failed(count: count)
  }

  mutating func prepare(
    for curvature: some CurvatureOperator<Element>, damping λ: Double
  ) throws(MissingAbility) {
    guard let known = curvature as? any FactorStatistics<Element> else {
      throw MissingAbility(.factorStatistics, of: type(of: curvature), for: name)
    }
    var decay = Vector<Element>(count: count)
    curvature.addWeightDecay(to: &decay)
    do {
      self.curvature = try FactoredCurvature(known.factorStatistics(), decay: decay)
      try self.curvature.damp(λ, damping)
    } catch {
      // Factors that are not finite are those of a curvature that is not: the solve meets it, and says so.
      self.curvature = .failed(count: count)
    }
  }

  mutating func solve(_ r: Vector<Element>, into z: inout Vector<Element>) { curvature.solve(r, into: &z) }
}
