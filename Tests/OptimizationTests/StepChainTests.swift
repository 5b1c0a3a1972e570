import Foundation
import LinearAlgebra
import Optimization
import TestSupport
import Testing

/// Factors of a sequence whose steps hang together, given as they are: two matrices of parameters that share their sources, the
/// second one in two slices, and one without steps.
private final class Chain: Objective {
  struct Curvature: LaggedFactorStatistics, RotatedSquares {
    let chain: Chain

    func product(_ v: Vector<Double>, structuralWeight: Double, into product: inout Vector<Double>) { product.copy(v) }

    func addWeightDecay(to diagonal: inout Vector<Double>) {
      for i in 0..<12 { diagonal[i] += chain.decay }
    }

    func factorStatistics() -> [FactorBlock<Double>] {
      laggedFactorStatistics().map {
        FactorBlock(slices: $0.slices, matrices: $0.matrices, sources: $0.sources, deltas: $0.deltas)
      }
    }

    func laggedFactorStatistics() -> [FactorBlock<Double>] {
      let (A, A1) = (chain.A.matrix, chain.A1.matrix)
      let one: Dense.Matrix = [[1]]
      return [
        FactorBlock(
          slices: [ColumnSlice(offset: 0, columns: 3)], sources: A, deltas: chain.G[0].matrix,
          lagged: LaggedMoments(sources: A1, deltas: chain.G1[0].matrix, length: chain.length)),
        FactorBlock(
          slices: [ColumnSlice(offset: 6, columns: 2), ColumnSlice(offset: 10, columns: 1)], matrices: [1, 1],
          sources: A, deltas: chain.G[1].matrix,
          lagged: LaggedMoments(sources: A1, deltas: chain.G1[1].matrix, length: chain.length)),
        FactorBlock(slices: [ColumnSlice(offset: 12, columns: 1)], sources: one.matrix, deltas: one.matrix),
      ]
    }

    /// Known numbers in whatever coordinates.
    func sampledSquares(in rotation: KroneckerRotation<Double>, into squares: inout Vector<Double>) {
      squares.copy(Vector((0..<13).map { 0.5 + Double($0) / 8 }))
    }
  }

  let A: Dense.Matrix
  let A1: Dense.Matrix
  let G: [Dense.Matrix]
  let G1: [Dense.Matrix]
  let length: Int
  let g: [Double]
  var decay = 0.0

  /// Moments of a step and the next that no chain makes larger than those of a step.
  init(length: Int, seed: UInt64) {
    self.length = length
    var random = TestGenerator(seed: seed)
    A = Dense.symmetric(eigenvalues: [0.3, 1, 4], seed: seed)
    G = (1...2).map { Dense.symmetric(eigenvalues: [0.2, 2], seed: seed + UInt64($0)) }
    A1 = Dense.symmetric(eigenvalues: [-0.25, 0.1, 0.28], seed: seed + 5)
    G1 = (6...7).map { Dense.symmetric(eigenvalues: [-0.15, 0.18], seed: seed + $0) }
    g = random.vector(13)
  }

  var parameterCount: Int { 13 }
  /// Where the elements of a matrix are, row by row.
  static let places = [[[0, 1, 2], [3, 4, 5]], [[6, 7, 10], [8, 9, 11]]]
  var shapes: ParameterShapes {
    ParameterShapes(count: 13, factorNumbers: 9 + 4 + 4 + 2, laggedFactorNumbers: 9 + 4 + 4)
  }

  func loss(at θ: Vector<Double>, on role: BatchRole) -> Double { Vector(g).dot(θ) }
  func gradient(at θ: Vector<Double>, on role: BatchRole, into gradient: inout Vector<Double>) -> Double {
    gradient.copy(Vector(g))
    return loss(at: θ, on: role)
  }
  func linearize(at θ: Vector<Double>, on role: BatchRole) -> Curvature { Curvature(chain: self) }
  func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool { true }
}

