/// Which matrices have bases, and where these lie among the numbers of the state.
struct SOAPPlan: Sendable {
  /// One side of a matrix.
  struct Side: Sendable {
    /// The extent of the side.
    let extent: Int
    /// Where its factor and its basis lie, row after row.
    let offset: Int
  }

  /// The weights of all that leads to one gate, side by side.
  struct Gate: Sendable {
    let rows: Int
    let columns: Int
    /// The matrices, each with its first column.
    let parts: [(matrix: ParameterShapes.Matrix, column: Int)]
    /// The basis of the columns, from L, where there is one.
    let left: Side?
    /// The basis of the rows, from R, where there is one.
    let right: Side?
  }

  /// The gates that have a basis.
  let gates: [Gate]
  /// The numbers of all factors, as many as of all bases.
  let factorCount: Int

  init(_ shapes: ParameterShapes, basisLimit: Int) {
    var gates: [Gate] = []
    var offset = 0
    func side(_ extent: Int) -> Side? {
      guard extent <= basisLimit else { return nil }
      defer { offset += extent * extent }
      return Side(extent: extent, offset: offset)
    }
    for group in shapes.destinations {
      let (rows, columns) = (group[0].rows, group.reduce(0) { $0 + $1.columns })
      guard rows > 1, columns > 1, min(rows, columns) <= basisLimit else { continue }
      var column = 0
      let parts = group.map { matrix in
        defer { column += matrix.columns }
        return (matrix, column)
      }
      gates.append(Gate(rows: rows, columns: columns, parts: parts, left: side(rows), right: side(columns)))
    }
    self.gates = gates
    factorCount = offset
  }

  /// The numbers of the largest factor.
  var largestSquare: Int {
    gates.flatMap { [$0.left, $0.right] }.reduce(0) { largest, side in
      max(largest, side.map { $0.extent * $0.extent } ?? 0)
    }
  }

  /// The numbers of the largest gate.
  var largestMatrix: Int { gates.reduce(0) { max($0, $1.rows * $1.columns) } }
}
