import LinearAlgebra
import Losses
import RecurrentNetworks
import TestSupport
import Testing

/// Few random rows in the place of all that a sequence has.
@Suite("Random rows of sequences")
struct RandomRowTests {
  private static let losses = Loss.allCases

  /// Sequences of different lengths whose last step carries loss, with five outputs.
  private static func problem(_ loss: Loss, sequences: Int = 5, outputs: Int = 5) -> Problem {
    let definition = NetworkDefinition(input: .features(2), hidden: 3, outputs: outputs, loss: loss)
    var problem = Problem(definition, sequences: sequences, longest: 4, ragged: true, seed: 9)
    problem.weightDecay = 0
    for n in problem.sequences.indices {
      let count = problem.sequences[n].weights.count
      problem.sequences[n].weights = (0..<count).map { $0 == count - 1 ? 0.5 + Float(n % 3) : 0 }
    }
    return problem
  }

  /// J̃ as numbers, row after row, and r̃.
  private static func numbers<Element>(_ rows: SequenceRows<Element>, columns: Int) -> (J: [[Double]], r: [Double]) {
    var row = Vector<Element>(count: columns)
    let J = (0..<rows.count).map { i in
      let z = Matrix<Element>(rows: 1, columns: rows.count)
      z[0, i] = 1
      rows.combine(z, into: &row)
      return row.elements.map { Double($0) }
    }
    return (J, (0..<rows.count).map { Double(rows.residuals[0, $0]) })
  }

  private static func combined(_ factors: [Double], _ J: [[Double]], _ divisor: Double) -> [Double] {
    zip(factors, J).reduce(J[0].scaled(0)) { $0.adding($1.0 / divisor, $1.1) }
  }

  @Test("make the gradient exactly, whatever is drawn", arguments: losses, [2, 3])
  func gradient(loss: Loss, count: Int) throws {
    let problem = Self.problem(loss)
    let subject = try Subject<Double>(problem)
    let sequences = problem.sequences.count { !$0.weights.isEmpty }
    for seed in 0..<5 {
      subject.linearization.samplingSeed = UInt64(seed)
      let rows = subject.linearization.sequenceRows(perSequence: count)
      #expect(rows.count == sequences * count && rows.perSequence == count)
      let (J, r) = Self.numbers(rows, columns: subject.count)
      expectClose(Self.combined(r, J, rows.divisor), subject.gradient(), relative: 1e-10, "∇f")
      #expect(r.enumerated().allSatisfy { ($0.offset % count == 0) == ($0.element != 0) })
    }
  }

  @Test("make the Gauss-Newton products in the mean over many seeds", arguments: losses, [2, 3])
  func mean(loss: Loss, count: Int) throws {
    let subject = try Subject<Double>(Self.problem(loss))
    var generator = TestGenerator(seed: 3)
    let v = (0..<subject.count).map { _ in generator.normal() }
    var mean = RunningMean(count: subject.count)
    for seed in 0..<(Quick.isOn ? 100 : 400) {
      subject.linearization.samplingSeed = UInt64(seed)
      let rows = subject.linearization.sequenceRows(perSequence: count)
      let (J, _) = Self.numbers(rows, columns: subject.count)
      mean.add(Self.combined(J.map { $0.dot(v) }, J, rows.divisor))
    }
    mean.expect(subject.product(.gaussNewton, v), "G v")
  }

  @Test("make the Gauss-Newton product itself where they are as many as the others", arguments: losses)
  func all(loss: Loss) throws {
    let subject = try Subject<Double>(Self.problem(loss))
    let whole = subject.linearization.sequenceRows()
    let others = subject.linearization.sequenceRows(perSequence: whole.perSequence)
    #expect(Self.numbers(whole, columns: subject.count).J == Self.numbers(others, columns: subject.count).J)
    // A row less is spread over those that are left: of each sequence the squares have the same sum in the mean.
    #expect(
      subject.linearization.sequenceRows(perSequence: whole.perSequence - 1).count == whole.count - whole.count
        / whole.perSequence)
  }

  /// The bits of everything that rows give.
  private static func bits(_ rows: SequenceRows<Float>, columns: Int) -> [[UInt32]] {
    let gram = Matrix<Float>(rows: rows.count, columns: rows.count)
    rows.multiply(into: gram)
    let vectors = Matrix<Float>(rows: 1, columns: columns)
    for k in 0..<columns { vectors[0, k] = Float(k % 7) - 2.7 }
    let products = Matrix<Float>(rows: 1, columns: rows.count)
    rows.multiply(vectors, into: products)
    var sum = Vector<Float>(count: columns)
    rows.combine(products, into: &sum)
    return [gram.elements, products.elements, sum.elements, rows.residuals.elements].map { $0.map(\.bitPattern) }
  }

  @Test("follow from the seed alone: the same bits on any number of threads, kept or computed anew in slabs")
  func sameBits() throws {
    let problem = Self.problem(.softmax, sequences: 400)
    let one = try Subject<Float>(problem, threads: 1)
    one.linearization.samplingSeed = 7
    let expected = Self.bits(one.linearization.sequenceRows(perSequence: 2), columns: one.count)
    for threads in [1, 3] {
      let subject = try Subject<Float>(problem, threads: threads)
      subject.linearization.samplingSeed = 7
      for bytes in [nil, 0, 400 * subject.count * 4] {
        let rows = subject.linearization.sequenceRows(bytes: bytes, perSequence: 2)
        #expect(Self.bits(rows, columns: subject.count) == expected)
        #expect(rows.areKept == (bytes == nil))
      }
    }
    one.linearization.samplingSeed = 8
    #expect(Self.bits(one.linearization.sequenceRows(perSequence: 2), columns: one.count) != expected)
  }

  @Test("are uniform where there is no residual")
  func withoutResidual() throws {
    // Every output is 0, and so is every target.
    var problem = Self.problem(.squaredError, outputs: 3)
    problem.θ = problem.θ.scaled(0)
    for n in problem.sequences.indices {
      problem.sequences[n].targets = problem.sequences[n].targets.map { $0.scaled(0) }
    }
    let subject = try Subject<Double>(problem)
    var mean = RunningMean(count: subject.count)
    let v = (0..<subject.count).map { Double($0 % 4) - 1.2 }
    for seed in 0..<200 {
      subject.linearization.samplingSeed = UInt64(seed)
      let rows = subject.linearization.sequenceRows(perSequence: 2)
      let (J, r) = Self.numbers(rows, columns: subject.count)
      #expect(r.allSatisfy { $0 == 0 })
      mean.add(Self.combined(J.map { $0.dot(v) }, J, rows.divisor))
    }
    mean.expect(subject.product(.gaussNewton, v), "G v")
  }
}
