import LinearAlgebra
import Losses
import RecurrentNetworks
import TestSupport
import Testing

/// What a Kronecker-factored curvature is built from, against dense matrices.
@Suite("Kronecker factors of a curvature")
struct KroneckerTests {
  /// A gate, by the elements of the parameter vector: row by row, its parts side by side.
  private static func places(_ slices: [ColumnSlice], rows: Int) -> [[Int]] {
    (0..<rows).map { i in slices.flatMap { slice in (0..<slice.columns).map { slice.offset + i * slice.columns + $0 } }
    }
  }

  /// Random rotations of every gate of a network; initial states are left out.
  private static func rotation(_ network: Network<Double>, seed: UInt64) -> KroneckerRotation<Double> {
    var generator = Philox(seed: seed, stream: 1)
    func orthogonal(_ order: Int) -> Matrix<Double> {
      let matrix = Matrix<Double>(rows: order, columns: order)
      matrix.fillWithNormals(using: &generator)
      return matrix.orthonormalColumns()
    }
    return KroneckerRotation(
      network.layout.gates.map { gate in
        .init(
          slices: gate.parts.map(\.slice), sources: orthogonal(gate.columns), deltas: orthogonal(gate.deltas.count))
      })
  }

  @Test("Two R-forward passes give what products with the Gauss-Newton matrix give", arguments: Case.pairwise)
  func forms(_ choice: Case) throws {
    var problem = Problem(choice)
    problem.weightDecay = 0.3
    var generator = TestGenerator(seed: choice.seed)
    let subject = try Subject<Double>(problem)
    let (u, v) = (generator.direction(subject.count), generator.direction(subject.count))
    let forms = subject.linearization.gaussNewtonForms(Vector(u), Vector(v))
    let (Gu, Gv) = (subject.product(.gaussNewton, u), subject.product(.gaussNewton, v))
    for (form, expected) in [(forms.uu, u.dot(Gu)), (forms.uv, u.dot(Gv)), (forms.vv, v.dot(Gv))] {
      expectClose(form, expected, tolerance: 1e-12 * (Gu.norm + Gv.norm), "uᵀGv")
    }
    for (threads, limit) in [(3, nil), (1, 1), (2, 1)] {
      let same = try Subject<Double>(problem, threads: threads, memoryLimit: limit).linearization
      #expect(same.gaussNewtonForms(Vector(u), Vector(v)) == forms)
    }
  }

  @Test(
    "Squares of rotated gradients are the diagonal of the rotated Monte-Carlo Fisher matrix", arguments: Case.pairwise)
  func rotatedSquares(_ choice: Case) throws {
    var problem = Problem(choice)
    problem.weightDecay = 0
    let subject = try Subject<Double>(problem)
    let rotation = Self.rotation(subject.network, seed: choice.seed)
    subject.linearization.samplingSeed = 7
    // Q F Qᵀ element by element: q_ij has D_i· ⊗ S_j· at the places of its block, and nothing elsewhere.
    var expected = (0..<subject.count).map { index -> Double in
      subject.product(.monteCarloFisher, .unit(index, of: subject.count))[index]
    }
    for block in rotation.blocks {
      let places = Self.places(block.slices, rows: block.rows)
      for i in 0..<block.rows {
        for j in 0..<block.columns {
          var q = [Double](repeating: 0, count: subject.count)
          for k in 0..<block.rows {
            for l in 0..<block.columns { q[places[k][l]] = block.deltas[i, k] * block.sources[j, l] }
          }
          expected[places[i][j]] = q.dot(subject.product(.monteCarloFisher, q))
        }
      }
    }
    var squares = Vector<Double>(count: subject.count)
    subject.linearization.rotatedSquares(of: .sampled(seed: 7), in: rotation, into: &squares)
    expectClose(squares.elements, expected, relative: 1e-12, "diag Q F Qᵀ")
    for (threads, limit) in [(3, nil), (2, 1)] {
      var again = Vector<Double>(count: subject.count)
      let same = try Subject<Double>(problem, threads: threads, memoryLimit: limit).linearization
      same.rotatedSquares(of: .sampled(seed: 7), in: rotation, into: &again)
      #expect(again == squares)
    }
  }

