internal import LinearAlgebra

/// The matrix products of a pass and nothing else: what is left when everything around them costs nothing.
///
/// The products of each chunk are made in their order, on the same workers, with operands that lie in the cache and hold
/// zeros; so there is no traffic with main memory in it, no activation, no bias and no sum over chunks.
final class ProductFloor<Element: Scalar> {
  /// The products of each chunk.
  private let chunks: [[ProductCall]]
  private let pool: WorkerPool
  private let operands: [(a: Matrix<Element>, b: Matrix<Element>, c: Matrix<Element>)]

  /// The floor of a pass that makes the given products in each chunk.
  init(_ chunks: [[ProductCall]], pool: WorkerPool) {
    self.chunks = chunks
    self.pool = pool
    func room(_ size: (ProductCall) -> Int) -> Int { chunks.joined().map(size).max() ?? 1 }
    let (a, b, c) = (
      room { $0.rows * $0.inner }, room { $0.inner * $0.columns }, room { $0.rows * $0.columns }
    )
    operands = (0..<pool.threads).map { _ in
      (Matrix(rows: 1, columns: a), Matrix(rows: 1, columns: b), Matrix(rows: 1, columns: c))
    }
  }

  /// Multiplications and additions of all products.
  var operations: Double { chunks.reduce(0) { $1.reduce($0) { $0 + $1.operations } } }

  /// Makes the products, each in one call of the BLAS or as the passes make it.
  func run(sliced: Bool) {
    pool.run(chunks.count) { [chunks, operands] chunk, worker in
      let memory = operands[worker]
      for call in chunks[chunk] {
        let (m, n, k) = (call.rows, call.columns, call.inner)
        let a = Matrix(memory.a.memory, rows: call.transposesA ? k : m, columns: call.transposesA ? m : k)
        let b = Matrix(memory.b.memory, rows: call.transposesB ? n : k, columns: call.transposesB ? k : n)
        let c = Matrix(memory.c.memory, rows: m, columns: n)
        if sliced {
          c.multiply(a, transposed: call.transposesA, b, transposed: call.transposesB, adding: call.adds)
        } else {
          c.multiplyInOneCall(a, transposed: call.transposesA, b, transposed: call.transposesB, adding: call.adds)
        }
      }
    }
  }
}
