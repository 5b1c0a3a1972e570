import LinearAlgebra
import Losses
import RecurrentNetworks
import TestSupport
import Testing

/// The rows of the Gauss-Newton matrix of sequences with one scored step each.
@Suite("Rows of sequences")
struct RowTests {
  /// A problem in which every sequence has at most one scored step, at its end or before.
  private static func problem(_ choice: Case) -> Problem {
    var problem = Problem(choice)
    problem.weightDecay = 0
    var generator = TestGenerator(seed: 8)
    for n in problem.sequences.indices {
      let count = problem.sequences[n].weights.count
      guard count > 0 else { continue }
      let scored = generator.integer(0...count - 1)
      let weight: Float = n > 0 && generator.chance(0.1) ? 0 : 0.5 + Float(n % 3)
      problem.sequences[n].weights = (0..<count).map { $0 == scored ? weight : 0 }
    }
    return problem
  }

  private static func numbers<Element>(_ matrix: Matrix<Element>) -> [Element] {
    (0..<matrix.rows).flatMap { i in (0..<matrix.columns).map { matrix[i, $0] } }
  }

  /// J̃ as numbers: combinations with unit vectors.
  private static func matrix<Element>(_ rows: SequenceRows<Element>, columns: Int) -> [[Double]] {
    var row = Vector<Element>(count: columns)
    return (0..<rows.count).map { i in
      let z = Matrix<Element>(rows: 1, columns: rows.count)
      z[0, i] = 1
      rows.combine(z, into: &row)
      return row.elements.map { Double($0) }
    }
  }

  /// Coordinates of a metric in the eigenbasis of structural damping.
  private static func whitening<Element>(_ subject: Subject<Element>) -> Whitening<Element> {
    let rotation = subject.rotation()
    return Whitening(rotation, diagonal: Vector((0..<subject.count).map { 0.5 + Element($0 % 5) }))
  }

  @Test("make the Gauss-Newton products and the gradient", arguments: Case.plain.filter { $0.form == nil })
  func products(_ choice: Case) throws {
    let problem = Self.problem(choice)
    let subject = try Subject<Double>(problem)
    let rows = subject.linearization.sequenceRows()
    var generator = TestGenerator(seed: 3)
    let v = (0..<subject.count).map { _ in generator.normal() }
    let jacobian = Self.matrix(rows, columns: subject.count)
    func combined(_ factors: [Double]) -> [Double] {
      zip(factors, jacobian).reduce(Array(repeating: 0, count: subject.count)) { sum, row in
        sum.adding(row.0 / rows.divisor, row.1)
      }
    }
    expectClose(combined(jacobian.map { $0.dot(v) }), subject.product(.gaussNewton, v), relative: 1e-11, "G v")
    expectClose(combined(Self.numbers(rows.residuals)), subject.gradient(), relative: 1e-11, "∇f")

    let gram = Matrix<Double>(rows: rows.count, columns: rows.count)
    rows.multiply(into: gram)
    for i in jacobian.indices {
      let size = jacobian[i].norm
      for j in 0...i {
        expectClose(
          gram[i, j], jacobian[i].dot(jacobian[j]), tolerance: 1e-12 * (1e-300 + size * jacobian[j].norm), "J̃ J̃ᵀ")
      }
    }
    let (vectors, products) = (Matrix<Double>(rows: 2, columns: v.count), Matrix<Double>(rows: 2, columns: rows.count))
    vectors.rows(1..<2).copy(Vector(v), from: 0)
    rows.multiply(vectors, into: products)
    #expect((0..<rows.count).allSatisfy { products[0, $0] == 0 })
    expectClose((0..<rows.count).map { products[1, $0] }, jacobian.map { $0.dot(v) }, relative: 1e-11, "J̃ v")
    let whitening = Self.whitening(subject)
    let white = subject.linearization.sequenceRows(in: whitening)
    let expected = jacobian.map { row in
      var row = Vector(row)
      whitening.apply(to: &row, of: .gradient)
      return row.elements
    }
    expectClose(
      Self.matrix(white, columns: subject.count).flatMap(\.self), expected.flatMap(\.self), relative: 1e-12, "J̃'")
    #expect(Self.numbers(white.residuals) == Self.numbers(rows.residuals))
    let outputs = problem.definition.outputs
    #expect(rows.perSequence == (problem.definition.loss == .softmax ? outputs - 1 : outputs) && rows.areKept)
  }

  private static let wide = NetworkDefinition(input: .features(2), hidden: 5, layers: 2, outputs: 3, loss: .softmax)

  /// 1500 sequences of six steps, of which the last carries loss: 3000 rows in six groups.
  private static var large: Problem {
    var problem = Problem(wide, sequences: 1500, longest: 6, ragged: false, seed: 4)
    for n in problem.sequences.indices { problem.sequences[n].weights = (0..<6).map { $0 == 5 ? 1 : 0 } }
    return problem
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
    return [numbers(gram), numbers(products), sum.elements, numbers(rows.residuals)].map { $0.map(\.bitPattern) }
  }

  @Test("are the same bits on any number of threads, kept or computed anew in slabs")
  func sameBits() throws {
    let one = try Subject<Float>(Self.large, threads: 1)
    let whitening = Self.whitening(one)
    let whole = one.linearization.sequenceRows(in: whitening)
    let expected = Self.bits(whole, columns: one.count)
    #expect(whole.count == 3000 && whole.perSequence == 2)
    for threads in [1, 3] {
      let subject = try Subject<Float>(Self.large, threads: threads)
      let rows = subject.linearization.sequenceRows(in: whitening)
      #expect(Self.bits(rows, columns: subject.count) == expected)
      // A slab has half of the room, and a group at least.
      let all = 3000 * subject.count * 4
      for bytes in [0, all / 2, all - 1] {
        let slabs = subject.linearization.sequenceRows(bytes: bytes, in: whitening)
        #expect(Self.bits(slabs, columns: subject.count) == expected, "\(bytes) bytes")
        #expect(!slabs.areKept)
      }
    }
  }

  @Test("are not to be had where a sequence has several scored steps")
  func several() throws {
    let definition = NetworkDefinition(input: .features(2), hidden: 3, outputs: 1, loss: .squaredError)
    let problem = Problem(definition, sequences: 3, longest: 4, ragged: false, seed: 1)
    #expect(try !Subject<Double>(problem).linearization.hasSequenceRows)
  }
}
