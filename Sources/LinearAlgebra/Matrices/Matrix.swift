/// A rectangular window on a ``Memory``: rows of `columns` adjacent numbers, `stride` numbers from row to row.
///
/// A value of this type is a *view*: copying it copies the window, not the numbers, and writing through it is visible in
/// every other window on the same memory. That is what workspaces need (a state is written once a step and read by the
/// next), and it is why writing methods are not `mutating`. Shapes that do not match are a programmer's error and trap.
///
/// In this project a row is one sequence at one step and a column one feature, so that a batch of states at one step is
/// a matrix, and a window of steps of equal batch size is a taller one.
@frozen
public struct Matrix<Element: Scalar>: Sendable {
  /// The memory that holds the numbers.
  public let memory: Memory<Element>
  /// The index in ``memory`` of the first element.
  public let offset: Int
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The distance from one row to the next, in elements; at least ``columns`` where there is more than one row.
  public let stride: Int

  /// A new matrix of zeros with memory of its own.
  public init(rows: Int, columns: Int) {
    self.init(Memory(count: rows * columns), rows: rows, columns: columns)
  }

  /// A window on `memory` that begins at `offset`; `stride` is `columns` where not given.
  @inlinable
  public init(_ memory: Memory<Element>, offset: Int = 0, rows: Int, columns: Int, stride: Int? = nil) {
    let stride = stride ?? columns
    precondition(rows >= 0 && columns >= 0 && offset >= 0, "a matrix has no negative extent")
    precondition(
      rows == 0 || columns == 0 || offset + (rows - 1) * stride + columns <= memory.count,
      "a window of \(rows)×\(columns) (stride \(stride)) at \(offset) leaves memory of \(memory.count)")
    self.memory = memory
    self.offset = offset
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  @inlinable
  var base: UnsafeMutablePointer<Element> { memory.base + offset }
  @inlinable
  var isContiguous: Bool { stride == columns || rows <= 1 }

  /// Element (i, j). For single elements; loops over many belong to kernels.
  public subscript(i: Int, j: Int) -> Element {
    get {
      precondition(i >= 0 && i < rows && j >= 0 && j < columns, "element (\(i), \(j)) of a \(rows)×\(columns) matrix")
      return base[i * stride + j]
    }
    nonmutating set {
      precondition(i >= 0 && i < rows && j >= 0 && j < columns, "element (\(i), \(j)) of a \(rows)×\(columns) matrix")
      base[i * stride + j] = newValue
    }
  }

  /// The window on some of the rows.
  @inlinable
  public func rows(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of a matrix with \(rows)")
    return Matrix(
      memory, offset: offset + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
  }

  /// The window on some of the columns.
  @inlinable
  public func columns(_ range: Range<Int>) -> Matrix {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of a matrix with \(columns)")
    return Matrix(memory, offset: offset + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  /// The window on rows `first`, `first + step`, ..., `count` of them: one sequence through time, for example.
  public func everyRow(from first: Int, step: Int, count: Int) -> Matrix {
    precondition(
      count == 0 || (first >= 0 && step >= 0 && first + (count - 1) * step < rows),
      "\(count) rows from \(first) by \(step) of a matrix with \(rows)")
    return Matrix(
      memory, offset: count == 0 ? 0 : offset + first * stride, rows: count, columns: columns,
      stride: step * stride)
  }

  /// Whether both are the same window on the same memory.
  public func isSame(as other: Matrix) -> Bool {
    memory === other.memory && offset == other.offset && stride == other.stride && rows == other.rows
      && columns == other.columns
  }

  /// The elements, row by row.
  public var elements: [Element] {
    Array(unsafeUninitializedCapacity: rows * columns) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      for i in 0..<rows { (start + i * columns).initialize(from: base + i * stride, count: columns) }
      count = rows * columns
    }
  }
}
