import Foundation
import LinearAlgebra
import Optimization
import TestSupport
import Testing

@Suite("SOAP")
struct SOAPTests {
  /// Two matrices that lead to one gate of three rows, [3×2, 3×1], and two biases.
  static let shapes = ParameterShapes(
    count: 11,
    matrices: [
      .init(offset: 1, rows: 3, columns: 2, role: .hidden, destination: 4),
      .init(offset: 8, rows: 3, columns: 1, role: .input, destination: 4),
    ])

  private func options(_ change: (inout SOAPOptions) -> Void = { _ in }) -> SOAPOptions {
    var options = SOAPOptions()
    (options.updates, options.clipNorm, options.basisUpdates) = (1, nil, 2)
    change(&options)
    return options
  }

  /// The parameters after each update of a quadratic.
  private func path(
    _ options: some StochasticOptions, _ shapes: ParameterShapes, _ A: Dense.Matrix, _ b: [Double],
    from start: [Double],
    _ count: Int
  ) -> [[Double]] {
    var optimizer = FirstOrderOptimizer<Double>(of: shapes, options: options)
    let objective = QuadraticObjective<Double>(A, b)
    var θ = Vector(start)
    return (0..<count).map { _ in
      optimizer.step(&θ, objective: objective)
      return θ.elements
    }
  }

  @Test("is Adam, one update late, where nothing has a basis")
  func withoutBases() {
    let n = 11
    let A = Dense.symmetric(eigenvalues: Dense.spectrum(n, condition: 20), seed: 5)
    let (b, start) = ((0..<n).map { Double($0 % 7) - 3 }, (0..<n).map { 0.5 * Double($0 % 3) })
    let soap = path(options { $0.basisLimit = 1 }, ParameterShapes(count: n), A, b, from: start, 30)
    var adam = FirstOrderOptions(.adam)
    (adam.learningRate, adam.momentum, adam.squareDecay) = (0.01, 0.95, 0.95)
    (adam.updates, adam.clipNorm) = (1, nil)
    #expect(soap[0] == start)
    for (late, expected) in zip(soap.dropFirst(), path(adam, ParameterShapes(count: n), A, b, from: start, 29)) {
      expectClose(late, expected, tolerance: 1e-13)
    }
    #expect(path(options { $0.basisLimit = 2 }, Self.shapes, A, b, from: start, 30) == soap, "no side is so short")
  }

  @Test("takes the same path in turned coordinates, as Adam does not", arguments: [false, true])
  func turned(isOneSided: Bool) {
    // θ' = R θ with R = U ⊗ V: the matrix W becomes U W Vᵀ. One-sided, the rows of W alone have a basis.
    let (rows, columns) = (3, isOneSided ? 4 : 3)
    let U = Orthogonal.vectors(rows, of: rows, seed: 1)
    let V =
      isOneSided
      ? (0..<columns).map { [Double].unit($0, of: columns) } : Orthogonal.vectors(columns, of: columns, seed: 2)
    let n = rows * columns
    let R = (0..<n).map { i in
      (0..<n).map { j in U[i / columns][j / columns] * V[i % columns][j % columns] }
    }
    let A = Dense.symmetric(eigenvalues: Dense.spectrum(n, condition: 8), seed: 5)
    let (b, start) = ((0..<n).map { Double($0 * $0 % 7) - 3 }, (0..<n).map { 0.25 * Double($0 % 3) })
    let turnedA = Orthogonal.product(Orthogonal.product(R, A), Orthogonal.transposed(R))
    let shapes = ParameterShapes(
      count: n, matrices: [.init(offset: 0, rows: rows, columns: columns, role: .hidden, destination: 0)])
    let options = options { $0.basisLimit = rows }
    let here = path(options, shapes, A, b, from: start, 25)
    let there = path(options, shapes, turnedA, Dense.apply(R, b), from: Dense.apply(R, start), 25)
    for (here, there) in zip(here, there) { expectClose(there, Dense.apply(R, here), tolerance: 1e-8) }
    var adam = FirstOrderOptions(.adam)
    (adam.updates, adam.clipNorm, adam.learningRate) = (1, nil, 0.01)
    let (one, other) = (
      path(adam, shapes, A, b, from: start, 25)[24],
      path(adam, shapes, turnedA, Dense.apply(R, b), from: Dense.apply(R, start), 25)[24]
    )
    #expect(Dense.apply(R, one).adding(-1, other).norm > 1e-3)
  }

