import LinearAlgebra
import TestSupport

/// Matrices with known singular vectors, as rows of plain numbers.
enum Orthogonal {
  /// `count` orthonormal vectors of `extent` numbers, by Gram and Schmidt.
  static func vectors(_ count: Int, of extent: Int, seed: UInt64) -> [[Double]] {
    var random = TestGenerator(seed: seed)
    var basis: [[Double]] = []
    while basis.count < count {
      let v = Dense.orthogonalized(random.direction(extent), to: basis)
      if v.norm > 1e-3 { basis.append(v.scaled(1 / v.norm)) }
    }
    return basis
  }

  /// Σ σ_k u_k v_kᵀ.
  static func matrix(_ σ: [Double], _ u: [[Double]], _ v: [[Double]]) -> [[Double]] {
    let (rows, columns) = (u[0].count, v[0].count)
    return (0..<rows).map { i in
      (0..<columns).map { j in σ.indices.reduce(0) { $0 + σ[$1] * u[$1][i] * v[$1][j] } }
    }
  }

  /// The product of two matrices.
  static func product(_ A: [[Double]], _ B: [[Double]]) -> [[Double]] {
    A.map { row in B[0].indices.map { j in row.indices.reduce(0) { $0 + row[$1] * B[$1][j] } } }
  }

  /// The transposed matrix.
  static func transposed(_ A: [[Double]]) -> [[Double]] { A[0].indices.map { j in A.map { $0[j] } } }
}

extension Matrix {
  /// A matrix of plain numbers.
  init(_ rows: [[Double]]) {
    self.init(rows: rows.count, columns: rows.first?.count ?? 0)
    for (i, row) in rows.enumerated() { for (j, value) in row.enumerated() { self[i, j] = Element(value) } }
  }
}
