import LinearAlgebra
import Losses
import RecurrentNetworks
import TestSupport
import Testing

/// Dropout and noise of a batch. That losses, gradients, products and statistics of masked networks are right is for the cases with
/// dropout to say, of which every suite of derivatives has some.
@Suite("Noise of training")
struct NoiseTests {
  /// Several chunks and windows of each way of cutting, with two layers or three.
  static let problems = [1, 2, 6, 8, 10, 15, 16].map { index in
    var problem = Problem.large[index]
    problem.drop(0.3, index == 2 ? .sequence : .step, seed: 90 + UInt64(index))
    if index > 14 { problem.disturb(0.2) }
    return problem
  }

  @Test("There are cases with dropout of every cell, loss, input, form and number of layers")
  func cases() {
    let masked = Case.pairwise.filter { $0.dropout > 0 }
    #expect(Set(masked.map(\.cell)) == Set(Case.kinds.map(\.cell)))
    #expect(Set(masked.map(\.loss)) == Set(Loss.allCases))
    #expect(Set(masked.map(\.form)).count == StructuralForm.allCases.count + 1)
    #expect(Set(masked.map(\.layers)) == [1, 2, 3])
    #expect(Set(masked.map { "\($0.input) \($0.lengths)" }).count == 4)
  }

  @Test("Masks change no bit with threads or under a memory limit", arguments: problems.indices)
  func bits(_ index: Int) throws {
    try check(Float.self)
    try check(Double.self)

    func check<Element: Scalar>(_: Element.Type) throws {
      let problem = Self.problems[index]
      let expected = Results(of: try Subject<Element>(problem))
      for (threads, limit) in [(2, nil), (3, nil), (1, 1), (2, 1)] {
        let subject = try Subject<Element>(problem, threads: threads, memoryLimit: limit)
        Results(of: subject).expectSameBits(as: expected, "\(threads) threads, limit \(limit ?? 0), \(Element.self)")
      }
    }
  }

  @Test("The workers of a pool give the same noise", arguments: [1, 2, 3])
  func pool(_ threads: Int) throws {
    let problem = Self.problems[3]
    let subject = try Subject<Double>(problem)
    let batch = try Batch(problem.view, for: subject.network)
      .adding(problem.noise, seed: problem.noiseSeed, for: subject.network, pool: WorkerPool(threads: threads))
    #expect(subject.evaluator.loss(at: subject.θ, over: batch) == subject.loss())
  }

  @Test("Masks belong to sequences, however a batch is cut", arguments: problems.indices)
  func parts(_ index: Int) throws {
    var problem = Self.problems[index]
    (problem.normalization, problem.weightDecay) = (.sequence, 0)
    let whole = try Subject<Double>(problem)
    let count = problem.sequences.count
    var sum = [Double](repeating: 0, count: whole.count)
    for part in [0..<count / 3, count / 3..<count / 2, count / 2..<count] where !part.isEmpty {
      var own = problem
      (own.sequences, own.first) = (Array(problem.sequences[part]), part.lowerBound)
      sum = sum.adding(Double(part.count) / Double(count), try Subject<Double>(own).gradient())
    }
    expectClose(sum, whole.gradient(), relative: 1e-12, "the gradient of three parts")
  }

  @Test("A batch without noise is the batch itself, and with p = 0 and σ = 0 its bits are the same")
  func identity() throws {
    let problem = Problem.large[8]
    let subject = try Subject<Float>(problem)
    var noise = TrainingNoise()
    let unchanged = subject.batch.adding(noise, seed: 5, for: subject.network)
    #expect(noise.isNone && unchanged.chunks[0] === subject.batch.chunks[0])
    // So near to 0 that every word is below the bound: all is kept, times 1 in single precision.
    noise.dropout = 1e-12
    var masked = problem
    (masked.noise, masked.noiseSeed) = (noise, 5)
    let other = try Subject<Float>(masked)
    #expect(other.loss() == subject.loss())
    #expect(other.gradient() == subject.gradient())
    let v = subject.gradient()
    for curvature in [Curvature.gaussNewton, .hessian] {
      #expect(other.product(curvature, v) == subject.product(curvature, v))
    }
  }

