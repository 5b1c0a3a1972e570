import Losses
import RecurrentNetworks
import TestSupport

/// A sequence as a reference sees it: rows of numbers that `Float` holds exactly, symbols and classes as one-hot rows.
struct PlainSequence: Sendable {
  var inputs: [[Double]]
  var targets: [[Double]]
  var weights: [Float]
  /// What the outputs of each layer are multiplied by on their way up, by layer, step and unit; none where nothing is dropped.
  var masks: [[[Double]]] = []
  /// σ ξ of the states of each layer, by layer, step and unit; none where nothing disturbs them.
  var noise: [[[Double]]] = []
  /// What each layer carries before the first step, h and where there is one c; none where the network begins by itself.
  var initial: [[Double]] = []

  /// The outputs of a layer as what stands above it reads them.
  func risen(_ outputs: [[Double]], from layer: Int) -> [[Double]] {
    masks.isEmpty ? outputs : zip(masks[layer], outputs).map { zip($0, $1).map(*) }
  }

  /// The number of steps up to the last scored one.
  var effectiveLength: Int { (weights.lastIndex { $0 > 0 } ?? -1) + 1 }

  /// A row with a one in a random place.
  static func oneHot(_ count: Int, using generator: inout TestGenerator) -> [Double] {
    let hot = generator.integer(0...count - 1)
    return (0..<count).map { $0 == hot ? 1 : 0 }
  }

  /// Random steps that fit a network; `weights` says which are scored.
  static func random(
    for definition: NetworkDefinition, weights: [Float], using generator: inout TestGenerator
  ) -> PlainSequence {
    let inputs = weights.map { _ -> [Double] in
      switch definition.input {
      case .features(let count): (0..<count).map { _ in Double(Float(generator.normal())) }
      case .symbols(let count): oneHot(count, using: &generator)
      }
    }
    let targets = weights.map { _ -> [Double] in
      switch definition.loss.target {
      case .values: (0..<definition.outputs).map { _ in Double(Float(generator.normal())) }
      // Certain targets, and some between.
      case .shares: (0..<definition.outputs).map { _ in [0, 1, 0.25][generator.integer(0...2)] }
      case .classes: oneHot(definition.outputs, using: &generator)
      }
    }
    return PlainSequence(inputs: inputs, targets: targets, weights: weights)
  }
}

extension SequenceView {
  /// The view of some sequences; without weights where all are 1.
  init(_ sequences: [PlainSequence], for definition: NetworkDefinition) {
    let inputs = sequences.flatMap(\.inputs)
    let targets = sequences.flatMap(\.targets)
    let weights = sequences.flatMap(\.weights)
    func indices(_ rows: [[Double]]) -> [Int32] { rows.map { Int32($0.firstIndex(of: 1)!) } }
    self.init(
      offsets: sequences.reduce(into: [0]) { $0.append($0.last! + $1.weights.count) },
      inputs: {
        switch definition.input {
        case .features(let count): .features(inputs.flatMap(\.self), count: count)
        case .symbols(let count): .symbols(indices(inputs), cardinality: count)
        }
      }(),
      targets: definition.loss == .softmax
        ? .classes(indices(targets), cardinality: definition.outputs)
        : .values(targets.flatMap(\.self), count: definition.outputs),
      weights: weights.allSatisfy { $0 == 1 } ? nil : weights)
  }
}