  /// A network whose blocks are exactly products: one step, and adjoints that do not depend on the sources.
  private static func problem(layers: [LayerDefinition], loss: Loss, sequences: Int, seed: UInt64) -> Problem {
    let definition = NetworkDefinition(
      input: .features(4), layers: layers, outputs: 3, loss: loss, learnsInitialState: layers[0].cell != "dense")
    return Problem(definition, sequences: sequences, longest: 1, ragged: false, seed: seed)
  }

  /// Σ over the adjoints of logits u_k with Σ_k u_k u_kᵀ = H_ℓ of the deltas' second moments: what sampling averages to.
  private static func expectation(_ subject: Subject<Double>, loss: Loss) -> [KroneckerFactors<Double>] {
    let predictions = subject.linearization.predictions()
    return (0..<3).map { k in
      subject.linearization.factorStatistics(
        .given(
          predictions.map { p in
            let u = Matrix<Double>(rows: p.rows, columns: 3)
            for row in 0..<p.rows {
              for j in 0..<3 {
                u[row, j] =
                  loss == .softmax ? p[row, k].squareRoot() * ((j == k ? 1 : 0) - p[row, j]) : (j == k ? 1 : 0)
              }
            }
            return u
          }))
    }
  }

  @Test(
    "A ⊗ G is the block of the Gauss-Newton matrix: of one datum of one step with any loss, of many in a deep linear network with squared loss",
    arguments: [
      ("tanh", Loss.softmax, 1), ("lstm", .softmax, 1), ("gru", .softmax, 1), ("mrnn", .squaredError, 1),
      ("dense", .squaredError, 40),
    ])
  func exactBlocks(cell: String, loss: Loss, sequences: Int) throws {
    let activation: Activation = cell == "dense" ? .linear : .tanh
    let layers = (0..<(cell == "dense" ? 3 : 1)).map { LayerDefinition(cell, units: 3 + $0, activation: activation) }
    let problem = Self.problem(layers: layers, loss: loss, sequences: sequences, seed: 5)
    let subject = try Subject<Double>(problem)
    let statistics = Self.expectation(subject, loss: loss)
    for (index, factor) in statistics[0].factors.enumerated() {
      let A = factor.sources.sums
      let places = Self.places(factor.gate.parts.map(\.slice), rows: factor.gate.deltas.count)
      for i in places.indices {
        for j in places[i].indices {
          let column = subject.product(.gaussNewton, .unit(places[i][j], of: subject.count))
          for k in places.indices {
            let G = statistics.reduce(0) { $0 + $1.factors[index].deltas.sums[k, i] } / Double(sequences)
            for l in places[k].indices {
              expectClose(
                A[l, j] / Double(factor.rows) * G, column[places[k][l]], tolerance: 1e-12,
                "gate \(index), (\(k), \(l)), (\(i), \(j))")
            }
          }
        }
      }
    }
    let layout = subject.network.layout
    // An initial state is one number for each sequence: its block is exact whatever the length.
    for state in statistics[0].initialStates {
      let range = layout.blocks[state.block].range
      for (i, place) in range.enumerated() {
        let column = subject.product(.gaussNewton, .unit(place, of: subject.count))
        let G = range.indices.map { k in
          statistics.reduce(0) { sum, one in
            sum + one.initialStates.first { $0.block == state.block }!.deltas[k - range.lowerBound, i]
          } / Double(sequences)
        }
        expectClose(G, Array(column[range]), tolerance: 1e-12, "initial state")
      }
    }
  }

  @Test("Adjoints of initial states are the gradients of single sequences", arguments: FactorTests.stacks.indices)
  func initialStates(_ index: Int) throws {
    let problem = FactorTests.problem(index, input: .symbols(5))
    let subject = try Subject<Double>(problem)
    let found = subject.linearization.factorStatistics(.targets).initialStates
    #expect(found.isEmpty == !subject.network.layout.blocks.contains { $0.kind == .initialState })
    let gradients = try problem.singleGradients()
    for state in found {
      let range = subject.network.layout.blocks[state.block].range
      let expected = range.map { i in range.map { j in gradients.reduce(0) { $0 + $1[i] * $1[j] } } }
      expectClose(state.deltas.elements, expected.flatMap(\.self), relative: 1e-12, "Σ g g of the initial state")
    }
  }
}
