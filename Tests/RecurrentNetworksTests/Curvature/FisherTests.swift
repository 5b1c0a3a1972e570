import Losses
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

/// The Monte-Carlo and the empirical Fisher matrix.
@Suite("Fisher products")
struct FisherTests {
  @Test("The empirical Fisher is Σ g_n g_nᵀ of the gradients of single sequences", arguments: Case.pairwise)
  func empirical(_ choice: Case) throws {
    let problem = Problem(choice)
    let subject = try Subject<Double>(problem)
    var generator = TestGenerator(seed: choice.seed)
    let v = generator.direction(subject.count)
    let decay = zip(v, Reference.isWeight(problem.definition)).map { $1 ? problem.weightDecay * $0 : 0 }
    let expected = try problem.singleGradients()
      .reduce(v.scaled(0)) { $0.adding($1.dot(v), $1) }
      .scaled(1 / Reference(problem).divisor).adding(1, decay)
    expectClose(subject.product(.empiricalFisher, v), expected, relative: 1e-12, "Σ g_n g_nᵀ v")
  }

  @Test("The Monte-Carlo Fisher averages to G over many seeds", arguments: Case.pairwise)
  func monteCarlo(_ choice: Case) throws {
    let subject = try Subject<Double>(Problem(choice))
    var generator = TestGenerator(seed: choice.seed)
    let v = generator.direction(subject.count)
    var mean = RunningMean(count: subject.count)
    for seed in 0..<(Quick.isOn ? 120 : 1200) {
      subject.linearization.samplingSeed = UInt64(seed)
      mean.add(subject.product(.monteCarloFisher, v))
    }
    mean.expect(subject.product(.gaussNewton, v), "Monte-Carlo Fisher")
  }

  @Test("A sample of the Monte-Carlo Fisher is symmetric and positive semi-definite", arguments: Case.pairwise)
  func sampledSymmetry(_ choice: Case) throws {
    let subject = try Subject<Double>(Problem(choice))
    subject.linearization.samplingSeed = 42
    var generator = TestGenerator(seed: choice.seed)
    let (u, v) = (generator.direction(subject.count), generator.direction(subject.count))
    let (Fu, Fv) = (subject.product(.monteCarloFisher, u), subject.product(.monteCarloFisher, v))
    expectClose(u.dot(Fv), v.dot(Fu), tolerance: 1e-13 * (Fu.norm + Fv.norm), "uᵀFv and vᵀFu")
    #expect(v.dot(Fv) >= -1e-15 * Fv.norm)
  }

  @Test("A sample of the Monte-Carlo Fisher has at most as many directions as sequences")
  func rank() throws {
    let choice = Case.pairwise.first { $0.loss == .softmax }!
    var problem = Problem(choice)
    problem.sequences = Array(problem.sequences.prefix(1))
    problem.weightDecay = 0
    let subject = try Subject<Double>(problem)
    var generator = TestGenerator(seed: 9)
    let (u, v) = (generator.direction(subject.count), generator.direction(subject.count))
    let (Fu, Fv) = (subject.product(.monteCarloFisher, u), subject.product(.monteCarloFisher, v))
    // Of one sequence: both products are multiples of its gradient.
    expectClose(abs(Fu.dot(Fv)), Fu.norm * Fv.norm, tolerance: 1e-13 * Fu.norm * Fv.norm, "cosine of Fu and Fv")
  }

  @Test("Another seed draws other targets, the same seed the same")
  func seeds() throws {
    let subject = try Subject<Double>(Problem(Case.pairwise[0]))
    var generator = TestGenerator(seed: 2)
    let v = generator.direction(subject.count)
    let products = [1, 2, 1].map { (seed: UInt64) in
      subject.linearization.samplingSeed = seed
      return subject.product(.monteCarloFisher, v).bits
    }
    #expect(products[0] != products[1])
    #expect(products[0] == products[2])
  }

  @Test("Equal sequences draw targets and signs of their own", arguments: Loss.allCases)
  func independence(_ loss: Loss) throws {
    let definition = NetworkDefinition(input: .features(2), hidden: 4, outputs: 2, loss: loss)
    var problem = Problem(definition, sequences: 1, longest: 9, ragged: false, seed: 12)
    let one = try Subject<Double>(problem)
    problem.sequences += problem.sequences
    let two = try Subject<Double>(problem)
    var generator = TestGenerator(seed: 6)
    let v = generator.direction(one.count)
    expectClose(two.product(.empiricalFisher, v), one.product(.empiricalFisher, v), relative: 1e-13, "empirical Fisher")
    let (Fv, other) = (one.product(.monteCarloFisher, v), two.product(.monteCarloFisher, v))
    #expect(Fv.adding(-1, other).norm > 1e-3 * Fv.norm)
    let (d, otherDiagonal) = (one.gaussNewtonDiagonal(seed: 1), two.gaussNewtonDiagonal(seed: 1))
    #expect(d.adding(-1, otherDiagonal).norm > 1e-3 * d.norm)
  }
}
