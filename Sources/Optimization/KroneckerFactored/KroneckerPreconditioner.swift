public import LinearAlgebra

/// M = A ⊗ (G + λμ S) + λ + κ, block by block, from the second moments of what goes into each weight matrix and what comes back
/// through it (Martens & Grosse 2015; for recurrent networks Martens, Ba & Johnson 2018, section 3.1: steps count as
/// independent): G from the loss, S from random signs at the states, whose gradients have the structural damping matrix as
/// their second moments. What goes in is the same for both, so that the sum is one product. Its factors are decomposed for each
/// solve: λ is in it as in the matrix itself.
///
/// Of a ``ScaledCurvature`` S C S it is S M⁻¹ S with the factors of C, in the space that S leaves.
///
/// One pass over the batch for each solve, with targets drawn from the model, another over some of it where there is structural
/// damping, and two rotations in each iteration.
public struct KroneckerPreconditioner: PreconditionerDefinition {
  /// What is made of the factors.
  public enum Form: Sendable {
    /// Their product, damped exactly.
    case exact
    /// The product of factors that are each damped by themselves.
    case factored
    /// Their eigenvectors, and the diagonals of both matrices in them from whole sequences (George et al. 2018): what one step
    /// has to do with another is in it. Another pass over what the factors took one over.
    case rescaled
  }

  private let form: Form

  /// The definition of a form.
  public init(_ form: Form = .exact) { self.form = form }

  /// `kfac`, `kfac-factored` or `ekfac`.
  public var name: String {
    switch form {
    case .exact: "kfac"
    case .factored: "kfac-factored"
    case .rescaled: "ekfac"
    }
  }
  /// Kronecker factors.
  public var words: String {
    switch form {
    case .exact: "Kronecker factors of each gate"
    case .factored: "Kronecker factors, each damped by itself"
    case .rescaled: "a diagonal from whole sequences in the eigenvectors of Kronecker factors"
    }
  }
  /// ``FactorStatistics``, and ``RotatedSquares`` where a diagonal is in the place of their product.
  public var needs: [CurvatureAbility] { form == .rescaled ? [.rotatedSquares] : [.factorStatistics] }
  /// The factors, not yet known.
  public func make<Element: Scalar>(count: Int) -> any Preconditioner<Element> {
    KroneckerSolver(count: count, form: form, definition: self)
  }
}

/// Solves with the factors of one linearization.
private struct KroneckerSolver<Element: Scalar>: Preconditioner {
  private let count: Int
  private let form: KroneckerPreconditioner.Form
  private let definition: KroneckerPreconditioner
  private var curvature: FactoredCurvature<Element>
  /// S, and S r.
  private var scaling: (curvature: any ScaledCurvature<Element>, r: Vector<Element>)?

  init(count: Int, form: KroneckerPreconditioner.Form, definition: KroneckerPreconditioner) {
    (self.count, self.form, self.definition) = (count, form, definition)
    curvature = .failed(count: count)
  }

  mutating func prepare(
    for curvature: some CurvatureOperator<Element>, damping λ: Double, structuralWeight w: Double
  ) throws(MissingAbility) {
    if let missing = definition.needs.first(where: { !$0.isProvided(by: type(of: curvature)) }) {
      throw MissingAbility(missing, of: type(of: curvature), for: definition.name)
    }
    guard let known = curvature as? any FactorStatistics<Element> else { return }
    let scaled = curvature as? any ScaledCurvature<Element>
    scaling = scaled.flatMap { $0.isScaled ? ($0, Vector(count: count)) : nil }
    let structural = w > 0 ? curvature as? any StructuralStatistics<Element> : nil
    var decay = Vector<Element>(count: count)
    curvature.addWeightDecay(to: &decay)
    var blocks = known.factorStatistics()
    if let structural {
      let others = structural.structuralFactors()
      blocks = blocks.map { block in
        others.first { $0.slices == block.slices }.map { block.adding(w, deltasOf: $0) } ?? block
      }
    }
    do {
      var factored = try FactoredCurvature(blocks, decay: decay)
      if form == .rescaled, let squares = curvature as? any RotatedSquares<Element> {
        let count = count
        factored.replaceDiagonal { rotation, diagonal in
          squares.sampledSquares(in: rotation, into: &diagonal)
          guard let structural else { return }
          var other = Vector<Element>(count: count)
          structural.structuralDiagonal(in: rotation, into: &other)
          diagonal.add(w, other)
        }
      }
      try factored.damp(λ, form == .factored ? .factored : .exact)
      self.curvature = factored
    } catch {
      // Factors that are not finite are those of a curvature that is not: the solve meets it, and says so.
      self.curvature = .failed(count: count)
    }
  }

  mutating func solve(_ r: Vector<Element>, into z: inout Vector<Element>) {
    guard let scale = scaling?.curvature.scale else { return curvature.solve(r, into: &z) }
    scaling!.r.copy(r)
    scale(&scaling!.r)
    curvature.solve(scaling!.r, into: &z)
    scale(&z)
  }
}
