import Foundation
import LinearAlgebra
import Optimization
import TestSupport
import Testing

@Suite("Muon")
struct MuonTests {
  /// A hidden matrix of 2×3, an input matrix of 2×2, two biases.
  static let shapes = ParameterShapes(
    count: 12,
    matrices: [
      .init(offset: 0, rows: 2, columns: 3, role: .hidden, destination: 0),
      .init(offset: 6, rows: 2, columns: 2, role: .input, destination: 0),
    ])

  private func options(_ change: (inout MuonOptions) -> Void = { _ in }) -> MuonOptions {
    var options = MuonOptions()
    (options.updates, options.clipNorm) = (1, nil)
    change(&options)
    return options
  }

  @Test("takes orthogonal steps in hidden matrices, and Adam's elsewhere", arguments: [(2, 3), (3, 2), (4, 1), (3, 3)])
  func constantGradient(rows: Int, columns: Int) {
    // Along a constant gradient M is a multiple of it, and Adam's steps are all of one size.
    let count = min(rows, columns)
    let (u, v) = (Orthogonal.vectors(count, of: rows, seed: 3), Orthogonal.vectors(count, of: columns, seed: 4))
    let G = Orthogonal.matrix((0..<count).map { 2 - 0.5 * Double($0) }, u, v)
    let direction = Matrix<Double>(G)
    NewtonSchulz<Double>(shapes: [(rows, columns)]).orthogonalize(direction)
    let shapes = ParameterShapes(
      count: rows * columns + 3,
      matrices: [.init(offset: 1, rows: rows, columns: columns, role: .hidden, destination: 0)])
    let gradient: [Double] = [3.0] + G.joined() + [-0.25, 8]
    let options = options {
      $0.learningRate = 0.5
      ($0.adamLearningRate, $0.epsilon) = (0.125, 0)
      ($0.schedule, $0.scheduleUpdates) = (.linear, 10)
    }
    var optimizer = FirstOrderOptimizer<Double>(of: shapes, options: options)
    let objective = ScriptedObjective<Double>(shapes.count) { _, _, g in
      g.copy(Vector(gradient))
      return 1
    }
    var θ = Vector<Double>(count: shapes.count)
    // The whole, nine tenths, eight tenths of the rates.
    for _ in 0..<3 { optimizer.step(&θ, objective: objective) }
    let scale = max(1, Double(rows) / Double(columns)).squareRoot()
    let hidden: [Double] = direction.elements.scaled(-0.5 * 2.7 * scale)
    let expected: [Double] = [-0.125 * 2.7] + hidden + [0.125 * 2.7, -0.125 * 2.7]
    expectClose(θ.elements, expected, tolerance: 1e-12)
  }

  @Test("looks ahead as Nesterov does: the gradient once more beside the momentum")
  func momentum() {
    // Two gradients along two singular vectors: U = (1 − m) G₂ + m (m (1 − m) G₁ + (1 − m) G₂), whose singular values are
    // in the proportion of m² to 1 + m.
    let m = 0.5
    var options = options { ($0.momentum, $0.learningRate) = (m, 1) }
    options.updates = 1
    let shapes = ParameterShapes(
      count: 4, matrices: [.init(offset: 0, rows: 2, columns: 2, role: .hidden, destination: 0)])
    let gradients: [[Double]] = [[1, 0, 0, 0], [0, 0, 0, 1]]
    var optimizer = FirstOrderOptimizer<Double>(of: shapes, options: options)
    let objective = ScriptedObjective<Double>(4) { n, _, g in
      g.copy(Vector(gradients[n]))
      return 1
    }
    var θ = Vector<Double>(count: 4)
    optimizer.step(&θ, objective: objective)
    let first = θ.elements
    optimizer.step(&θ, objective: objective)
    let expected = Matrix<Double>([[m * m, 0], [0, 1 + m]])
    NewtonSchulz<Double>(shapes: [(2, 2)]).orthogonalize(expected)
    expectClose(θ.elements, first.adding(-1, expected.elements), tolerance: 1e-13)
  }

  /// In a process of its own, where nothing else allocates.
  @Test("allocates nothing from its first update to its last", .slow)
  func allocations() async {
    await #expect(processExitsWith: .success) {
      let gauge = AllocationGauge()
      let n = 100_000
      var options = MuonOptions()
      options.updates = 20
      let shapes = ParameterShapes(
        count: n,
        matrices: [
          .init(offset: 10, rows: 100, columns: 200, role: .hidden, destination: 0),
          .init(offset: 50_000, rows: 200, columns: 100, role: .hidden, destination: 1),
        ])
      var optimizer = FirstOrderOptimizer<Double>(of: shapes, options: options)
      let objective = ScriptedObjective<Double>(n) { _, θ, gradient in
        gauge.read()
        gradient.copy(θ)
        return 1
      }
      var θ = Vector<Double>(repeatElement(1, count: n))
      for _ in 0..<2 {  // what the first step sets up in the runtime is not of interest
        gauge.clear()
        optimizer.step(&θ, objective: objective)
      }
      precondition(gauge.readings == 20)
      precondition(gauge.isConstant, "the allocator's account changed during a step")
      // The room of a step comes from the system, and each of its pages is met once.
      precondition(gauge.faults < 1000, "\(gauge.faults) page faults in a step")
    }
  }

  @Test("continues to the bit from a state that has been written and read; copies go their own ways")
  func continuation() throws {
    let A = Dense.symmetric(eigenvalues: Dense.spectrum(12, condition: 30), seed: 1)
    let model = QuadraticObjective<Float>(A, (0..<12).map { Double($0 % 5) - 2 })
    let options = options { $0.updates = 3 }
    var optimizer = FirstOrderOptimizer<Float>(of: Self.shapes, options: options)
    var θ = Vector<Float>(count: 12)
    for _ in 0..<3 { optimizer.step(&θ, objective: model) }
    let state = try JSONDecoder().decode(
      FirstOrderState<Float>.self, from: JSONEncoder().encode(optimizer.state))
    var continued = FirstOrderOptimizer<Float>(of: Self.shapes, state: state, options: options)
    var copy = optimizer
    var (θ2, θ3) = (θ, θ)
    for _ in 0..<4 {
      optimizer.step(&θ, objective: model)
      continued.step(&θ2, objective: model)
      copy.step(&θ3, objective: model)
    }
    #expect(θ == θ2 && θ == θ3 && optimizer.state == continued.state)
  }
}
