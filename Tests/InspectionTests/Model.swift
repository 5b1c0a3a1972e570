import Losses
import Inspection
import LinearAlgebra
import RecurrentNetworks
import TestSupport

/// A small model and random data for it.
struct Model {
  let definition: NetworkDefinition
  let view: SequenceView

  /// Sequences of different lengths with weights that differ from step to step and are often zero.
  init(_ definition: NetworkDefinition, sequences: Int = 3, steps: Int = 8, seed: UInt64 = 1) {
    self.definition = definition
    var generator = Philox(seed: seed, stream: 99)
    var offsets = [0]
    for n in 0..<sequences { offsets.append(offsets[n] + steps - n % 3) }
    let rows = offsets.last!
    let inputs: SequenceView.Inputs =
      switch definition.input {
      case .features(let count):
        .features((0..<rows * count).map { _ in generator.normal() }, count: count)
      case .symbols(let count):
        .symbols((0..<rows).map { _ in Int32(generator.integer(in: 0...count - 1)) }, cardinality: count)
      }
    let outputs = definition.outputs
    let targets: SequenceView.Targets =
      switch definition.loss.target {
      case .classes:
        .classes((0..<rows).map { _ in Int32(generator.integer(in: 0...outputs - 1)) }, cardinality: outputs)
      case .shares: .values((0..<rows * outputs).map { _ in Double(generator.integer(in: 0...1)) }, count: outputs)
      case .values: .values((0..<rows * outputs).map { _ in generator.normal() }, count: outputs)
      }
    let weights = (0..<rows).map { _ in [0, 0.5, 1, 1.5][generator.integer(in: 0...3)] as Float }
    view = SequenceView(offsets: offsets, inputs: inputs, targets: targets, weights: weights)
  }

  /// A suite on the model, whose cells make a mistake.
  func suite(_ fault: Fault? = nil, options: InvariantOptions = InvariantOptions()) throws -> InvariantSuite {
    let network: Network<Double>
    if let fault {
      let cells = definition.layers.enumerated().map { index, layer in
        let inputs = index == 0 ? definition.input.size : definition.layers[index - 1].units
        return BrokenCell(layer, inputs: inputs, fault: fault)
      }
      network = Network(definition, cells: cells)
    } else {
      network = try Network(definition)
    }
    let θ = try network.parametersInGeneralPosition(InitializerOptions(.sparse), seed: 5)
    return try InvariantSuite(network, at: θ, over: view, options: options)
  }
}
