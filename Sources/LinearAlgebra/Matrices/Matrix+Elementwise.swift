extension Matrix {
  /// self ← value in every element.
  public func fill(_ value: Element) {
    if isContiguous {
      Element.kernelFill(rows * columns, value, base)
    } else {
      for i in 0..<rows { Element.kernelFill(columns, value, base + i * stride) }
    }
  }

  /// self ← other, which has the same shape.
  public func copy(_ other: Matrix) {
    requireEqualShape(other)
    if isContiguous && other.isContiguous {
      base.update(from: other.base, count: rows * columns)
    } else {
      for i in 0..<rows { (base + i * stride).update(from: other.base + i * other.stride, count: columns) }
    }
  }

  /// self ← the numbers of `vector` from `start` on, row by row.
  public func copy(_ vector: Vector<Element>, from start: Int) {
    precondition(start >= 0 && start + rows * columns <= vector.count, "a vector of \(vector.count) is too short")
    vector.elements.withUnsafeBufferPointer { source in
      for i in 0..<rows {
        (base + i * stride).update(from: source.baseAddress! + start + i * columns, count: columns)
      }
    }
  }

  /// self ← otherᵀ
  public func copy(transposed other: Matrix) {
    precondition(rows == other.columns && columns == other.rows, "a transposed copy needs transposed shapes")
    Element.kernelTranspose(other.rows, other.columns, other.base, other.stride, base, stride)
  }

  /// Each element ← its square root.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func takeSquareRoots() {
    for i in 0..<rows { for j in 0..<columns { base[i * stride + j] = base[i * stride + j].squareRoot() } }
  }

  /// self ← α self
  public func scale(_ α: Double) {
    if isContiguous {
      Element.kernelScale(rows * columns, Element(α), base)
    } else {
      for i in 0..<rows { Element.kernelScale(columns, Element(α), base + i * stride) }
    }
  }

  /// self ← self + α other
  public func add(_ α: Double, _ other: Matrix) {
    requireEqualShape(other)
    Element.kernelAddMatrix(rows, columns, Element(α), other.base, other.stride, base, stride)
  }

  /// self ← self + α otherᵀ
  public func add(_ α: Double, transposed other: Matrix) {
    precondition(rows == other.columns && columns == other.rows, "adding a transpose needs transposed shapes")
    Element.kernelAddTransposed(other.rows, other.columns, Element(α), other.base, other.stride, base, stride)
  }

  /// self ← self + other ⊙ other
  public func addSquares(of other: Matrix) {
    requireEqualShape(other)
    Element.kernelAddSquares(rows, columns, other.base, other.stride, base, stride)
  }

  /// Each row of self ← `row`, which has one row.
  public func fillRows(_ row: Matrix) {
    precondition(
      row.rows == 1 && row.columns == columns, "a row of \(columns) is needed, got \(row.rows)×\(row.columns)")
    Element.kernelFillRows(rows, columns, row.base, base, stride)
  }

  /// Each row of self ← self + `row`, which has one row.
  public func addToRows(_ row: Matrix) {
    precondition(
      row.rows == 1 && row.columns == columns, "a row of \(columns) is needed, got \(row.rows)×\(row.columns)")
    Element.kernelAddRow(rows, columns, row.base, base, stride)
  }

  /// self ← self + Σ rows of `other`; self has one row.
  public func addSumOfRows(of other: Matrix) {
    precondition(rows == 1 && columns == other.columns, "the sum of rows of \(other.columns) needs one row of as many")
    Element.kernelAddSumOfRows(other.rows, other.columns, other.base, other.stride, base)
  }

  /// Row i of self ← row `indices[i]` of `table` for the indices from `start` on, `step` apart.
  ///
  /// Row `table.rows − 1` is the largest index allowed; the caller has validated the indices.
  public func gather(_ table: Matrix, at indices: [Int32], from start: Int, step: Int = 1, adding: Bool = false) {
    precondition(columns == table.columns && (rows == 0 || start + (rows - 1) * step < indices.count))
    indices.withUnsafeBufferPointer {
      guard rows > 0 else { return }
      Element.kernelGather(
        rows, columns, table.base, table.stride, $0.baseAddress! + start, step, adding, base, stride)
    }
  }

  /// Row `indices[i]` of self ← itself + row i of `other`, in order, for the indices from `start` on, `step` apart.
  public func scatterAdd(_ other: Matrix, at indices: [Int32], from start: Int, step: Int = 1) {
    precondition(columns == other.columns && (other.rows == 0 || start + (other.rows - 1) * step < indices.count))
    indices.withUnsafeBufferPointer {
      guard other.rows > 0 else { return }
      Element.kernelScatterAdd(
        other.rows, columns, other.base, other.stride, $0.baseAddress! + start, step, base, stride)
    }
  }

  /// Row i of self ← `factors[i]` × row i of self.
  public func scaleRows(by factors: [Double]) {
    precondition(factors.count == rows, "\(rows) factors are needed, got \(factors.count)")
    for i in 0..<rows { Element.kernelScale(columns, Element(factors[i]), base + i * stride) }
  }

  /// ⟨row i of self, row i of other⟩, accumulated in `Double`.
  public func dotOfRow(_ i: Int, _ other: Matrix) -> Double {
    requireEqualShape(other)
    precondition(i >= 0 && i < rows)
    return Element.kernelDot(columns, base + i * stride, other.base + i * other.stride)
  }

  /// Whether no element is infinite or not a number.
  public var isFinite: Bool {
    (0..<rows).allSatisfy { Element.kernelIsFinite(columns, base + $0 * stride) }
  }

  @inlinable
  func requireEqualShape(_ other: Matrix) {
    precondition(
      rows == other.rows && columns == other.columns,
      "matrices of \(rows)×\(columns) and \(other.rows)×\(other.columns) cannot be combined")
  }
}
