/// An orthogonal change of coordinates of a vector that holds matrices, block by block:
///
///     V ← D V Sᵀ
///
/// V is a weight matrix with its bias, if it has one, as its last column. With the eigenvectors of the two factors of a
/// Kronecker product A ⊗ G as the rows of S and D, the product becomes diagonal (Martens & Grosse 2015, section 4.2).
/// Elements that lie in no block stay what they are.
public struct KroneckerRotation<Element: Scalar>: Sendable {
  /// A matrix with its bias, and the two rotations that act on it.
  public struct Block: Sendable {
    /// The rows of V.
    public let rows: Int
    /// Where the matrix lies in the vector, row after row; empty where there is a bias alone.
    public let weights: Range<Int>
    /// Where the bias lies, `rows` numbers; `nil` where there is none.
    public let bias: Range<Int>?
    /// S: orthogonal, as large as a row of V.
    public let sources: Matrix<Element>
    /// D: orthogonal, as large as a column of V.
    public let deltas: Matrix<Element>

    /// The columns of V, that of the bias included.
    public var order: Int { sources.rows }
    /// The columns of the matrix.
    public var columns: Int { bias == nil ? order : order - 1 }

    /// A block from its parts.
    public init(weights: Range<Int>, bias: Range<Int>?, sources: Matrix<Element>, deltas: Matrix<Element>) {
      rows = deltas.rows
      (self.weights, self.bias, self.sources, self.deltas) = (weights, bias, sources, deltas)
      precondition(
        sources.rows == sources.columns && deltas.rows == deltas.columns
          && weights.count == rows * (sources.rows - (bias == nil ? 0 : 1)) && bias?.count ?? rows == rows,
        "rotations of \(sources.rows)×\(sources.columns) and \(deltas.rows)×\(deltas.columns) do not fit \(weights.count) weights and a bias of \(bias?.count ?? 0)"
      )
    }
  }

  /// The blocks, none of which overlap.
  public let blocks: [Block]

  /// A rotation of some blocks.
  public init(_ blocks: [Block]) { self.blocks = blocks }

  /// How many numbers of scratch memory ``apply(to:scratch:)`` and ``undo(on:scratch:)`` need.
  public var scratchCount: Int { 2 * (blocks.map { $0.rows * $0.order }.max() ?? 0) }

  /// V ← D V Sᵀ in every block of a vector that is the one row of a matrix.
  public func apply(to vector: Matrix<Element>, scratch: Memory<Element>) {
    for block in blocks {
      block.transform(vector, scratch) { V, W in
        W.multiply(block.deltas, V)
        V.multiply(W, transposed: false, block.sources, transposed: true)
      }
    }
  }

  /// V ← Dᵀ V S in every block: what ``apply(to:scratch:)`` has done is undone.
  public func undo(on vector: Matrix<Element>, scratch: Memory<Element>) {
    for block in blocks {
      block.transform(vector, scratch) { V, W in
        W.multiply(block.deltas, transposed: true, V)
        V.multiply(W, block.sources)
      }
    }
  }
}

extension KroneckerRotation.Block {
  /// Takes V out of a vector, changes it, and puts it back; `change` has a second matrix of its shape to work with.
  fileprivate func transform(
    _ vector: Matrix<Element>, _ scratch: Memory<Element>,
    _ change: (_ V: Matrix<Element>, _ W: Matrix<Element>) -> Void
  ) {
    guard rows > 0, order > 0 else { return }
    let V = Matrix(scratch, rows: rows, columns: order)
    let W = Matrix(scratch, offset: rows * order, rows: rows, columns: order)
    let (left, right) = (V.columns(0..<columns), V.columns(columns..<order))
    let matrix = Matrix(
      vector.memory, offset: vector.offset + weights.lowerBound, rows: rows, columns: columns)
    let column = bias.map { vector.columns($0) }
    if columns > 0 { left.copy(matrix) }
    if let column { right.copy(transposed: column) }
    change(V, W)
    if columns > 0 { matrix.copy(left) }
    if let column { column.copy(transposed: right) }
  }
}
