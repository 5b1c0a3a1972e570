import LinearAlgebra
import Losses
import RecurrentNetworks
import TestSupport
import Testing

/// One step under an input that stays, against trajectories and differences.
@Suite("The map of a step")
struct StepMapTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let layers: [LayerDefinition]
    let input: InputKind
    var testDescription: String { "\(layers.map { "\($0.cell) \($0.options)" }), \(input)" }

    static let all: [Example] =
      (CellRegistry.names.filter { $0 != "dense" }.map { [LayerDefinition($0, units: 5)] } + [
        [LayerDefinition("rate", units: 4, activation: .softplus, options: ["tau": 3, "learned": 1])],
        [LayerDefinition("lstm", units: 3), LayerDefinition("dense", units: 4), LayerDefinition("rate", units: 3)],
      ]).flatMap { layers in [InputKind.features(2), .symbols(4)].map { Example(layers: layers, input: $0) } }

    func make() throws -> (network: Network<Double>, θ: Vector<Double>, input: [Double], sequence: PlainSequence) {
      let definition = NetworkDefinition(input: input, layers: layers, outputs: 3, loss: .softmax)
      let network = try Network<Double>(definition)
      var generator = TestGenerator(seed: 5)
      let θ = Vector<Double>((0..<network.layout.count).map { _ in 0.6 * generator.normal() })
      var sequence = PlainSequence.random(for: definition, weights: [1, 1, 1, 1, 1, 1], using: &generator)
      sequence.inputs = sequence.inputs.map { _ in sequence.inputs[0] }
      let given: [Double] =
        if case .symbols = input { [Double(sequence.inputs[0].firstIndex(of: 1)!)] } else { sequence.inputs[0] }
      return (network, θ, given, sequence)
    }
  }

  private static func row(_ values: [Double]) -> Matrix<Double> {
    let row = Matrix<Double>(rows: 1, columns: values.count)
    for (j, value) in values.enumerated() { row[0, j] = value }
    return row
  }

  private static func values(_ row: Matrix<Double>) -> [Double] { (0..<row.columns).map { row[0, $0] } }

  @Test("leads along a trajectory with that input, predictions included", arguments: Example.all)
  func steps(_ example: Example) throws {
    let (network, θ, input, sequence) = try example.make()
    let batch = try Batch(SequenceView([sequence], for: network.definition), for: network)
    let trajectory = StateTrajectory(network, at: θ, over: batch.chunks[0])
    let map = StepMap(network, at: θ, input: input)
    let next = Matrix<Double>(rows: 1, columns: map.width)
    for time in 0..<6 {
      map.step(Self.row(trajectory.carried(of: 0, at: time)), into: next)
      expectClose(Self.values(next), trajectory.carried(of: 0, at: time + 1), relative: 1e-13, "state at \(time + 1)")
      let expected = trajectory.predictions(at: time + 1)
      expectClose(map.predictions(), Self.values(expected), relative: 1e-13, "predictions at \(time + 1)")
    }
  }

  @Test("has the Jacobian of central differences", arguments: Example.all)
  func jacobian(_ example: Example) throws {
    let (network, θ, input, _) = try example.make()
    let map = StepMap(network, at: θ, input: input)
    var generator = TestGenerator(seed: 9)
    let state = (0..<map.width).map { _ in 0.7 * generator.normal() }
    let (next, jacobian) = (
      Matrix<Double>(rows: 1, columns: map.width), Matrix<Double>(rows: map.width, columns: map.width)
    )
    map.step(Self.row(state), into: next)
    map.jacobian(into: jacobian)
    let h = 1e-5
    for j in state.indices {
      let sides = [h, -h].map { step in
        var moved = state
        moved[j] += step
        map.step(Self.row(moved), into: next)
        return Self.values(next)
      }
      for i in state.indices {
        // The third derivatives of these maps are below 20.
        expectClose(jacobian[i, j], (sides[0][i] - sides[1][i]) / (2 * h), tolerance: 20 * h * h, "∂F_\(i)/∂s_\(j)")
      }
    }
  }
}
