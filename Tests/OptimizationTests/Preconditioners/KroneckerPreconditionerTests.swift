import LinearAlgebra
import Optimization
import TestSupport
import Testing

@Suite("The Kronecker-factored preconditioner")
struct KroneckerPreconditionerTests {
  /// A curvature with known factors: two blocks that share their sources, a bias alone, and a parameter in no block.
  private struct Factors: FactorStatistics, RotatedSquares, StructuralStatistics {
    let A: Dense.Matrix
    let G: [Dense.Matrix]
    let B: Dense.Matrix
    /// What the deltas of structural damping are, but for those of the bias alone, which has none.
    let S: [Dense.Matrix]
    var κ = 0.0
    /// What the squares of whole sequences are in products of the factors.
    var ofSequences = 1.0
    static let count = 2 * (2 * 3 + 2) + 2 + 1

    init(seed: UInt64) {
      A = Dense.symmetric(eigenvalues: [0.1, 1, 3, 20], seed: seed)
      G = (1...2).map { Dense.symmetric(eigenvalues: [0.2, 5], seed: seed + UInt64($0)) }
      B = Dense.symmetric(eigenvalues: [1, 4], seed: seed + 3)
      S = (4...5).map { Dense.symmetric(eigenvalues: [0.5, 30], seed: seed + $0) }
    }

    func product(_ v: Vector<Double>, structuralWeight: Double, into product: inout Vector<Double>) { product.copy(v) }

    func addWeightDecay(to diagonal: inout Vector<Double>) {
      for i in 0..<12 { diagonal[i] += κ }
    }

    func factorStatistics() -> [FactorBlock<Double>] { gates(G) + [block([16], [[1]], B)] }

    func structuralFactors(sequences: Int) -> [FactorBlock<Double>] { gates(S) }

    private func gates(_ deltas: [Dense.Matrix]) -> [FactorBlock<Double>] {
      (0..<2).map { block([6 * $0, 12 + 2 * $0], A, deltas[$0]) }
    }

    private func block(_ offsets: [Int], _ sources: Dense.Matrix, _ deltas: Dense.Matrix) -> FactorBlock<Double> {
      func matrix(_ M: Dense.Matrix) -> Matrix<Double> {
        let result = Matrix<Double>(rows: M.count, columns: M.count)
        for i in M.indices { for j in M.indices { result[i, j] = M[i][j] } }
        return result
      }
      return FactorBlock(
        slices: zip(offsets, [max(1, sources.count - 1), 1]).map { ColumnSlice(offset: $0, columns: $1) },
        sources: matrix(sources), deltas: matrix(deltas))
    }

    func sampledSquares(in rotation: KroneckerRotation<Double>, into squares: inout Vector<Double>) {
      let M = dense(sources: { _ in A }, deltas: { G[$0] }, bias: B, shift: 0, decays: false)
      squares.copy(Self.diagonal(M.map { $0.scaled(ofSequences) }, in: rotation))
    }

    func structuralDiagonal(
      sequences: Int, in rotation: KroneckerRotation<Double>?, into diagonal: inout Vector<Double>
    ) {
      let M = dense(sources: { _ in A }, deltas: { S[$0] }, bias: [[0, 0], [0, 0]], shift: 0, decays: false)
      diagonal.copy(Self.diagonal(M, in: rotation!))
    }

    /// The diagonal of Q M Qᵀ.
    private static func diagonal(_ M: Dense.Matrix, in rotation: KroneckerRotation<Double>) -> Vector<Double> {
      Vector(
        M.indices.map { i in
          let row = Matrix<Double>(rows: 1, columns: M.count)
          row[0, i] = 1
          rotation.applyTransposed(to: row, scratch: Memory(count: rotation.scratchCount))
          return row.elements.dot(Dense.apply(M, row.elements))
        })
    }

