public import LinearAlgebra

/// The nearest matrix with orthonormal rows or columns, roughly: what is left of a matrix when its singular values are made
/// about 1 (Jordan et al. 2024, *Muon: an optimizer for hidden layers in neural networks*).
///
///     X ← G / ‖G‖_F,  five times:  A ← X Xᵀ,  X ← 3.4445 X + (−4.7750 A + 2.0315 A²) X
///
/// The polynomial is not one that converges to 1: it takes singular values from about 0.01 to 1 within five rounds to
/// somewhere between 0.68 and 1.13, smaller ones less far, in as few products as possible. All of it is computed in the
/// precision of the elements, where the original has `bfloat16`.
///
/// Works in memory of its own, for matrices of up to a size: one at a time.
public struct NewtonSchulz<Element: Scalar>: Sendable {
  /// The coefficients of X, A X and A² X.
  public static var coefficients: (Double, Double, Double) { (3.4445, -4.7750, 2.0315) }
  /// The rounds.
  public static var rounds: Int { 5 }

  private let wide: (Memory<Element>, Memory<Element>)
  private let square: (Memory<Element>, Memory<Element>)

  /// Room for matrices of these shapes.
  public init(shapes: [(rows: Int, columns: Int)]) {
    let most = shapes.map { $0.rows * $0.columns }.max() ?? 0
    let least = shapes.map { min($0.rows, $0.columns) }.max() ?? 0
    wide = (Memory(count: most), Memory(count: most))
    square = (Memory(count: least * least), Memory(count: least * least))
  }

  /// Overwrites a matrix by its orthogonalization; a matrix of zeros stays one.
  public func orthogonalize(_ matrix: Matrix<Element>) {
    let (rows, columns) = (min(matrix.rows, matrix.columns), max(matrix.rows, matrix.columns))
    let norm = (0..<matrix.rows).reduce(0) { $0 + matrix.dotOfRow($1, matrix) }.squareRoot()
    guard norm > 0 else { return }
    let isTall = matrix.rows > matrix.columns
    let X = Matrix(wide.0, rows: rows, columns: columns)
    let BX = Matrix(wide.1, rows: rows, columns: columns)
    let A = Matrix(square.0, rows: rows, columns: rows)
    let B = Matrix(square.1, rows: rows, columns: rows)
    if isTall { X.copy(transposed: matrix) } else { X.copy(matrix) }
    X.scale(1 / norm)
    let (a, b, c) = Self.coefficients
    for _ in 0..<Self.rounds {
      A.multiplyLower(X)
      A.copyLowerToUpper()
      B.multiplyLower(A)
      B.copyLowerToUpper()
      B.scale(c)
      B.add(b, A)  // B ← b A + c A²
      BX.multiply(B, X)
      X.scale(a)
      X.add(1, BX)  // X ← a X + B X
    }
    if isTall { matrix.copy(transposed: X) } else { matrix.copy(X) }
  }
}
