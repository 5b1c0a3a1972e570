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

  @Test("make the Gauss-Newton products and the gradient", arguments: Case.plain.filter { $0.form == nil })
  func products(_ choice: Case) throws {
    let problem = Self.problem(choice)
    let subject = try Subject<Double>(problem)
    let rows = subject.linearization.sequenceRows()
    var generator = TestGenerator(seed: 3)
    let v = (0..<subject.count).map { _ in generator.normal() }
    let jacobian = (0..<rows.jacobian.rows).map { i in (0..<subject.count).map { rows.jacobian[i, $0] } }
    func combined(_ factors: [Double]) -> [Double] {
      zip(factors, jacobian).reduce(Array(repeating: 0, count: subject.count)) { sum, row in
        zip(sum, row.1).map { $0 + row.0 * $1 / rows.divisor }
      }
    }
    expectClose(combined(jacobian.map { $0.dot(v) }), subject.product(.gaussNewton, v), relative: 1e-11, "G v")
    expectClose(combined(rows.residuals.elements), subject.gradient(), relative: 1e-11, "∇f")
  }

  @Test("are the same bits on any number of threads")
  func threads() throws {
    let definition = NetworkDefinition(input: .features(2), hidden: 5, layers: 2, outputs: 3, loss: .softmax)
    var problem = Problem(definition, sequences: 150, longest: 6, ragged: false, seed: 4)
    for n in problem.sequences.indices { problem.sequences[n].weights = (0..<6).map { $0 == 5 ? 1 : 0 } }
    let one = try Subject<Float>(problem, threads: 1).linearization.sequenceRows()
    let three = try Subject<Float>(problem, threads: 3).linearization.sequenceRows()
    #expect(one.jacobian.rows == 450)
    #expect(one.jacobian.elements.map(\.bitPattern) == three.jacobian.elements.map(\.bitPattern))
    #expect(one.residuals.elements.map(\.bitPattern) == three.residuals.elements.map(\.bitPattern))
  }

  @Test("are not to be had where a sequence has several scored steps")
  func several() throws {
    let definition = NetworkDefinition(input: .features(2), hidden: 3, outputs: 1, loss: .squaredError)
    #expect(try !Subject<Double>(Problem(definition, sequences: 3, longest: 4, ragged: false, seed: 1)).linearization.hasSequenceRows)
  }
}