  @Test("keeps running means of the products of a gate's gradients, and bases that are orthonormal")
  func factors() {
    let gradients: [[Double]] = (0..<4).map { (n: Int) -> [Double] in
      (0..<11).map { (i: Int) -> Double in Double((i * 7 + n * 3) % 11) - 4 }
    }
    var optimizer = FirstOrderOptimizer<Double>(of: Self.shapes, options: options { $0.factorDecay = 0.75 })
    let objective = ScriptedObjective<Double>(11) { n, _, g in
      g.copy(Vector(gradients[n]))
      return 1
    }
    var θ = Vector<Double>(count: 11)
    var (L, R) = ([Double](repeating: 0, count: 9), [Double](repeating: 0, count: 9))
    for gradient in gradients {
      let before = θ
      optimizer.step(&θ, objective: objective)
      #expect((θ == before) == (gradient == gradients[0]), "the first gradient is for the bases alone")
      let G: [[Double]] = (0..<3).map { (i: Int) -> [Double] in
        [gradient[1 + 2 * i], gradient[2 + 2 * i], gradient[8 + i]]
      }
      let (GG, GtG) = (
        Orthogonal.product(G, Orthogonal.transposed(G)), Orthogonal.product(Orthogonal.transposed(G), G)
      )
      L = L.scaled(0.75).adding(0.25, Array(GG.joined()))
      R = R.scaled(0.75).adding(0.25, Array(GtG.joined()))
      expectClose(optimizer.state.factors.elements, L + R, tolerance: 1e-12)
      for side in 0..<2 {
        let Q: [[Double]] = (0..<3).map { (i: Int) -> [Double] in
          let start = 9 * side + 3 * i
          return Array(optimizer.state.bases.elements[start..<start + 3])
        }
        for i in 0..<3 {
          for j in 0..<3 { expectClose(Q[i].dot(Q[j]), i == j ? 1 : 0, tolerance: 1e-13) }
        }
      }
    }
  }

  private func checkContinuation<Element: Scalar>(_: Element.Type) throws {
    let A = Dense.symmetric(eigenvalues: Dense.spectrum(11, condition: 30), seed: 1)
    let model = QuadraticObjective<Element>(A, (0..<11).map { Double($0 % 5) - 2 })
    let options = options { ($0.updates, $0.basisUpdates) = (3, 4) }
    var optimizer = FirstOrderOptimizer<Element>(of: Self.shapes, options: options)
    var θ = Vector<Element>(count: 11)
    for _ in 0..<3 { optimizer.step(&θ, objective: model) }
    let state = try JSONDecoder().decode(
      FirstOrderState<Element>.self, from: JSONEncoder().encode(optimizer.state))
    #expect(state == optimizer.state && state.bases.count == 18)
    var continued = FirstOrderOptimizer<Element>(of: Self.shapes, state: state, options: options)
    var copy = optimizer
    var (θ2, θ3) = (θ, θ)
    for _ in 0..<4 {
      optimizer.step(&θ, objective: model)
      continued.step(&θ2, objective: model)
      copy.step(&θ3, objective: model)
    }
    #expect(θ == θ2 && θ == θ3 && optimizer.state == continued.state)
  }

  @Test("continues to the bit from a state that has been written and read; copies go their own ways")
  func continuation() throws {
    try checkContinuation(Double.self)
    try checkContinuation(Float.self)
  }

  @Test("begins anew where its factors overflow, though every gradient was finite")
  func overflow() {
    var optimizer = FirstOrderOptimizer<Float>(of: Self.shapes, options: options { $0.updates = 3 })
    let objective = ScriptedObjective<Float>(11) { _, θ, g in
      g.fill(1e25)
      return 1
    }
    var θ = Vector<Float>(repeatElement(1, count: 11))
    let before = θ
    #expect(optimizer.step(&θ, objective: objective).outcome == .notFinite && θ == before)
    var expected = options().start(of: Self.shapes, precision: Float.self)
    (expected.step, expected.updates) = (1, 3)
    expected.firstGradientNorm = optimizer.state.firstGradientNorm
    #expect(optimizer.state == expected)
  }

  @Test("minimises a quadratic of matrices sooner than Adam")
  func quadratic() {
    // ½ ‖C W D − T‖² with C and D far from multiples of the identity in these coordinates.
    let (rows, columns) = (6, 5)
    let C = Dense.symmetric(eigenvalues: Dense.spectrum(rows, condition: 10), seed: 1)
    let D = Dense.symmetric(eigenvalues: Dense.spectrum(columns, condition: 10), seed: 2)
    let n = rows * columns
    let CC = Orthogonal.product(C, C)
    let DD = Orthogonal.product(D, D)
    let A = (0..<n).map { i in (0..<n).map { CC[i / columns][$0 / columns] * DD[i % columns][$0 % columns] } }
    let b = (0..<n).map { Double($0 * $0 % 13) - 6 }
    let shapes = ParameterShapes(
      count: n, matrices: [.init(offset: 0, rows: rows, columns: columns, role: .hidden, destination: 0)])
    let best = Dense.quadratic(A, b, Dense.solve(A, b))
    func rest(_ options: some StochasticOptions) -> Double {
      var options = options
      (options.learningRate, options.schedule, options.scheduleUpdates) = (0.1, .linear, 400)
      (options.updates, options.clipNorm) = (1, nil)
      let end = path(options, shapes, A, b, from: b.map { _ in 0 }, 400)[399]
      return Dense.quadratic(A, b, end) - best
    }
    let (soap, adam) = (rest(options()), rest(FirstOrderOptions(.adam)))
    #expect(soap < 0.1 * adam, "\(soap) beside \(adam)")
  }
}