extension Dense.Matrix {
  fileprivate var matrix: Matrix<Double> {
    let result = Matrix<Double>(rows: count, columns: count)
    for i in indices { for j in indices { result[i, j] = self[i][j] } }
    return result
  }
  fileprivate func shifted(by shift: Double) -> Self {
    indices.map { i in indices.map { self[i][$0] + (i == $0 ? shift : 0) } }
  }
  fileprivate func times(_ other: Self) -> Self {
    map { row in other[0].indices.map { j in row.indices.reduce(0) { $0 + row[$1] * other[$1][j] } } }
  }
  fileprivate var meanOfDiagonal: Double { indices.reduce(0) { $0 + self[$1][$1] } / Double(count) }
  /// self ⊗ other, with other's indices running faster.
  fileprivate func kronecker(_ other: Self) -> Self {
    flatMap { row in other.map { inner in row.flatMap { x in inner.map { x * $0 } } } }
  }
  /// Solves X self = other for X.
  fileprivate func solvedFromRight(_ other: Self) -> Self {
    let transposed = indices.map { i in indices.map { self[$0][i] } }
    return other.map { Dense.solve(transposed, $0) }
  }
}

@Suite("Steps of a sequence as a chain")
struct StepChainTests {
  static let λ = 0.05

  private static func options(_ change: (inout KroneckerFactoredOptions) -> Void = { _ in }) -> KroneckerFactoredOptions
  {
    var options = KroneckerFactoredOptions()
    (options.steps, options.initialLambda, options.updates, options.clipNorm) = (.chain, λ, 1, nil)
    (options.learningRate, options.changeLimit) = (1, 1e12)
    change(&options)
    return options
  }

  /// P g, as one update from 0 takes it.
  private static func solved(_ chain: Chain, _ options: KroneckerFactoredOptions = options()) -> [Double] {
    var optimizer = FirstOrderOptimizer<Double>(of: chain.shapes, options: options)
    var θ = Vector<Double>(count: 13)
    let report = optimizer.step(&θ, objective: chain)
    #expect(report.accepted)
    return θ.elements.map { -$0 }
  }

  /// (1 / T) Σ_d (T − |d|) F_d of one matrix with F_d = Ψ^d F_0, summed term by term; rows run slower than columns.
  private static func dense(_ chain: Chain, _ g: Int) -> Dense.Matrix {
    dense(chain.A, chain.A1, chain.G[g], chain.G1[g], λ: λ + chain.decay, T: chain.length)
  }

  private static func dense(
    _ C: Dense.Matrix, _ C1: Dense.Matrix, _ D: Dense.Matrix, _ D1: Dense.Matrix, λ: Double, T: Int
  ) -> Dense.Matrix {
    let π = (C.meanOfDiagonal / D.meanOfDiagonal).squareRoot()
    let A = C.shifted(by: λ.squareRoot() * π)
    let G = D.shifted(by: λ.squareRoot() / π)
    let Ψ = G.solvedFromRight(D1).kronecker(A.solvedFromRight(C1))
    var F = G.kronecker(A)
    var sum = F.map { $0.map { $0 * Double(T) } }
    for d in 1..<max(2, T) where d < T {
      F = Ψ.times(F)
      for i in F.indices { for j in F.indices { sum[i][j] += Double(T - d) * (F[i][j] + F[j][i]) } }
    }
    return sum.map { $0.map { $0 / Double(T) } }
  }

  @Test("are solved with the inverse of Σ_d (T − |d|) F_d", arguments: [1, 2, 3, 7, 40], [0.0, 0.3])
  func dense(length: Int, decay: Double) {
    let chain = Chain(length: length, seed: 3)
    chain.decay = decay
    let found = Self.solved(chain)
    for (g, places) in Chain.places.enumerated() {
      let places = places.flatMap(\.self)
      expectClose(
        places.map { found[$0] }, Dense.solve(Self.dense(chain, g), places.map { chain.g[$0] }), relative: 1e-12,
        "matrix \(g)")
    }
    expectClose(found[12], chain.g[12] / (1 + Self.λ), tolerance: 1e-12, "what has no steps")
  }

