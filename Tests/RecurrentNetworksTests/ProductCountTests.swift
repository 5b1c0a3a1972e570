import Losses
import RecurrentNetworks
import Testing

/// No pass makes a product that its formulas do not ask for.
@Suite("Products of passes")
struct ProductCountTests {
  /// Every kind of input, of loss, of number of layers; all steps scored, the last one, some; equal lengths and ragged.
  static let problems: [Problem] = {
    func definition(_ input: InputKind, layers: Int, _ loss: Loss) -> NetworkDefinition {
      NetworkDefinition(input: input, hidden: 9, layers: layers, outputs: 3, loss: loss, learnsInitialState: false)
    }
    let last = (0..<60).map { _ in (0..<70).map { $0 == 69 ? Float(1) : 0 } }
    return [
      Problem(definition(.features(6), layers: 1, .softmax), sequences: 60, longest: 70, ragged: false, seed: 1),
      Problem(definition(.features(2), layers: 1, .squaredError), weights: last, seed: 2),
      Problem(definition(.symbols(8), layers: 1, .softmax), sequences: 60, longest: 70, ragged: true, seed: 3),
      Problem(definition(.features(5), layers: 3, .logistic), sequences: 40, longest: 30, ragged: true, seed: 4),
      Problem(definition(.features(4), layers: 2, .logistic), weights: last, seed: 5),
    ] + Problem.sparse + Problem.sparseCells
      + ["mrnn", "lstm", "gru", "lem", "cornn", "indrnn", "mingru", "rate"].enumerated().map { index, cell in
        let definition = NetworkDefinition(
          cell: cell, input: .features(5 - 3 * (index % 2)), hidden: 9, layers: 1 + index % 2, outputs: 3,
          loss: .logistic)
        return Problem(definition, sequences: 60, longest: 70, ragged: index > 0, seed: UInt64(6 + index))
      }
  }()

  /// In processes of their own: a record takes in the products of all threads.
  @Test("are those of the formulas, each made once", arguments: problems.indices)
  func counts(_ index: Int) async {
    await #expect(processExitsWith: .success) { [index] in
      try ProductCounts.check(ProductCountTests.problems[index])
    }
  }
}
