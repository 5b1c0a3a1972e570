/// A change of coordinates of a vector that holds matrices, block by block:
///
///     V ← D V Sᵀ
///
/// V is what leads to the same numbers, side by side: [W_h W_x b]. With the eigenvectors of the two factors of a Kronecker
/// product A ⊗ G as the rows of S and D, the product becomes diagonal (Martens & Grosse 2015, section 4.2). Elements that lie
/// in no block stay what they are.
public struct KroneckerRotation<Element: Scalar>: Sendable {
  /// A matrix in slices, and what acts on it from both sides.
  public struct Block: Sendable {
    /// Where the columns of V lie, from left to right.
    public let slices: [ColumnSlice]
    /// S: as large as a row of V.
    public let sources: Matrix<Element>
    /// D: as large as a column of V.
    public let deltas: Matrix<Element>

    /// The rows of V.
    public var rows: Int { deltas.rows }
    /// The columns of V.
    public var columns: Int { sources.rows }

    /// A block from its parts.
    public init(slices: [ColumnSlice], sources: Matrix<Element>, deltas: Matrix<Element>) {
      (self.slices, self.sources, self.deltas) = (slices, sources, deltas)
      let columns = slices.reduce(0) { $0 + $1.columns }
      precondition(
        sources.rows == columns && sources.columns == columns && deltas.rows == deltas.columns,
        "\(sources.rows)×\(sources.columns) and \(deltas.rows)×\(deltas.columns) do not act on \(columns) columns")
    }
  }

  /// The blocks, none of which overlap.
  public private(set) var blocks: [Block]

  /// A rotation of some blocks.
  public init(_ blocks: [Block]) { self.blocks = blocks }

  /// How many numbers of scratch memory ``apply(to:scratch:)`` and ``applyTransposed(to:scratch:)`` need.
  public var scratchCount: Int { 2 * (blocks.map { $0.rows * $0.columns }.max() ?? 0) }

  /// V ← D V Sᵀ in every block of a vector that is the one row of a matrix.
  public func apply(to vector: Matrix<Element>, scratch: Memory<Element>) {
    for block in blocks {
      block.transform(vector, scratch) { V, W in
        W.multiply(block.deltas, V)
        V.multiply(W, transposed: false, block.sources, transposed: true)
      }
    }
  }

  /// V ← Dᵀ V S in every block: where S and D are orthogonal, what ``apply(to:scratch:)`` has done is undone.
  public func applyTransposed(to vector: Matrix<Element>, scratch: Memory<Element>) {
    for block in blocks {
      block.transform(vector, scratch) { V, W in
        W.multiply(block.deltas, transposed: true, V)
        V.multiply(W, block.sources)
      }
    }
  }

  /// Gives a block other matrices, of the same sizes.
  public mutating func replaceBlock(_ index: Int, sources: Matrix<Element>, deltas: Matrix<Element>) {
    precondition(deltas.rows == blocks[index].rows, "a block of \(blocks[index].rows) rows keeps them")
    blocks[index] = Block(slices: blocks[index].slices, sources: sources, deltas: deltas)
  }

  /// Copies the matrix of a block, row after row, to its place in a vector that is the one row of a matrix.
  public func put(_ V: Matrix<Element>, ofBlock index: Int, into vector: Matrix<Element>) {
    blocks[index].put(V, into: vector)
  }
}

extension KroneckerRotation.Block {
  /// Takes V out of a vector, changes it, and puts it back; `change` has a second matrix of its shape to work with.
  fileprivate func transform(
    _ vector: Matrix<Element>, _ scratch: Memory<Element>,
    _ change: (_ V: Matrix<Element>, _ W: Matrix<Element>) -> Void
  ) {
    guard rows > 0, columns > 0 else { return }
    let V = Matrix(scratch, rows: rows, columns: columns)
    let W = Matrix(scratch, offset: rows * columns, rows: rows, columns: columns)
    forEachSlice { slice, range in V.columns(range).copy(slice.matrix(rows: rows, of: vector)) }
    change(V, W)
    put(V, into: vector)
  }

  fileprivate func put(_ V: Matrix<Element>, into vector: Matrix<Element>) {
    forEachSlice { slice, range in slice.matrix(rows: rows, of: vector).copy(V.columns(range)) }
  }

  /// The slices with the columns of V that they are.
  private func forEachSlice(_ body: (_ slice: ColumnSlice, _ columns: Range<Int>) -> Void) {
    var start = 0
    for slice in slices {
      body(slice, start..<start + slice.columns)
      start += slice.columns
    }
  }
}