    /// The places of block `g`, row by row, with the bias behind each row.
    private func place(_ g: Int, _ i: Int, _ j: Int) -> Int { j < 3 ? 6 * g + 3 * i + j : 12 + 2 * g + i }

    /// M as a dense matrix, where `combine` makes an element of the product of the elements of both factors and of whether
    /// they are on their diagonals.
    func dense(
      sources: (Int) -> Dense.Matrix, deltas: (Int) -> Dense.Matrix, bias: Dense.Matrix, shift: Double,
      decays: Bool = true
    ) -> Dense.Matrix {
      var M = (0..<Self.count).map { _ in [Double](repeating: 0, count: Self.count) }
      for g in 0..<2 {
        let (A, G) = (sources(g), deltas(g))
        for i in 0..<2 {
          for j in 0..<4 {
            for k in 0..<2 {
              for l in 0..<4 {
                M[place(g, i, j)][place(g, k, l)] = G[i][k] * A[j][l]
              }
            }
          }
        }
      }
      for i in 0..<2 { for j in 0..<2 { M[16 + i][16 + j] = bias[i][j] } }
      for i in 0..<Self.count { M[i][i] += shift + (i < 16 && decays ? κ : 0) }
      return M
    }
  }

  private static func shifted(_ M: Dense.Matrix, by shift: Double) -> Dense.Matrix {
    M.indices.map { i in M.indices.map { M[i][$0] + (i == $0 ? shift : 0) } }
  }

  private static func trace(_ M: Dense.Matrix) -> Double { M.indices.reduce(0) { $0 + M[$1][$1] } / Double(M.count) }

  private func solved(
    _ name: String, _ factors: Factors, _ r: [Double], λ: Double, structuralWeight w: Double = 0
  ) throws -> [Double] {
    let kind = try #require(PreconditionerKind(rawValue: name))
    var M: any Preconditioner<Double> = kind.definition.make(count: r.count)
    try M.prepare(for: factors, damping: λ, structuralWeight: w)
    var z = Vector<Double>(r.map { _ in .nan })
    M.solve(Vector(r), into: &z)
    return z.elements
  }

  @Test("solves A ⊗ G + λ + κ as elimination does", arguments: [(0.3, 0.0), (1e-3, 0.2), (40, 1)])
  func exact(λ: Double, κ: Double) throws {
    var random = TestGenerator(seed: 4)
    var factors = Factors(seed: 8)
    factors.κ = κ
    let r = random.vector(Factors.count)
    let M = factors.dense(sources: { _ in factors.A }, deltas: { factors.G[$0] }, bias: factors.B, shift: λ)
    expectClose(try solved("kfac", factors, r, λ: λ), Dense.solve(M, r), relative: 1e-11, "M⁻¹ r")
  }

  @Test(
    "solves with structural damping as elimination does, by products or by their diagonal in their eigenvectors",
    arguments: ["kfac", "ekfac"])
  func structural(name: String) throws {
    var random = TestGenerator(seed: 4)
    var factors = Factors(seed: 8)
    factors.κ = 0.2
    let r = random.vector(Factors.count)
    for (λ, w) in [(0.3, 0.0), (1e-3, 0.5), (40, 2)] {
      let M = factors.dense(
        sources: { _ in factors.A }, deltas: { g in zip(factors.G[g], factors.S[g]).map { $0.adding(w, $1) } },
        bias: factors.B, shift: λ)
      let solved = try solved(name, factors, r, λ: λ, structuralWeight: w)
      expectClose(solved, Dense.solve(M, r), relative: 1e-10, "M⁻¹ r")
    }
  }

  @Test("takes the diagonal of whole sequences where it is asked for, not that of the products")
  func ofSequences() throws {
    var random = TestGenerator(seed: 4)
    var factors = Factors(seed: 8)
    factors.ofSequences = 7
    let r = random.vector(Factors.count)
    let M = factors.dense(
      sources: { _ in factors.A }, deltas: { factors.G[$0].map { $0.scaled(7) } },
      bias: factors.B.map { $0.scaled(7) }, shift: 0.3)
    expectClose(try solved("ekfac", factors, r, λ: 0.3), Dense.solve(M, r), relative: 1e-10, "M⁻¹ r")
  }

