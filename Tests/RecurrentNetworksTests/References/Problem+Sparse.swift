import Losses
import RecurrentNetworks
import TestSupport

extension Problem {
  /// A problem of sequences that are scored where `weights` says.
  init(_ definition: NetworkDefinition, weights: [[Float]], seed: UInt64) {
    self.init(definition, sequences: 0, longest: 1, ragged: false, seed: seed)
    var generator = TestGenerator(seed: seed &+ 1)
    sequences = weights.map { .random(for: definition, weights: $0, using: &generator) }
  }

  /// Weights of a sequence that is scored in its last step only, and in some before it.
  private static func weights(_ length: Int, also steps: [Int] = []) -> [Float] {
    (0..<length).map { $0 == length - 1 ? 1.5 : steps.contains($0) ? 0.5 : 0 }
  }

  /// The same for cells that carry more than h or keep a record.
  static let sparseCells: [Problem] = ["mrnn", "lstm", "gru", "lem", "cornn", "indrnn", "mingru", "rate"].enumerated()
    .map {
      index, cell in
      let ends = [60, 60, 59, 58, 41, 40, 39, 25, 24, 9, 2, 1, 1]
      let definition = NetworkDefinition(
        cell: cell, input: index == 0 ? .features(2) : .symbols(4), hidden: 4, layers: 2, outputs: 3, loss: .softmax)
      let scored = ends.enumerated().map { weights($1, also: $0 == 3 || $0 == 7 ? [0, 20] : []) }
      return Problem(definition, weights: scored, seed: UInt64(21 + index))
    }

  /// Problems with windows in which nothing is scored, of several steps and of one, and with sequences that end in the
  /// middle of stretches in which the others are not scored.
  static let sparse: [Problem] = {
    func definition(_ hidden: Int, layers: Int, _ input: InputKind, _ loss: Loss) -> NetworkDefinition {
      NetworkDefinition(input: input, hidden: hidden, layers: layers, outputs: 3, loss: loss)
    }
    let ends = [60, 60, 59, 58, 58, 41, 41, 40, 39, 25, 24, 24, 9, 8, 2, 1, 1]
    // Some sequences go on with no score for long after others have ended; two are scored at their first step, too.
    let ragged = ends.enumerated().map { weights($1, also: $0 == 3 || $0 == 8 ? [0, 20] : []) }
    // Windows of 8 steps are cut by size, only the last step of all is scored.
    let even = (0..<90).map { _ in weights(45) }
    // Scores in every other stretch of ten steps, with a sequence ending in every step.
    let stretches = (1...40).map { length in
      (0..<length).map { step in step == length - 1 || (step / 10) % 2 == 0 ? Float(0.25) : 0 }
    }
    return [
      Problem(definition(5, layers: 1, .features(2), .squaredError), weights: ragged, seed: 11),
      Problem(definition(6, layers: 3, .symbols(4), .softmax), weights: ragged + ragged, seed: 12),
      Problem(definition(96, layers: 2, .features(6), .logistic), weights: even, seed: 13),
      Problem(definition(4, layers: 2, .features(1), .softmax), weights: stretches, seed: 14),
    ]
  }()
}
