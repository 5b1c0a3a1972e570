import Losses
import Foundation
import LinearAlgebra
import RecurrentNetworks
import Synchronization
import TestSupport
import Testing

/// Networks run one step at a time.
@Suite("Stepwise passes")
struct StepwisePassTests {
  /// What is passed through: every cell, reading features or symbols, in one layer or three, for every loss.
  struct Example: Sendable, CustomTestStringConvertible {
    let definition: NetworkDefinition
    let seed: UInt64

    var testDescription: String {
      "\(definition.layersInWords), \(definition.input), \(definition.loss.rawValue), \(definition.learnsInitialState ? "learned" : "zero") h_0"
    }

    static let all: [Example] = {
      var all: [Example] = []
      for cell in CellRegistry.names {
        for layers in [1, 3] {
          for input in [InputKind.features(3), .symbols(5)] {
            for (loss, outputs) in [(Loss.softmax, 5), (.squaredError, 2), (.logistic, 1)] {
              all.append(
                Example(
                  definition: NetworkDefinition(
                    cell: cell, input: input, hidden: 7, layers: layers, outputs: outputs, loss: loss,
                    learnsInitialState: layers == 3 || loss == .softmax), seed: UInt64(all.count) + 1))
            }
          }
        }
      }
      return all
    }()

    /// A network with random parameters, and sequences of different lengths that are scored at every step.
    func make<Element: Scalar>(
      _ network: Network<Element>
    ) -> (parameters: Vector<Element>, sequences: [PlainSequence]) {
      var generator = TestGenerator(seed: seed)
      let parameters = Vector<Element>((0..<network.layout.count).map { _ in Element(0.5 * generator.normal()) })
      let sequences = [9, 1, 6, 9].map {
        PlainSequence.random(for: definition, weights: Array(repeating: 1, count: $0), using: &generator)
      }
      return (parameters, sequences)
    }
  }

  /// The predictions of a pass over a batch, by sequence and step.
  private func passed<Element: Scalar>(
    _ network: Network<Element>, _ θ: Vector<Element>, _ sequences: [PlainSequence], _ definition: NetworkDefinition
  ) throws -> [[[Double]]] {
    let batch = try Batch(SequenceView(sequences, for: definition), for: network)
    let predictions = Mutex(sequences.map { _ in [[Double]]() })
    let evaluator = BatchEvaluator(network, pool: WorkerPool(threads: 1))
    _ = evaluator.loss(at: θ, over: batch) { chunk, scored, rows in
      predictions.withLock { all in
        for (row, position) in scored.enumerated() {
          all[chunk.sequence(of: position)].append((0..<rows.columns).map { Double(rows[row, $0]) })
        }
      }
    }
    return predictions.withLock { $0 }
  }

  private func step<Element: Scalar>(_ pass: StepwisePass<Element>, _ inputs: [[Double]]) {
    switch pass.network.definition.input {
    case .symbols:
      let symbols = inputs.map { Int32($0.firstIndex(of: 1)!) }
      if symbols.count == 1 { pass.step(symbol: symbols[0]) } else { pass.step(symbols: symbols) }
    case .features(let count):
      let features = Matrix<Element>(rows: inputs.count, columns: count)
      for (i, row) in inputs.enumerated() { for (j, x) in row.enumerated() { features[i, j] = Element(x) } }
      pass.step(features: features)
    }
  }

  private func row<Element: Scalar>(_ matrix: Matrix<Element>, _ i: Int) -> [Double] {
    (0..<matrix.columns).map { Double(matrix[i, $0]) }
  }

  private func compare<Element: Scalar>(_ network: Network<Element>, _ example: Example, relative: Double) throws {
    let (θ, sequences) = example.make(network)
    let expected = try passed(network, θ, sequences, example.definition)
    let pass = StepwisePass(network, parameters: θ)
    // The second time after a reset, at odd and at even numbers of steps.
    for _ in 0..<2 {
      for (n, sequence) in sequences.enumerated() {
        pass.reset()
        for (t, x) in sequence.inputs.enumerated() {
          step(pass, [x])
          expectClose(row(pass.predictions(), 0), expected[n][t], relative: relative, "sequence \(n), step \(t)")
        }
        #expect(pass.steps == sequence.inputs.count)
      }
    }
    // The two sequences of equal length side by side.
    let both = StepwisePass(network, parameters: θ, sequences: 2)
    for t in 0..<9 {
      step(both, [sequences[0].inputs[t], sequences[3].inputs[t]])
      let found = both.predictions()
      expectClose(row(found, 0), expected[0][t], relative: relative, "side by side, step \(t)")
      expectClose(row(found, 1), expected[3][t], relative: relative, "side by side, step \(t)")
    }
  }

  @Test("Step by step a network predicts what it predicts in a pass over a batch", arguments: Example.all)
  func predictions(_ example: Example) throws {
    try compare(Network<Double>(example.definition), example, relative: 1e-13)
    try compare(Network<Float>(example.definition), example, relative: 1e-5)
  }

  @Test("A state of several parts with initial states of their own is held whole")
  func leaky() throws {
    let definition = NetworkDefinition(cell: "leaky", input: .features(3), hidden: 4, outputs: 5, loss: .softmax)
    let network = Network<Double>(definition, cells: [LeakyCell(inputs: 3, hidden: 4)])
    try compare(network, Example(definition: definition, seed: 77), relative: 1e-13)
  }

  @Test("Predictions are made of the logits and leave them as they are")
  func logits() throws {
    let example = Example.all[0]
    let network = try Network<Double>(example.definition)
    let (θ, sequences) = example.make(network)
    let pass = StepwisePass(network, parameters: θ)
    step(pass, [sequences[0].inputs[0]])
    let logits = row(pass.logits, 0)
    let probabilities = row(pass.predictions(), 0)
    #expect(row(pass.logits, 0).bits == logits.bits)
    expectClose(probabilities.reduce(0, +), 1, tolerance: 1e-14, "Σ p")
    let z = logits.map { $0 - logits.max()! }
    for (k, p) in probabilities.enumerated() {
      #expect(abs(p - exp(z[k]) / z.reduce(0) { $0 + exp($1) }) < 1e-14)
    }
  }

  @Test("The same steps are the same bits, and parameters changed afterwards do not reach a pass")
  func bits() throws {
    let example = Example.all[3]
    let network = try Network<Float>(example.definition)
    var (θ, sequences) = example.make(network)
    func states(_ pass: StepwisePass<Float>) -> [[UInt64]] {
      sequences[0].inputs.map { x in
        step(pass, [x])
        return row(pass.logits, 0).bits
      }
    }
    let pass = StepwisePass(network, parameters: θ)
    let first = states(pass)
    for i in 0..<θ.count { θ[i] = 0 }
    pass.reset()
    #expect(states(pass) == first)
    // Without a reset the state goes on.
    #expect(states(pass) != first)
  }
}
