import Losses
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

/// The diagonals for preconditioners.
@Suite("Diagonals")
struct DiagonalTests {
  @Test("Squared gradients are Σ g_n² of the gradients of single sequences", arguments: Case.plain)
  func squaredGradients(_ choice: Case) throws {
    let problem = Problem(choice)
    let subject = try Subject<Double>(problem)
    let expected = try problem.singleGradients()
      .reduce(Array(repeating: 0, count: subject.count)) { sum, g in zip(sum, g).map { $0 + $1 * $1 } }
      .scaled(1 / Reference(problem).divisor)
    expectClose(subject.squaredGradients(), expected, relative: 1e-13, "Σ g_n²")
  }

  @Test("Squared gradients are the diagonal of the empirical Fisher", arguments: Case.pairwise)
  func diagonal(_ choice: Case) throws {
    var problem = Problem(choice)
    problem.weightDecay = 0
    let subject = try Subject<Double>(problem)
    let diagonal = (0..<subject.count).map { subject.product(.empiricalFisher, .unit($0, of: subject.count))[$0] }
    expectClose(subject.squaredGradients(), diagonal, relative: 1e-12, "diagonal of the empirical Fisher")
  }

  @Test("The estimate of diag(G) averages to diag(G) over many seeds", arguments: Case.pairwise)
  func estimate(_ choice: Case) throws {
    var problem = Problem(choice)
    problem.weightDecay = 0
    let subject = try Subject<Double>(problem)
    var mean = RunningMean(count: subject.count)
    for seed in 0..<(Quick.isOn ? 60 : 600) { mean.add(subject.gaussNewtonDiagonal(seed: UInt64(seed))) }
    mean.expect(subject.diagonal(), "diag(G)")
  }

  @Test("With one output and one scored step in each sequence the estimate is diag(G) itself", arguments: [1, 7, 30])
  func exact(count: Int) throws {
    for loss in [Loss.squaredError, .logistic] {
      let definition = NetworkDefinition(input: .features(2), hidden: 4, layers: 2, outputs: 1, loss: loss)
      var problem = Problem(definition, sequences: count, longest: 6, ragged: false, seed: 4)
      var generator = TestGenerator(seed: 5)
      for n in 0..<count {
        let scored = generator.integer(0...5)
        problem.sequences[n].weights = (0..<6).map { $0 == scored ? 0.5 + Float(n) : 0 }
      }
      let subject = try Subject<Double>(problem)
      expectClose(subject.gaussNewtonDiagonal(seed: 3), subject.diagonal(), relative: 1e-13, "diag(G)")
    }
  }

  @Test("Another seed draws other signs, the same seed the same")
  func seeds() throws {
    let choice = Case.pairwise.first { $0.loss == .softmax && $0.lengths == .uniform }!
    let subject = try Subject<Double>(Problem(choice))
    #expect(subject.gaussNewtonDiagonal(seed: 1).bits == subject.gaussNewtonDiagonal(seed: 1).bits)
    #expect(subject.gaussNewtonDiagonal(seed: 1).bits != subject.gaussNewtonDiagonal(seed: 2).bits)
  }
}

extension Subject {
  /// diag(G), from the products with unit vectors.
  func diagonal() -> [Double] { (0..<count).map { product(.gaussNewton, .unit($0, of: count))[$0] } }
}

extension Problem {
  /// The gradient of Σ_t w ℓ of each sequence, from a batch of that sequence alone.
  func singleGradients() throws -> [[Double]] {
    try sequences.enumerated().map { n, sequence in
      var single = self
      single.first = first + n
      single.sequences = [sequence]
      single.normalization = .sequence
      single.weightDecay = 0
      return try Subject<Double>(single).gradient()
    }
  }
}
