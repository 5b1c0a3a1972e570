import Losses
import HDF5
import Optimization
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing
import Training

/// Checkpoints in PyTorch, and weights of PyTorch in checkpoints.
@Suite("PyTorch", .enabled(if: Python.hasTorch, Python.missingTorch))
struct PyTorchTests {
  /// A network that goes both ways.
  struct Choice: Sendable, CustomTestStringConvertible {
    var cell: String
    var activation = Activation.tanh
    var task: String
    var layers: Int
    var initialState = InitialState.learned

    var testDescription: String { "\(cell) \(activation.rawValue), \(task), \(layers) layers, h_0 \(initialState)" }
  }

  static let choices =
    ["tanh", "mrnn", "lstm", "gru"].flatMap { cell in
      [
        Choice(cell: cell, task: "temporal-order", layers: 1), Choice(cell: cell, task: "addition", layers: 2),
        Choice(cell: cell, task: "temporal-order", layers: 2, initialState: .zero),
      ]
    } + [Choice(cell: "tanh", activation: .relu, task: "addition", layers: 2)]

  @Test("A checkpoint gives the same logits in PyTorch, and weights of PyTorch give theirs here", arguments: choices)
  func bothWays(_ choice: Choice) throws {
    try bothWays(choice, as: Double.self, bound: 1e-12)
    if choice.layers == 1 { try bothWays(choice, as: Float.self, bound: 1e-5) }
  }

  private func bothWays<Element: Scalar>(_ choice: Choice, as: Element.Type, bound: Double) throws {
    let scratch = try Scratch()
    let configuration = try Small.configuration(choice.task) {
      ($0.cell, $0.activation, $0.layers) = (choice.cell, choice.activation, .alike(choice.layers))
      $0.initialState = choice.initialState
      $0.hidden = 9
      $0.precision = Element.precision
    }
    let network = try Network<Element>(configuration.network)
    var generator = Philox(seed: 5, stream: 0)
    let θ = Vector((0..<network.layout.count).map { _ in Element(0.4 * generator.normal()) })
    let checkpoint = Checkpoint(
      configuration: configuration,
      state: TrainerState(
        parameters: θ, optimizer: StoredState(HessianFreeState(parameterCount: θ.count, lambda: 0.1)),
        growth: LengthGrowth(configuration.lengths)),
      history: [], records: RunRecords())
    try checkpoint.write(to: scratch.file("c.h5"))

    let sequences = try Sequences(configuration.network)
    let logits = try sequences.logits(network, θ)
    try sequences.write(logits, to: scratch.file("sequences.h5"))
    let arguments = [scratch.file("c.h5"), scratch.file("sequences.h5"), "\(bound)", scratch.path]
    let result = try Python.run(file: "pytorch.py", arguments)
    #expect(result.status == 0, "\(result.output)")

    let back = try Checkpoint<Element>(contentsOf: scratch.file("from-pytorch.h5"))
    #expect(back.configuration == configuration)
    #expect(back.parameters != θ)
    let found = try sequences.logits(network, back.parameters)
    let expected = try File.open(scratch.file("logits.h5")).root.dataset("logits").read(as: Double.self)
    let largest = expected.reduce(0) { max($0, abs($1)) }
    let deviation = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(found.count == expected.count && largest > 0.01)
    #expect(deviation <= bound * largest, "the logits deviate by \(deviation)")
  }
}

/// A few sequences of equal length, all steps scored.
private struct Sequences {
  let count = 4
  let steps = 7
  let view: SequenceView
  let outputs: Int

  init(_ definition: NetworkDefinition) throws {
    var generator = Philox(seed: 6, stream: 0)
    let rows = count * steps
    outputs = definition.outputs
    let inputs: SequenceView.Inputs =
      switch definition.input {
      case .features(let width): .features((0..<rows * width).map { _ in generator.normal() }, count: width)
      case .symbols(let symbols):
        .symbols((0..<rows).map { _ in Int32(generator.integer(in: 0...symbols - 1)) }, cardinality: symbols)
      }
    view = SequenceView(
      offsets: (0...count).map { [steps] in $0 * steps }, inputs: inputs,
      targets: definition.loss == .softmax
        ? .classes(Array(repeating: 0, count: rows), cardinality: outputs)
        : .values(Array(repeating: 0, count: rows * outputs), count: outputs),
      weights: nil)
  }

  /// The logits of all steps, sequence by sequence.
  func logits<Element>(_ network: Network<Element>, _ θ: Vector<Element>) throws -> [Double] {
    let batch = try Batch(view, for: network)
    let linearization = BatchEvaluator(network, pool: WorkerPool(threads: 1)).linearize(at: θ, over: batch)
    var result = Array(repeating: 0.0, count: count * steps * outputs)
    var seen = Array(repeating: 0, count: count)
    for (chunk, logits) in zip(batch.chunks, linearization.logits()) {
      for row in 0..<logits.rows {
        let n = chunk.sequence(of: row)
        for j in 0..<outputs { result[(n * steps + seen[n]) * outputs + j] = Double(logits[row, j]) }
        seen[n] += 1
      }
    }
    return result
  }

  func write(_ logits: [Double], to path: String) throws {
    try File.replacing(path) { file in
      let root = try file.root
      try root.createDataset(named: "logits", values: logits, shape: [count, steps, outputs])
      switch view.inputs {
      case .features(let values, let width):
        try root.createDataset(named: "inputs", values: values, shape: [count, steps, width])
      case .symbols(let symbols, _):
        try root.createDataset(named: "inputs", values: symbols, shape: [count, steps])
      }
    }
  }
}
