import Losses
import LinearAlgebra
import RecurrentNetworks
import Testing

@Suite("Centered inputs")
struct CenteredInputsTests {
  /// A problem whose sequences read the same row at every step.
  static func problem(_ cell: String, reading row: [Double], layers: Int) -> Problem {
    let definition = NetworkDefinition(
      cell: cell, input: .features(row.count), hidden: 5, layers: layers, outputs: 2, loss: .squaredError)
    var problem = Problem(definition, sequences: 3, longest: 6, ragged: true, seed: 8)
    for n in problem.sequences.indices {
      problem.sequences[n].inputs = problem.sequences[n].inputs.map { _ in row }
    }
    return problem
  }

  @Test(
    "The mean input does what no input would have done",
    arguments: ["tanh", "lstm", "gru", "lem", "cornn", "indrnn", "mingru"], [1, 2])
  func meanInput(cell: String, layers: Int) throws {
    let mean = [0.5, -0.25, 2]
    var centered = Self.problem(cell, reading: mean, layers: layers)
    let network = try Network<Double>(centered.definition)
    var θ = Vector<Double>(centered.θ)
    network.center(&θ, on: mean)
    let kept = zip(network.layout.blocks, network.layout.blocks.indices).filter {
      $0.0.kind != .bias || !network.layout.groups[0].contains($0.1)
    }
    for (block, _) in kept { #expect(θ.elements[block.range] == centered.θ[block.range], "\(block.name)") }
    centered.θ = θ.elements
    let silent = Self.problem(cell, reading: [0, 0, 0], layers: layers)
    // Weights alone decay, so the penalty is the same.
    #expect(abs(try Subject<Double>(centered).loss() - Subject<Double>(silent).loss()) < 1e-13)
  }

  @Test("A multiplicative network keeps the weights that multiply out of it")
  func multiplicative() throws {
    let mean = [0.5, -0.25, 2]
    let problem = Self.problem("mrnn", reading: mean, layers: 1)
    let network = try Network<Double>(problem.definition)
    var θ = Vector<Double>(problem.θ)
    network.center(&θ, on: mean)
    let weights = try #require(network.layout["W_xh"])
    let bias = try #require(network.layout["b_h"])
    for i in 0..<5 {
      let row = problem.θ[weights.range].dropFirst(3 * i).prefix(3)
      let shift = zip(row, mean).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(θ[bias.offset + i] - (problem.θ[bias.offset + i] - shift)) < 1e-14)
    }
    let others = problem.θ.indices.filter { !bias.range.contains($0) }
    #expect(others.allSatisfy { θ[$0] == problem.θ[$0] })
  }
}
