/// A copy of a matrix in the order in which a product reads it: panels of columns, each as wide as two vectors of the processor.
///
/// A recurrent network multiplies few rows by the same weights at every step. The BLAS copies the weights for each of these
/// products, or reads them where they lie, with steps between their rows that caches and their tables of addresses do not like once a
/// matrix is large; here they are copied once for all steps. An element of a product is summed in the order of the inner dimension, whatever
/// the shapes and the processor.
public struct PanelMatrix<Element: Scalar>: Sendable {
  /// The rows of the matrix: the inner dimension of a product.
  public let rows: Int
  /// The columns of the matrix.
  public let columns: Int
  let memory: Memory<Element>
  let vectorBits: Int

  /// Whether panels make products of few rows with such a matrix faster on this processor than the BLAS does.
  ///
  /// With 256-bit vectors OpenBLAS copies both operands of every product: panels take 0.7 to 0.9 of its time. With 512-bit vectors it
  /// does not copy the operands of small products; where there are many columns, or the matrix is large, panels are faster.
  public static func isFaster(rows: Int, columns: Int) -> Bool {
    switch Processor.vectorBits {
    case 512: columns > widest || rows * columns >= largest
    case 256: columns >= 32 && rows >= 16
    default: false
    }
  }

  private static var widest: Int { 512 }
  /// The numbers of a matrix that the second cache does not hold beside all else.
  private static var largest: Int { 1 << 19 }

  /// Room for a matrix, in panels for vectors of so many bits, which this processor has to have.
  public init(rows: Int, columns: Int, vectorBits: Int = Processor.vectorBits) {
    let width = Element.kernelPanelWidth(vectorBits)
    precondition(
      width > 0 && vectorBits <= Processor.vectorBits,
      "there are no products with panels of \(vectorBits) bits on this processor")
    (self.rows, self.columns, self.vectorBits) = (rows, columns, vectorBits)
    memory = Memory(count: (columns + width - 1) / width * width * rows)
  }

  /// Takes over a matrix of this shape.
  public func copy(_ matrix: Matrix<Element>) {
    precondition(
      matrix.rows == rows && matrix.columns == columns,
      "a \(matrix.rows)×\(matrix.columns) matrix does not fit panels for a \(rows)×\(columns) one")
    Element.kernelCopyPanels(
      Element.kernelPanelWidth(vectorBits), rows, columns, matrix.base, max(matrix.stride, matrix.columns), memory.base)
  }
}

extension Matrix {
  /// self ← A B, or self + A B where `adding`.
  public func multiply(_ a: Matrix, _ b: PanelMatrix<Element>, adding: Bool = false) {
    precondition(
      a.columns == b.rows && a.rows == rows && b.columns == columns,
      "a product of \(a.rows)×\(a.columns) and \(b.rows)×\(b.columns) does not fit \(rows)×\(columns)")
    guard rows > 0, columns > 0 else { return }
    guard a.columns > 0 else {
      if !adding { fill(0) }
      return
    }
    ProductTrace.note(
      ProductCall(
        rows: rows, columns: columns, inner: a.columns, transposesA: false, transposesB: false, adds: adding))
    Element.kernelPanelProduct(
      b.vectorBits, rows, columns, a.columns, a.base, max(a.stride, a.columns), b.memory.base, adding, base,
      max(stride, columns))
  }
}
