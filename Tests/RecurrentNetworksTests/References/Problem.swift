import LinearAlgebra
import Losses
import RecurrentNetworks
import TestSupport

/// A network, data and a point: everything the library and the reference are asked about.
struct Problem: Sendable {
  var definition: NetworkDefinition
  var sequences: [PlainSequence]
  var θ: [Double]
  var normalization = Normalization.sequence
  var weightDecay = 0.0
  var decaying = ParameterKind.weights
  var ratePenalty = 0.0
  var noise = TrainingNoise()
  var noiseSeed: UInt64 = 0
  var constraints = WeightConstraintOptions()
  /// The number of the first sequence in all of which these are a part.
  var first = 0

  /// The small problem of a case: 3 to 7 units, 1 to 12 steps, 1 to 9 sequences.
  init(_ choice: Case) {
    var generator = TestGenerator(seed: choice.seed)
    let hasKinks = choice.activation == .relu
    let inputs = generator.integer(1...4)
    let hidden = generator.integer(3...(hasKinks ? 4 : 7))
    let cells = choice.cell.split(separator: "+").map(String.init)
    let layers = (0..<choice.layers).map { layer in
      LayerDefinition(
        cells[layer % cells.count], units: cells.count == 1 ? hidden : 2 + (hidden + 2 * layer) % 5,
        activation: choice.activation,
        options: choice.options.isEmpty ? Case.options[cells[layer % cells.count]] ?? [:] : choice.options)
    }
    definition = NetworkDefinition(
      input: choice.input == .features ? .features(inputs) : .symbols(inputs + 1), layers: layers,
      outputs: generator.integer(choice.loss == .softmax ? 2...4 : 1...3), loss: choice.loss,
      learnsInitialState: choice.learnsInitialState)
    let count = generator.integer(1...(hasKinks ? 4 : 9))
    let longest = generator.integer(1...(hasKinks ? 6 : 12))
    sequences = Self.sequences(
      count, longest: longest, ragged: choice.lengths == .ragged, for: definition, using: &generator)
    normalization = choice.normalization
    weightDecay = 0.3
    θ = []
    if choice.carries { carry(seed: choice.seed) }
    if choice.dropout > 0 { drop(choice.dropout, choice.seed.isMultiple(of: 2) ? .step : .sequence, seed: choice.seed) }
    if choice.dropout > 0, choice.cell == "rate" { disturb(0.3) }
    repeat { θ = Reference.randomParameters(definition, using: &generator) } while hasKinks && isNearKink
  }

  /// A problem of given sizes; more sequences than ``init(_:)`` makes.
  init(
    _ definition: NetworkDefinition, sequences count: Int, longest: Int, ragged: Bool, seed: UInt64,
    normalization: Normalization = .sequence, weightDecay: Double = 0
  ) {
    var generator = TestGenerator(seed: seed)
    self.definition = definition
    self.normalization = normalization
    self.weightDecay = weightDecay
    sequences = Self.sequences(count, longest: longest, ragged: ragged, for: definition, using: &generator)
    θ = Reference.randomParameters(definition, using: &generator)
  }

  /// Sequences of equal length and weight, or ragged ones: some steps carry no loss, some weights are not 1, in some
  /// sequences nothing is scored or the last scored step is not the last, and some have no steps.
  static func sequences(
    _ count: Int, longest: Int, ragged: Bool, for definition: NetworkDefinition, using generator: inout TestGenerator
  ) -> [PlainSequence] {
    (0..<count).map { n in
      guard ragged else {
        return .random(for: definition, weights: Array(repeating: 1, count: longest), using: &generator)
      }
      var weights = (0..<generator.integer(n == 0 ? 1...longest : 0...longest)).map { _ in
        [0, 0, 1, 1, 0.5, 2.25][generator.integer(0...5)] as Float
      }
      if generator.chance(0.3) { for t in weights.indices.suffix(3) { weights[t] = 0 } }
      if generator.chance(0.15) { weights = weights.map { _ in 0 } }
      // Something is scored in every batch.
      if n == 0 { weights[generator.integer(0...weights.count - 1)] = 1.5 }
      return .random(for: definition, weights: weights, using: &generator)
    }
  }

  /// Lets each sequence begin with a state of its own, of numbers that `Float` holds exactly.
  mutating func carry(seed: UInt64) {
    var generator = TestGenerator(seed: seed &+ 1)
    for n in sequences.indices {
      sequences[n].initial = definition.layers.map { layer in
        // A layer that carries nothing has the room of one vector; a rate cell has its rates beside what it carries.
        (0..<layer.units * (layer.cell == "rate" ? 2 : max(1, Reference.carriedVectors(layer.cell)))).map { _ in
          Double(Float(0.6 * generator.normal()))
        }
      }
    }
  }

  /// Those states as the library has them; nil where sequences begin with that of the network.
  func initialStates<Element: Scalar>(_ network: Network<Element>) -> SequenceStates<Element>? {
    guard !sequences.contains(where: \.initial.isEmpty) else { return nil }
    let states = SequenceStates(network, sequences: sequences.count)
    for (n, sequence) in sequences.enumerated() {
      for (layer, row) in sequence.initial.enumerated() {
        for (j, value) in row.enumerated() { states.layers[layer][n, j] = Element(value) }
      }
    }
    return states
  }

  var view: SequenceView {
    var view = SequenceView(sequences, for: definition)
    view.first = first
    return view
  }

  /// Whether a pre-activation is so close to 0 that a difference could step across: steps are at most 0.004 long.
  private var isNearKink: Bool {
    let reference = Reference(self)
    return sequences.contains { sequence in
      reference.steps(θ, sequence).joined().contains { $0.activated.contains { abs($0.a) < 0.02 } }
    }
  }
}
