internal import LinearAlgebra

/// The damped quadratic model of a batch whose curvature is a product of rows, minimized exactly in as many dimensions as there
/// are rows (Ren & Goldfarb 2019, equation 8; the Sherman-Morrison-Woodbury formula).
///
///     q(y) = ½ ‖J̃ y + r̂‖² / n + hᵀ y + ½ λ ‖y‖²
///     y(λ) = −J̃ᵀ z − h / λ,  (n λ I + J̃ J̃ᵀ) z = r̂ − J̃ h / λ
///
/// J̃ J̃ᵀ is found once; another λ is another Cholesky factorization, of a third of its operations where there are as many
/// parameters as rows, and of next to none where there are many more.
struct DualSystem<Element: Scalar> {
  private let jacobian: Matrix<Element>
  private let divisor: Double
  /// J̃ J̃ᵀ, the lower triangle.
  private let gram: Matrix<Element>
  private let system: Matrix<Element>
  /// r̂ and J̃ h, one row each.
  private let right: Matrix<Element>
  /// h as a row.
  private let gradient: Matrix<Element>
  private let solution: Matrix<Element>

  /// The system of some rows.
  ///
  /// - Parameters:
  ///   - rows: J̃, r̃ and n.
  ///   - shift: ϑ x of the step before, to be added to y: r̂ = r̃ + J̃ ϑ x (SPRING; Goldshlager, Abrahamsen & Lin 2024).
  ///   - gradient: h.
  init(_ rows: CurvatureRows<Element>, shift: Vector<Element>, gradient: Vector<Element>) {
    jacobian = rows.jacobian
    divisor = rows.divisor
    let count = rows.jacobian.rows
    gram = Matrix(rows: count, columns: count)
    gram.multiplyLower(jacobian)
    system = Matrix(rows: count, columns: count)
    let vectors = Matrix<Element>(rows: 2, columns: rows.jacobian.columns)
    vectors.rows(0..<1).copy(shift, from: 0)
    vectors.rows(1..<2).copy(gradient, from: 0)
    self.gradient = vectors.rows(1..<2)
    right = Matrix(rows: 2, columns: count)
    right.multiply(vectors, transposed: false, jacobian, transposed: true)
    right.rows(0..<1).add(1, rows.residuals)
    solution = Matrix(rows: 1, columns: count)
  }

  /// Overwrites `y` with the minimum of q for a λ above 0.
  ///
  /// - Returns: q there, from 0 at y = 0; `nil` where the damped matrix is not positive definite as far as the precision tells.
  func minimum(_ λ: Double, into y: inout Vector<Element>) -> Double? {
    system.copy(gram)
    for i in 0..<system.rows { system[i, i] += Element(divisor * λ) }
    guard system.factorizeCholesky() else { return nil }
    solution.copy(right.rows(0..<1))
    solution.add(-1 / λ, right.rows(1..<2))
    let residual = right.rows(0..<1)
    // q(y) = ½ (∇q(0))ᵀ y at the minimum, with ∇q(0)ᵀ y = r̂ᵀ J̃ y / n + hᵀ y.
    system.solveCholesky(solution)
    let step = Matrix<Element>(rows: 1, columns: jacobian.columns)
    step.multiply(solution, jacobian)
    step.scale(-1)
    step.add(-1 / λ, gradient)
    y.copy(step.memory)
    let moved = Matrix<Element>(rows: 1, columns: jacobian.rows)
    moved.multiply(step, transposed: false, jacobian, transposed: true)
    return 0.5 * (residual.dotOfRow(0, moved) / divisor + gradient.dotOfRow(0, step))
  }
}
