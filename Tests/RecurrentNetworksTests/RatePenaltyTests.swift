import LinearAlgebra
import Losses
import RecurrentNetworks
import TestSupport
import Testing

/// A penalty on rates: value, gradient and every curvature against the reference, which knows no derivative.
@Suite("Rate penalty")
struct RatePenaltyTests {
  private static func problem(_ choice: Case, ρ: Double = 0.4) -> Problem {
    var problem = Problem(choice)
    problem.ratePenalty = ρ
    return problem
  }

  @Test("Loss and gradient are those of the reference", arguments: Case.pairwise)
  func gradient(_ choice: Case) throws {
    let problem = Self.problem(choice)
    let subject = try Subject<Double>(problem)
    let reference = Reference(problem)
    let expected = reference.objective(problem.θ)
    expectClose(subject.loss(), expected, tolerance: 1e-13 * (1 + expected), "f(θ)")
    #expect(subject.linearization.loss == subject.loss())
    var generator = TestGenerator(seed: choice.seed)
    let v = generator.direction(subject.count)
    let derivative = reference.firstDerivative(problem.θ, along: v)
    expectClose(
      subject.gradient().dot(v), derivative, tolerance: 1e-11 * (1 + expected) + 1e-10 * abs(derivative), "∇f · v")
    // Units may be silent altogether.
    #expect(try Subject<Double>(Problem(choice)).loss() <= subject.loss())
  }

  @Test("Gauss-Newton and Hessian products are those of the reference", arguments: Case.pairwise)
  func products(_ choice: Case) throws {
    let problem = Self.problem(choice)
    let subject = try Subject<Double>(problem)
    let reference = Reference(problem)
    var generator = TestGenerator(seed: choice.seed)
    let (u, v) = (generator.direction(subject.count), generator.direction(subject.count))
    let (Gv, Hv) = (subject.product(.gaussNewton, v), subject.product(.hessian, v))
    let G = reference.gaussNewton(problem.θ, [u, v])
    expectClose(u.dot(Gv), G[0][1], tolerance: 4e-9 * (1 + G[1][1] + G[0][0]), "uᵀGv")
    expectClose(v.dot(Gv), G[1][1], tolerance: 4e-9 * (1 + G[1][1]), "vᵀGv")
    let tolerance = 2e-9 * (1 + subject.loss()) + 1e-7 * Hv.norm
    expectClose(u.dot(Hv), reference.secondDerivative(problem.θ, u, v), tolerance: tolerance, "uᵀHv")
    expectClose(v.dot(Hv), reference.secondDerivative(problem.θ, v, v), tolerance: tolerance, "vᵀHv")
  }

  @Test("It adds the same to every product but the Hessian's, beside structural damping", arguments: Case.pairwise)
  func everyCurvature(_ choice: Case) throws {
    let (with, without) = (try Subject<Double>(Self.problem(choice)), try Subject<Double>(Problem(choice)))
    var generator = TestGenerator(seed: choice.seed)
    let v = generator.direction(with.count)
    let term = choice.form.map { StructuralTerm($0, weight: 0.7) }
    func added(_ curvature: Curvature) -> [Double] {
      with.product(curvature, v, term).adding(-1, without.product(curvature, v, term))
    }
    let expected = added(.gaussNewton)
    for curvature in [Curvature.fisher, .empiricalFisher, .monteCarloFisher] {
      let size = with.product(curvature, v, term).norm
      expectClose(added(curvature), expected, relative: 1e-12, floor: size, "\(curvature)")
    }
    let (difference, exact) = (with.product(.finiteDifference, v), with.product(.hessian, v))
    expectClose(difference, exact, relative: 1e-5, floor: 1 + exact.norm, "difference of gradients")
  }

