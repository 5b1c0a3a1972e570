public import LinearAlgebra

/// A weight matrix as the factor of products of few rows, one after the other: in panels where that is faster.
public enum WeightMatrix<Element: Scalar>: Sendable {
  /// As it lies.
  case plain(Matrix<Element>)
  /// In panels, copied from the matrix whenever that changes.
  case panels(PanelMatrix<Element>)

  /// The better of the two for a matrix of that shape.
  init(_ matrix: Matrix<Element>) {
    self =
      PanelMatrix<Element>.isFaster(rows: matrix.rows, columns: matrix.columns)
      ? .panels(PanelMatrix(rows: matrix.rows, columns: matrix.columns)) : .plain(matrix)
  }

  /// Takes over what the matrix has become.
  func follow(_ matrix: Matrix<Element>) {
    if case .panels(let panels) = self { panels.copy(matrix) }
  }
}

extension Matrix {
  /// self ← A W, or self + A W where `adding`.
  public func multiply(_ a: Matrix, _ weights: WeightMatrix<Element>, adding: Bool = false) {
    switch weights {
    case .plain(let matrix): multiply(a, matrix, adding: adding)
    case .panels(let panels): multiply(a, panels, adding: adding)
    }
  }
}