  @Test("Noise in features is that of its definition, to the bit", arguments: [0.0, 0.25], [0.0, 0.7])
  func features(_ p: Double, _ σ: Double) throws {
    for span in TrainingNoise.MaskSpan.allCases {
      var problem = Problem.large[8]
      (problem.noise.inputDropout, problem.noise.inputNoise, problem.noise.maskSpan) = (p, σ, span)
      (problem.noiseSeed, problem.first) = (77, 3)
      var plain = problem
      plain.noise = TrainingNoise()
      for n in plain.sequences.indices { plain.sequences[n].inputs = problem.noisyInputs(of: n) }
      Results(of: try Subject<Double>(problem)).expectSameBits(as: Results(of: try Subject<Double>(plain)), "\(p) \(σ)")
    }
  }

  @Test("Masks average to 1: over many seeds a linear network has the logits that it has without")
  func expectation() throws {
    let layers = [6, 5].map { LayerDefinition("dense", units: $0, activation: .linear) }
    let definition = NetworkDefinition(input: .features(3), layers: layers, outputs: 2, loss: .squaredError)
    var problem = Problem(definition, sequences: 3, longest: 4, ragged: false, seed: 12)
    let expected = try Subject<Double>(problem).linearization.logits().flatMap(\.elements)
    for span in TrainingNoise.MaskSpan.allCases {
      (problem.noise.dropout, problem.noise.inputDropout, problem.noise.inputNoise) = (0.4, 0.2, 0.3)
      problem.noise.maskSpan = span
      var mean = RunningMean(count: expected.count)
      for seed in 0..<2000 {
        problem.noiseSeed = UInt64(seed)
        mean.add(try Subject<Double>(problem).linearization.logits().flatMap(\.elements))
      }
      mean.expect(expected, "logits under noise, \(span)")
    }
  }

  @Test("Layers, steps, sequences and seeds have masks of their own; with masks of sequences steps have the same")
  func independence() throws {
    let definition = NetworkDefinition(input: .features(2), hidden: 64, layers: 3, outputs: 1, loss: .squaredError)
    var problem = Problem(definition, sequences: 4, longest: 3, ragged: false, seed: 6)
    func masks(_ span: TrainingNoise.MaskSpan, seed: UInt64) -> [[[[Double]]]] {
      problem.drop(0.5, span, seed: seed)
      return problem.sequences.map(\.masks)
    }
    let steps = masks(.step, seed: 1).flatMap { $0.flatMap(\.self) }
    #expect(steps.count == 36 && Set(steps).count == 36)
    for sequence in masks(.sequence, seed: 1) { for layer in sequence { #expect(Set(layer).count == 1) } }
    #expect(masks(.step, seed: 1) == masks(.step, seed: 1))
    #expect(masks(.step, seed: 1) != masks(.step, seed: 2))
  }

  @Test("A finite-difference product sees the masks of its batch")
  func differences() throws {
    let problem = Self.problems[3]
    let subject = try Subject<Double>(problem)
    var generator = TestGenerator(seed: 4)
    let v = generator.direction(subject.count)
    let (H, difference) = (subject.product(.hessian, v), subject.product(.finiteDifference, v))
    expectClose(difference, H, relative: 1e-6, floor: H.norm, "difference of gradients of the masked network")
  }

  @Test("Probabilities of 1, below 0 or no number, and noise on symbols, trap")
  func traps() async {
    await #expect(processExitsWith: .failure) { try Self.add { $0.dropout = 1 } }
    await #expect(processExitsWith: .failure) { try Self.add { $0.dropout = -0.1 } }
    await #expect(processExitsWith: .failure) { try Self.add { $0.inputDropout = .nan } }
    await #expect(processExitsWith: .failure) { try Self.add { $0.inputNoise = .infinity } }
    await #expect(processExitsWith: .failure) { try Self.add(index: 2) { $0.inputNoise = 0.1 } }
  }

  private static func add(index: Int = 8, _ change: (inout TrainingNoise) -> Void) throws {
    var noise = TrainingNoise()
    change(&noise)
    let network = try Network<Double>(Problem.large[index].definition)
    _ = try Batch(Problem.large[index].view, for: network).adding(noise, seed: 1, for: network)
  }
}