  @Test("make each matrix a block by itself where that is asked for", arguments: FactorSteps.allCases)
  func separated(steps: FactorSteps) {
    let chain = Chain(length: 5, seed: 4)
    let found = Self.solved(chain, Self.options { ($0.steps, $0.blocks) = (steps, .matrix) })
    // The columns of the second block are two matrices.
    for (columns, places) in [(0..<2, [[6, 7], [8, 9]]), (2..<3, [[10], [11]])] {
      func part(_ M: Dense.Matrix) -> Dense.Matrix { M[columns].map { Array($0[columns]) } }
      let (A, A1, places) = (part(chain.A), part(chain.A1), places.flatMap(\.self))
      let M =
        steps == .chain
        ? Self.dense(A, A1, chain.G[1], chain.G1[1], λ: Self.λ, T: 5)
        : chain.G[1].kronecker(A).shifted(by: Self.λ)
      expectClose(
        places.map { found[$0] }, Dense.solve(M, places.map { chain.g[$0] }), relative: 1e-12, "columns \(columns)")
    }
  }

  @Test("that have nothing to do with one another are independent ones, damped factor by factor")
  func independent() {
    let chain = Chain(length: 9, seed: 5)
    let one = Chain(length: 1, seed: 5)
    // A sequence of one step has no next one.
    let factored = Self.solved(
      chain, Self.options { ($0.steps, $0.damping) = (.independent, .factored) })
    expectClose(Array(Self.solved(one)[..<12]), Array(factored[..<12]), relative: 1e-12, "γ(0) = 1 / T")
    #expect(Self.solved(chain)[0] != factored[0])
  }

  /// Factors of one number each, in which the eigenvalue ψ² is x.
  private final class Single: Objective {
    struct Curvature: LaggedFactorStatistics {
      let x: Double
      let length: Int
      func product(_ v: Vector<Double>, structuralWeight: Double, into product: inout Vector<Double>) {}
      func factorStatistics() -> [FactorBlock<Double>] { laggedFactorStatistics() }
      func laggedFactorStatistics() -> [FactorBlock<Double>] {
        let one: Dense.Matrix = [[1]]
        // Both factors are damped by √λ, π being 1.
        let next: Dense.Matrix = [[1 + StepChainTests.λ.squareRoot()]]
        return [
          FactorBlock(
            slices: [ColumnSlice(offset: 0, columns: 1)], sources: one.matrix, deltas: one.matrix,
            lagged: LaggedMoments(
              sources: next.map { $0.map { $0 * x } }.matrix, deltas: next.matrix, length: length))
        ]
      }
    }
    let x: Double
    let length: Int
    init(x: Double, length: Int) { (self.x, self.length) = (x, length) }
    var parameterCount: Int { 1 }
    func loss(at θ: Vector<Double>, on role: BatchRole) -> Double { θ[0] }
    func gradient(at θ: Vector<Double>, on role: BatchRole, into gradient: inout Vector<Double>) -> Double {
      gradient.fill(1)
      return θ[0]
    }
    func linearize(at θ: Vector<Double>, on role: BatchRole) -> Curvature { Curvature(x: x, length: length) }
    func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool { true }
  }

  @Test("weigh T γ(x) as the sum of powers does, from −1 to 1 and at the limit", arguments: [1, 2, 5, 100, 3000])
  func weights(length: Int) {
    var xs: [Double] = [0, 0.5, -0.5, 0.9, -0.9, 0.999, -0.999, 1]
    for k in 3...14 { xs.append(1 - pow(10, -Double(k))) }
    // Where one formula takes over from the other.
    for k in 0...20 { xs.append(1 - 0.01 / Double(length) * (0.9 + 0.01 * Double(k))) }
    for x in xs {
      let model = Single(x: x, length: length)
      let shapes = ParameterShapes(count: 1, factorNumbers: 2, laggedFactorNumbers: 2)
      var optimizer = FirstOrderOptimizer<Double>(of: shapes, options: Self.options())
      var θ = Vector<Double>(count: 1)
      optimizer.step(&θ, objective: model)
      var (sum, part) = (Double(length), 1.0)
      for d in 1..<max(2, length) where d < length {
        part *= x
        sum += 2 * Double(length - d) * part
      }
      let damped = (1 + Self.λ.squareRoot()) * (1 + Self.λ.squareRoot())
      let expected = Double(length) / sum / damped
      expectClose(-θ[0], expected, tolerance: 3e-11 * expected, "T = \(length), x = \(x)")
      if x == 0 { expectClose(-θ[0], 1 / damped, tolerance: 1e-15, "γ(0) = 1 / T") }
      if x == 1 { expectClose(-θ[0], 1 / damped / Double(length), tolerance: 1e-12, "γ(1) = 1 / T²") }
    }
  }

