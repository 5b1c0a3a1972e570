import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

/// Results do not depend on who computed them, in how much memory, or beside what.
@Suite("Bits")
struct BitTests {
  @Test("1, 2, 3 and 8 threads give the same bits", arguments: Problem.tried)
  func threads(_ index: Int) throws {
    let problem = Problem.large[index]
    try check(problem, Float.self)
    try check(problem, Double.self)

    func check<Element: Scalar>(_ problem: Problem, _: Element.Type) throws {
      let expected = Results(of: try Subject<Element>(problem))
      for threads in [2, 3, 8] {
        let results = Results(of: try Subject<Element>(problem, threads: threads))
        results.expectSameBits(as: expected, "\(threads) threads, \(Element.self)")
      }
    }
  }

  @Test("Everything computed twice has the same bits, whatever was computed between", arguments: Problem.tried)
  func repetition(_ index: Int) throws {
    let subject = try Subject<Double>(Problem.large[index], threads: 2)
    let first = Results(of: subject)
    Results(of: subject).expectSameBits(as: first, "once more")
  }

  @Test("An evaluator that has seen another batch gives the bits of a fresh one")
  func reuse() throws {
    var (small, large) = (Problem.large[2], Problem.large[2])
    small.sequences = Array(small.sequences.prefix(20))
    large.sequences += small.sequences
    let expected = Results(of: try Subject<Double>(small))
    let network = try Network<Double>(small.definition)
    let evaluator = BatchEvaluator(
      network, pool: WorkerPool(threads: 2), normalization: small.normalization, weightDecay: small.weightDecay)
    for problem in [small, large, small, small] {
      let subject = try Subject(problem, evaluator: evaluator)
      let results = Results(of: subject)
      if problem.sequences.count == small.sequences.count { results.expectSameBits(as: expected, "reused") }
    }
  }

  @Test("Junk after the last scored step changes no bit", arguments: Problem.tried)
  func padding(_ index: Int) throws {
    let problem = Problem.large[index]
    var padded = problem
    var generator = TestGenerator(seed: 31)
    for n in padded.sequences.indices {
      let junk = PlainSequence.random(
        for: problem.definition, weights: Array(repeating: 0, count: generator.integer(0...9)), using: &generator)
      padded.sequences[n].inputs += junk.inputs
      padded.sequences[n].targets += junk.targets
      padded.sequences[n].weights += junk.weights
    }
    Results(of: try Subject<Double>(padded)).expectSameBits(as: Results(of: try Subject<Double>(problem)), "padded")
  }

  @Test("What unscored steps are compared with changes no bit", arguments: Problem.tried)
  func unscoredTargets(_ index: Int) throws {
    let problem = Problem.large[index]
    var changed = problem
    var generator = TestGenerator(seed: 37)
    for n in changed.sequences.indices {
      let junk = PlainSequence.random(
        for: problem.definition, weights: changed.sequences[n].weights, using: &generator)
      for (t, weight) in changed.sequences[n].weights.enumerated() where weight == 0 {
        changed.sequences[n].targets[t] = junk.targets[t]
      }
    }
    Results(of: try Subject<Double>(changed)).expectSameBits(as: Results(of: try Subject<Double>(problem)), "changed")
  }

  @Test(
    "Sequences without a scored step change the number of sequences and nothing else", arguments: Problem.tried)
  func unscoredSequences(_ index: Int) throws {
    var problem = Problem.large[index]
    problem.weightDecay = 0
    var generator = TestGenerator(seed: 41)
    var extended = problem
    extended.sequences += (0..<problem.sequences.count).map { n in
      .random(for: problem.definition, weights: Array(repeating: 0, count: n % 3), using: &generator)
    }
    // Per step nothing changes. Per sequence the divisor is twice what it was: an exact factor, had not the divisor been
    // inverted before; so that case is compared to rounding.
    problem.normalization = .step
    extended.normalization = .step
    let (subject, other) = (try Subject<Double>(extended), try Subject<Double>(problem))
    Results(of: subject).expectSameBits(as: Results(of: other), "with unscored sequences")
    #expect(subject.batch.sequences == 2 * other.batch.sequences)
    #expect(subject.batch.scored == other.batch.scored)
    #expect(subject.batch.totalWeight == other.batch.totalWeight)
    problem.normalization = .sequence
    extended.normalization = .sequence
    let (halved, whole) = (try Subject<Double>(extended), try Subject<Double>(problem))
    expectClose(halved.loss(), whole.loss() / 2, tolerance: 1e-15 * whole.loss(), "half the loss")
    expectClose(halved.gradient().scaled(2), whole.gradient(), relative: 1e-15, "twice the gradient")
  }
}
