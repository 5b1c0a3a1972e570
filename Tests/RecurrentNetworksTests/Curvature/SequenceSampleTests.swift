import LinearAlgebra
import Losses
import RecurrentNetworks
import Synchronization
import TestSupport
import Testing

/// Samples of sequences by how much they bear on a curvature.
@Suite("Samples of sequences")
struct SequenceSampleTests {
  @Test("have the number asked for, rising, those that matter much for sure, and none without importance")
  func members() {
    var importance = (0..<40).map { n in n % 5 == 0 ? 0 : 1 + Double(n % 3) }
    importance[7] = 500
    var seen: Set<Int> = []
    for seed in 0..<100 {
      let sample = SequenceSample(10, by: importance, seed: UInt64(seed))
      #expect(sample.members.count == 10 && sample.members == sample.members.sorted())
      #expect(Set(sample.members).count == 10 && sample.members.contains(7))
      #expect(sample.members.allSatisfy { importance[$0] > 0 })
      // π = 1 counts as one of the forty.
      #expect(zip(sample.members, sample.factors).contains { $0 == 7 && abs($1 - 0.25) < 1e-12 })
      #expect(sample == SequenceSample(10, by: importance, seed: UInt64(seed)))
      seen.formUnion(sample.members)
    }
    #expect(seen.count == 32)
    #expect(SequenceSample(35, by: importance, seed: 1).members.count == 32)
    #expect(SequenceSample(3, by: [1, 1, 1], seed: 1).factors == [1, 1, 1])
    #expect(SequenceSample(2, by: [0, 0, 0], seed: 1).members.isEmpty)
  }

  @Test("have the means of all as the expectation of theirs")
  func mean() {
    let importance = (0..<23).map { 0.1 + Double($0 * $0 % 7) }
    let x = (0..<23).map { Double($0 % 4) - 1 }
    var mean = RunningMean(count: 1)
    for seed in 0..<2000 {
      let sample = SequenceSample(6, by: importance, seed: UInt64(seed))
      mean.add([zip(sample.members, sample.factors).reduce(0) { $0 + $1.1 * x[$1.0] } / 6])
    }
    mean.expect([x.reduce(0, +) / 23], "mean")
  }

  /// Sequences of different lengths with a class at the end.
  private static var problem: Problem {
    let definition = NetworkDefinition(input: .features(2), hidden: 3, outputs: 4, loss: .softmax)
    var problem = Problem(definition, sequences: 90, longest: 5, ragged: true, seed: 9)
    for n in problem.sequences.indices {
      let count = problem.sequences[n].weights.count
      problem.sequences[n].weights = (0..<count).map { $0 == count - 1 ? 0.5 + Float(n % 3) : 0 }
    }
    return problem
  }

  @Test("give gradients and Gauss-Newton products that are those of the batch in the mean, by what a gradient shows")
  func products() throws {
    let problem = Self.problem
    let subject = try Subject<Double>(problem)
    let evaluator = subject.evaluator
    let θ = Vector(problem.θ)
    let loss = try #require(problem.definition.loss.function as? any FactoredLoss)
    let importance = SequenceImportance<Double>(loss, sequences: 90)
    var gradient = Vector<Double>(count: subject.count)
    let batch = try Batch<Double>(problem.view, for: subject.network)
    let value = evaluator.gradient(at: θ, over: batch, into: &gradient) { importance.note($0, $1, $2) }
    // What a loss shows is the same.
    let other = SequenceImportance<Double>(loss, sequences: 90)
    #expect(evaluator.loss(at: θ, over: batch) { other.note($0, $1, $2) } == value)
    #expect(other.all == importance.all)
    let empty = problem.sequences.indices.filter { problem.sequences[$0].weights.isEmpty }
    #expect(importance.all.enumerated().allSatisfy { ($0.element == 0) == empty.contains($0.offset) })

    var generator = TestGenerator(seed: 3)
    let v = Vector((0..<subject.count).map { _ in generator.normal() })
    var (gradients, products) = (RunningMean(count: subject.count), RunningMean(count: subject.count))
    var result = Vector<Double>(count: subject.count)
    for seed in 0..<(Quick.isOn ? 100 : 400) {
      let sample = SequenceSample(20, by: importance.all, seed: UInt64(seed))
      let some = Batch<Double>(sample, of: problem.view, for: subject.network)
      #expect(some.sequences == 20)
      _ = evaluator.gradient(at: θ, over: some, into: &result)
      gradients.add(result.elements)
      let linearization = evaluator.linearize(at: θ, over: some)
      #expect(linearization.hasSequenceRows)
      linearization.product(.gaussNewton, v, into: &result)
      products.add(result.elements)
    }
    gradients.expect(gradient.elements, "∇f")
    let linearization = evaluator.linearize(at: θ, over: batch)
    linearization.product(.gaussNewton, v, into: &result)
    products.expect(result.elements, "G v")
  }

  @Test("have the numbers of their sequences, and so the noise of the batch")
  func noise() throws {
    let problem = Self.problem
    let subject = try Subject<Double>(problem)
    let evaluator = subject.evaluator
    var noise = TrainingNoise()
    (noise.dropout, noise.inputNoise) = (0.4, 0.3)
    func predictions(_ batch: Batch<Double>) -> [Int: [Double]] {
      let found = Mutex([Int: [Double]]())
      _ = evaluator.loss(at: Vector(problem.θ), over: batch.adding(noise, seed: 5, for: subject.network)) {
        for row in 0..<$2.rows {
          let (n, p) = ($0.sequence(of: $1.lowerBound + row), (0..<$2.columns).map { [p = $2] in p[row, $0] })
          found.withLock { $0[n] = p }
        }
      }
      return found.withLock { $0 }
    }
    let all = try predictions(Batch(problem.view, for: subject.network))
    let sample = SequenceSample(20, by: (0..<90).map { all[$0] == nil ? 0 : 1 }, seed: 2)
    let some = predictions(Batch(sample, of: problem.view, for: subject.network))
    #expect(Set(some.keys) == Set(sample.members))
    for (n, p) in some { expectClose(p, all[n] ?? [], relative: 1e-12, "sequence \(n)") }
  }
}