  @Test("have squares of whole sequences in their own coordinates, damped by λ and decay")
  func sequences() {
    let chain = Chain(length: 6, seed: 8)
    chain.decay = 0.2
    let found = Self.solved(chain, Self.options { $0.diagonal = .sequences })
    // L⁻ᵀ diag(s) L⁻¹ with the damping in the same coordinates as it is on its diagonal: for each matrix
    // z = Σ_k l_k (l_kᵀ g) / (s_k + (λ + κ) l_kᵀ l_k), l_k being D_i ⊗ S_j.
    for (g, places) in Chain.places.enumerated() {
      let λ = Self.λ + chain.decay
      let π = (chain.A.meanOfDiagonal / chain.G[g].meanOfDiagonal).squareRoot()
      let S = Self.whitened(chain.A.shifted(by: λ.squareRoot() * π), chain.A1)
      let D = Self.whitened(chain.G[g].shifted(by: λ.squareRoot() / π), chain.G1[g])
      var expected = [Double](repeating: 0, count: 13)
      for i in 0..<2 {
        for j in 0..<3 {
          var l = [Double](repeating: 0, count: 13)
          for k in 0..<2 { for m in 0..<3 { l[places[k][m]] = D[i][k] * S[j][m] } }
          let s = 0.5 + Double(places[i][j]) / 8 + λ * l.dot(l)
          expected = expected.adding(l.dot(chain.g) / s, l)
        }
      }
      let own = places.flatMap(\.self)
      expectClose(own.map { found[$0] }, own.map { expected[$0] }, relative: 1e-10, "matrix \(g)")
    }
  }

  /// Rows l with l_iᵀ C l_j = δ_ij and l_iᵀ C₁ l_j = ψ_i δ_ij, ψ ascending, by the Cholesky factor of C.
  private static func whitened(_ C: Dense.Matrix, _ C1: Dense.Matrix) -> Dense.Matrix {
    // C = R Rᵀ; the rows of U solve R⁻¹ C₁ R⁻ᵀ; l = R⁻ᵀ u.
    let n = C.count
    var R = C.map { $0.map { _ in 0.0 } }
    for i in 0..<n {
      for j in 0...i {
        let rest = (0..<j).reduce(C[i][j]) { $0 - R[i][$1] * R[j][$1] }
        R[i][j] = i == j ? rest.squareRoot() : rest / R[j][j]
      }
    }
    let transposed = (0..<n).map { i in (0..<n).map { R[$0][i] } }
    let half = (0..<n).map { column in Dense.solve(R, (0..<n).map { C1[$0][column] }) }  // (R⁻¹ C₁)ᵀ
    let M = (0..<n).map { row in Dense.solve(R, (0..<n).map { half[$0][row] }) }
    guard let (_, U) = try? M.matrix.symmetricEigenvectors() else { return [] }
    return (0..<n).map { i in Dense.solve(transposed, (0..<n).map { U[i, $0] }) }
  }

  @Test("are asked for before a run, and averaged and stored like all factors")
  func refusal() throws {
    let options = Self.options()
    let refusal = options.refusal(of: QuadraticCurvature<Double>.self, in: QuadraticObjective<Double>.self)
    #expect(refusal?.description.contains("from one step to the next") == true)
    #expect(options.refusal(of: Chain.Curvature.self, in: Chain.self) == nil)
    let model = QuadraticObjective<Double>([[2, 0], [0, 1]], [1, 1])
    var optimizer = FirstOrderOptimizer<Double>(of: model.shapes, options: options)
    var θ = Vector<Double>([1, 1])
    #expect(optimizer.step(&θ, objective: model).outcome == .unsupported && θ.elements == [1, 1])
    let chain = Chain(length: 4, seed: 1)
    var averaging = FirstOrderOptimizer<Double>(of: chain.shapes, options: Self.options { $0.updates = 5 })
    var point = Vector<Double>(count: 13)
    averaging.step(&point, objective: chain)
    let one: Dense.Matrix = [[1]]
    let kept = [chain.A, chain.G[0], chain.A1, chain.G1[0], chain.G[1], chain.G1[1], one, one]
    let expected = kept.flatMap { $0.flatMap(\.self) }
    expectClose(averaging.state.factors.elements, expected, tolerance: 1e-14, "averages of the same are the same")
  }
}
