import LinearAlgebra
import Optimization
import TestSupport
import Testing

@Suite("Which parameters are matrices")
struct ParameterShapesTests {
  @Test("is ordered by the parameters, and by what matrices lead to")
  func order() {
    let (a, b, c) = (
      ParameterShapes.Matrix(offset: 10, rows: 2, columns: 3, role: .input, destination: 7),
      ParameterShapes.Matrix(offset: 0, rows: 2, columns: 2, role: .hidden, destination: 7),
      ParameterShapes.Matrix(offset: 4, rows: 3, columns: 1, role: .output, destination: 1)
    )
    let shapes = ParameterShapes(count: 20, matrices: [a, b, c])
    #expect(shapes.matrices == [b, c, a] && shapes.destinations == [[b, a], [c]])
    #expect(a.range == 10..<16)
    #expect(shapes.ranges(without: [b.range, a.range]) == [4..<10, 16..<20])
    #expect(shapes.ranges(without: []) == [0..<20] && shapes.ranges(without: [0..<20]) == [])
    #expect(ParameterShapes(count: 0).ranges(without: []) == [])
  }

  @Test("cannot be said of what overlaps, of what is too long, or of one destination with two heights")
  func traps() async {
    await #expect(processExitsWith: .failure) {
      _ = ParameterShapes(count: 3, matrices: [.init(offset: 0, rows: 2, columns: 2, role: .input, destination: 0)])
    }
    await #expect(processExitsWith: .failure) {
      _ = ParameterShapes(
        count: 9,
        matrices: [
          .init(offset: 0, rows: 2, columns: 2, role: .input, destination: 0),
          .init(offset: 3, rows: 2, columns: 2, role: .input, destination: 1),
        ])
    }
    await #expect(processExitsWith: .failure) {
      _ = ParameterShapes(
        count: 9,
        matrices: [
          .init(offset: 0, rows: 2, columns: 2, role: .input, destination: 0),
          .init(offset: 4, rows: 1, columns: 2, role: .input, destination: 0),
        ])
    }
  }

  @Test("decides what decays beside the updates: matrices, by the rate times the decay")
  func decay() {
    let shapes = ParameterShapes(
      count: 4, matrices: [.init(offset: 1, rows: 1, columns: 2, role: .output, destination: 0)])
    for method in FirstOrderMethod.allCases {
      var options = FirstOrderOptions(method)
      (options.learningRate, options.updates, options.momentum) = (0.25, 1, 0)
      (options.decoupledWeightDecay, options.schedule, options.scheduleUpdates) = (0.5, .linear, 2)
      // Without a gradient to speak of nothing but the decay moves anything.
      options.gradientTolerance = 0
      let objective = ScriptedObjective<Double>(4) { _, _, g in
        g.fill(0)
        g[3] = 1e-300
        return 1
      }
      var optimizer = FirstOrderOptimizer<Double>(of: shapes, options: options)
      var θ = Vector<Double>([8, 8, -16, 8])
      optimizer.step(&θ, objective: objective)
      #expect(Array(θ[0..<3]) == [8, 7, -14], "\(method)")
      optimizer.step(&θ, objective: objective)
      // Half the rate is left.
      #expect(Array(θ[0..<3]) == [8, 6.5625, -13.125], "\(method)")
    }
    #expect(
      FirstOrderOptions(.adamw).decoupledWeightDecay == 0.01 && FirstOrderOptions(.adam).decoupledWeightDecay == 0)
  }
}