  @Test("The estimate of diag(G) averages to it over many seeds", arguments: Case.pairwise.prefix(12))
  func diagonal(_ choice: Case) throws {
    var problem = Self.problem(choice)
    problem.weightDecay = 0
    let subject = try Subject<Double>(problem)
    var mean = RunningMean(count: subject.count)
    for seed in 0..<(Quick.isOn ? 200 : 600) { mean.add(subject.gaussNewtonDiagonal(seed: UInt64(seed))) }
    mean.expect(subject.diagonal(), "diag(G)")
  }

  @Test("Factors of deltas have what it brings: their traces average to those of G where a gate has one source")
  func factors() throws {
    // A bias alone: A is the number of rows, and D, over seeds, the sum of the moments of the deltas.
    let definition = NetworkDefinition(input: .features(2), hidden: 4, layers: 1, outputs: 1, loss: .squaredError)
    var problem = Problem(definition, sequences: 5, longest: 1, ragged: false, seed: 3)
    problem.ratePenalty = 2
    let subject = try Subject<Double>(problem)
    let bias = subject.network.layout.blocks.first { $0.kind == .bias }!
    var mean = RunningMean(count: 4)
    for seed in 0..<2000 {
      let factors = subject.linearization.factorStatistics(.signs(seed: UInt64(seed)))
      mean.add((0..<4).map { factors.factors[0].deltas.sums[$0, $0] / 5 })
    }
    mean.expect(bias.range.map { subject.product(.gaussNewton, .unit($0, of: subject.count))[$0] }, "diag D")
  }

  @Test("It changes no bit with threads or under a memory limit", arguments: [1, 2, 6, 8, 10, 16])
  func bits(_ index: Int) throws {
    var problem = Problem.large[index]
    problem.ratePenalty = 0.1
    let expected = Results(of: try Subject<Float>(problem))
    for (threads, limit) in [(2, nil), (3, nil), (1, 1), (2, 1)] {
      let subject = try Subject<Float>(problem, threads: threads, memoryLimit: limit)
      Results(of: subject).expectSameBits(as: expected, "\(threads) threads, limit \(limit ?? 0)")
    }
  }

  @Test("Single precision is near to double")
  func precision() throws {
    var problem = Problem.large[16]
    problem.ratePenalty = 0.1
    let (single, double) = (try Subject<Float>(problem), try Subject<Double>(problem))
    expectClose(single.loss(), double.loss(), tolerance: 1e-5 * double.loss(), "f(θ)")
    expectClose(single.gradient(), double.gradient(), relative: 1e-4, "∇f")
  }

  @Test("A weight of 0 is the batch itself; the sequences have no few rows with one")
  func weights() throws {
    let definition = NetworkDefinition(input: .features(2), hidden: 4, layers: 1, outputs: 1, loss: .squaredError)
    var problem = Problem(definition, sequences: 3, longest: 4, ragged: false, seed: 3)
    for n in 0..<3 { problem.sequences[n].weights = [0, 0, 0, 1] }
    let subject = try Subject<Double>(problem)
    #expect(subject.batch.penalizingRates(0).chunks[0] === subject.batch.chunks[0])
    #expect(subject.linearization.hasSequenceRows && !subject.batch.penalizesRates)
    problem.ratePenalty = 0.5
    let penalized = try Subject<Double>(problem)
    #expect(!penalized.linearization.hasSequenceRows && penalized.batch.penalizesRates)
  }

  @Test("A weight below 0 or no number traps")
  func traps() async {
    await #expect(processExitsWith: .failure) { try Self.penalize(-1) }
    await #expect(processExitsWith: .failure) { try Self.penalize(.nan) }
    await #expect(processExitsWith: .failure) { try Self.penalize(.infinity) }
  }

  private static func penalize(_ ρ: Double) throws {
    let definition = NetworkDefinition(input: .features(2), hidden: 4, layers: 1, outputs: 1, loss: .squaredError)
    let problem = Problem(definition, sequences: 1, longest: 2, ragged: false, seed: 3)
    _ = try Subject<Double>(problem).batch.penalizingRates(ρ)
  }
}
