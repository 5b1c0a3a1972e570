internal import LinearAlgebra

/// The damped quadratic model of a batch whose curvature is a product of rows, minimized exactly in as many dimensions as there
/// are rows (Ren & Goldfarb 2019, equation 8; the Sherman-Morrison-Woodbury formula).
///
///     q(y) = ½ ‖J̃ y + r̂‖² / n + hᵀ y + ½ λ ‖y‖²
///     y(λ) = −J̃ᵀ z − h / λ,  (n λ I + J̃ J̃ᵀ) z = r̂ − J̃ h / λ
///
/// With a metric, ½ λ yᵀ M y in the place of ½ λ ‖y‖², it is the same in coordinates in which M is the identity (``Whitening``).
///
/// J̃ J̃ᵀ is found once, and factorized for each λ: three or four Cholesky factors of m rows take m³ operations and a little more,
/// the eigenvectors that would do for every λ about nine times as many.
struct DualSystem<Element: Scalar> {
  private let rows: any CurvatureRows<Element>
  /// The coordinates of the rows; `nil` for the parameters.
  private let whitening: Whitening<Element>?
  /// J̃ J̃ᵀ, the lower triangle.
  private let gram: Matrix<Element>
  private let system: Matrix<Element>
  /// r̂ and J̃ h, one row each.
  private let right: Matrix<Element>
  /// h, in the coordinates of the rows.
  private let gradient: Vector<Element>
  /// A row in the space of the residuals.
  private let solution: Matrix<Element>

  /// The system of some rows.
  ///
  /// - Parameters:
  ///   - rows: J̃, r̃ and n.
  ///   - whitening: the coordinates of the rows; all else is in the parameters.
  ///   - shift: ϑ x of the step before, to be added to y: r̂ = r̃ + J̃ ϑ x (SPRING; Goldshlager, Abrahamsen & Lin 2024).
  ///   - gradient: h.
  init(
    _ rows: any CurvatureRows<Element>, in whitening: Whitening<Element>?, shift: Vector<Element>,
    gradient: Vector<Element>
  ) {
    self.rows = rows
    self.whitening = whitening
    var (shift, gradient) = (shift, gradient)
    whitening?.apply(to: &shift, of: .step)
    whitening?.apply(to: &gradient, of: .gradient)
    self.gradient = gradient
    let count = rows.count
    gram = Matrix(rows: count, columns: count)
    rows.multiply(into: gram)
    system = Matrix(rows: count, columns: count)
    let vectors = Matrix<Element>(rows: 2, columns: gradient.count)
    vectors.rows(0..<1).copy(shift, from: 0)
    vectors.rows(1..<2).copy(gradient, from: 0)
    right = Matrix(rows: 2, columns: count)
    rows.multiply(vectors, into: right)
    right.rows(0..<1).add(1, rows.residuals)
    solution = Matrix(rows: 1, columns: count)
  }

  /// Solves without the shift from now on.
  func dropShift() { right.rows(0..<1).copy(rows.residuals) }

  /// Overwrites `y` with the minimum of q for a λ above 0.
  ///
  /// - Returns: whether there is one: the damped matrix may not be positive definite as far as the precision tells.
  func minimum(_ λ: Double, into y: inout Vector<Element>) -> Bool {
    system.copy(gram)
    for i in 0..<system.rows { system[i, i] += Element(rows.divisor * λ) }
    guard system.factorizeCholesky() else { return false }
    solution.copy(right.rows(0..<1))
    solution.add(-1 / λ, right.rows(1..<2))
    system.solveCholesky(solution)
    rows.combine(solution, into: &y)
    y.scale(-1)
    y.add(-1 / λ, gradient)
    whitening?.undo(&y, of: .step)
    return true
  }

  /// (r̃ + ½ J̃ x)ᵀ J̃ x / n: what the model without damping and weight decay makes of a step.
  func change(along x: Vector<Element>) -> Double {
    let step = Matrix<Element>(rows: 1, columns: x.count)
    var x = x
    whitening?.apply(to: &x, of: .step)
    step.copy(x, from: 0)
    rows.multiply(step, into: solution)
    return (rows.residuals.dotOfRow(0, solution) + 0.5 * solution.dotOfRow(0, solution)) / rows.divisor
  }
}