  @Test("solves (A + π √λ) ⊗ (G + √λ / π) as elimination does", arguments: [0.3, 1e-3, 40])
  func factored(λ: Double) throws {
    var random = TestGenerator(seed: 4)
    let factors = Factors(seed: 8)
    let r = random.vector(Factors.count)
    func π(_ g: Int) -> Double { (Self.trace(factors.A) / Self.trace(factors.G[g])).squareRoot() }
    let root = λ.squareRoot()
    // The factor of a bias alone is 1.
    let πB = (1 / Self.trace(factors.B)).squareRoot()
    let B = Self.shifted(factors.B, by: root / πB).map { $0.scaled(1 + root * πB) }
    var M = factors.dense(
      sources: { Self.shifted(factors.A, by: root * π($0)) }, deltas: { Self.shifted(factors.G[$0], by: root / π($0)) },
      bias: B, shift: 0)
    M[Factors.count - 1][Factors.count - 1] = λ
    expectClose(try solved("kfac-factored", factors, r, λ: λ), Dense.solve(M, r), relative: 1e-11, "M⁻¹ r")
  }

  private func step(_ name: String, _ layer: DenseLayer, λ: Double) throws -> StepReport {
    var options = HessianFreeOptions()
    options.preconditioner = try #require(PreconditionerKind(rawValue: name))
    (options.initialLambda, options.conjugateGradient.progressTolerance) = (λ, 0)
    (options.conjugateGradient.iterationCap, options.conjugateGradient.residualTolerance) = (2000, 1e-8)
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: layer.parameterCount, options: options)
    var θ = Vector<Double>(count: layer.parameterCount)
    return optimizer.step(&θ, objective: layer)
  }

  @Test("makes one iteration of conjugate gradients enough where the matrix is a product", arguments: [1e-6, 0.1, 10])
  func oneIteration(λ: Double) throws {
    let layer = DenseLayer(inputs: 6, outputs: 5, records: 60, seed: 2)
    let (plain, exact) = (try step("none", layer, λ: λ), try step("kfac", layer, λ: λ))
    #expect(exact.cgIterations == 1 && exact.cgOutcome == .residual, "\(exact.cgIterations)")
    #expect(plain.cgIterations > 8)
    expectClose(exact.quadratic, plain.quadratic, tolerance: 1e-7 * -plain.quadratic, "q")
    // Damping in the factors is not that of the matrix.
    #expect(try step("kfac-factored", layer, λ: λ).cgIterations > 1)
  }

  @Test("divides by no zero without damping, and gives no number for factors that are none")
  func degenerate() throws {
    let factors = Factors(seed: 1)
    let r = [Double](repeating: 1, count: Factors.count)
    #expect(try solved("kfac", factors, r, λ: 0).allSatisfy(\.isFinite))
    #expect(try solved("kfac-factored", factors, r, λ: 0).allSatisfy(\.isFinite))
    struct Nothing: FactorStatistics {
      func product(_ v: Vector<Double>, structuralWeight: Double, into product: inout Vector<Double>) {}
      func factorStatistics() -> [FactorBlock<Double>] {
        let M = Matrix<Double>(rows: 1, columns: 1)
        M[0, 0] = .infinity
        return [FactorBlock(slices: [ColumnSlice(offset: 0, columns: 1)], sources: M, deltas: M)]
      }
    }
    var M: any Preconditioner<Double> = KroneckerPreconditioner().make(count: 1)
    try M.prepare(for: Nothing(), damping: 1, structuralWeight: 0)
    var z = Vector<Double>(count: 1)
    M.solve(Vector([1]), into: &z)
    #expect(z[0].isNaN)
  }
}
