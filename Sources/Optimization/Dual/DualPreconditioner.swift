public import LinearAlgebra

/// M = J̃ᵀ J̃ / n + (λ + κ) I + λμ Qᵀ D Q from the rows of the batch: the damped matrix itself but for structural damping, of
/// which it has the diagonal D in the eigenvectors Q of its Kronecker factors.
///
/// A backward pass for each output of a sequence and two over a part of the batch for each solve; an iteration costs two products
/// with the rows, which take no pass.
public struct DualPreconditioner: PreconditionerDefinition {
  /// The definition.
  public init() {}

  /// `dual`.
  public var name: String { "dual" }
  /// The matrix itself.
  public var words: String { "the matrix itself, for losses at one step" }
  /// ``RowCurvature``.
  public var needs: [CurvatureAbility] { [.rows] }
  /// All of each sequence.
  public var usesRows: Bool { true }
  /// The rows, not yet known.
  public func make<Element: Scalar>(count: Int) -> any Preconditioner<Element> { DualSolver(count: count) }
}

/// Solves with the rows of one linearization.
private struct DualSolver<Element: Scalar>: Preconditioner {
  private var coordinates: Vector<Element>
  private var combination: Vector<Element>
  private let row: Matrix<Element>
  private var system: System?

  /// What is known of a linearization.
  private struct System {
    let rows: any CurvatureRows<Element>
    let whitening: Whitening<Element>?
    /// λ + κ.
    let shift: Double
    /// The Cholesky factor of n (λ + κ) I + J̃ J̃ᵀ.
    let factor: Matrix<Element>
    let products: Matrix<Element>
  }

  init(count: Int) {
    (coordinates, combination) = (Vector(count: count), Vector(count: count))
    row = Matrix(rows: 1, columns: count)
  }

  mutating func prepare(
    for curvature: some CurvatureOperator<Element>, damping λ: Double, structuralWeight: Double
  ) throws(MissingAbility) {
    system = nil
    guard let known = curvature as? any RowCurvature<Element> else {
      throw MissingAbility(.rows, of: type(of: curvature), for: DualPreconditioner().name)
    }
    var decay = Vector<Element>(count: coordinates.count)
    curvature.addWeightDecay(to: &decay)
    // What damps is the same for all parameters; where nothing does, rounding has to.
    let κ = decay.elements.max().map(Double.init) ?? 0
    let shift = max(λ + κ, Double(Element.ulpOfOne))
    let whitening = Whitening(of: curvature, weight: structuralWeight / shift, count: decay.count)
    guard let rows = known.rows(in: whitening, perSequence: .max) else {
      throw MissingAbility(.rows, of: type(of: curvature), for: DualPreconditioner().name)
    }
    let factor = Matrix<Element>(rows: rows.count, columns: rows.count)
    rows.multiply(into: factor)
    for i in 0..<rows.count { factor[i, i] += Element(rows.divisor * shift) }
    // Rows that are not finite are those of a curvature that is not: the solve meets it, and says so.
    guard factor.factorizeCholesky() else { return }
    system = System(
      rows: rows, whitening: whitening, shift: shift, factor: factor, products: Matrix(rows: 1, columns: rows.count))
  }

  /// z ← [u − J̃ᵀ (n (λ + κ) I + J̃ J̃ᵀ)⁻¹ J̃ u] / (λ + κ), u being r, in the coordinates in which the rest is the identity.
  mutating func solve(_ r: Vector<Element>, into z: inout Vector<Element>) {
    guard let system else { return z.fill(.nan) }
    coordinates.copy(r)
    system.whitening?.apply(to: &coordinates, of: .gradient)
    row.copy(coordinates, from: 0)
    system.rows.multiply(row, into: system.products)
    system.factor.solveCholesky(system.products)
    system.rows.combine(system.products, into: &combination)
    coordinates.add(-1, combination)
    coordinates.scale(1 / system.shift)
    system.whitening?.undo(&coordinates, of: .step)
    z.copy(coordinates)
  }
}

extension Whitening {
  /// The coordinates in which I + w G_S is the identity as far as its diagonal tells, in the eigenvectors of its factors where
  /// `isRotated`; `nil` where w is 0 or there is no structural damping.
  ///
  /// Where factors have no eigenvectors, since they are not finite, the diagonal of the parameters has to do.
  init?(of curvature: some CurvatureOperator<Element>, weight w: Double, count: Int, isRotated: Bool = true) {
    guard w > 0, let known = curvature as? any StructuralStatistics<Element> else { return nil }
    var metric = Vector<Element>(count: count)
    let rotation =
      isRotated ? (try? FactoredCurvature(known.structuralFactors(), decay: metric))?.rotation : nil
    known.structuralDiagonal(in: rotation, into: &metric)
    metric.scale(w)
    metric.raise(adding: 1, to: 1)
    self.init(rotation, diagonal: metric)
  }
}
