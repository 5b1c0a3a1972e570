import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

/// The three maps of the Gauss-Newton product, one by one.
@Suite("Jacobian maps")
struct MapsTests {
  @Test("Jv is the difference of the reference's logits", arguments: Case.plain)
  func jacobian(_ choice: Case) throws {
    let problem = Problem(choice)
    let subject = try Subject<Double>(problem)
    var generator = TestGenerator(seed: choice.seed)
    let v = generator.direction(subject.count)
    let expected = Reference(problem).jacobianProduct(problem.θ, v)
    for (chunk, Jv) in zip(subject.batch.chunks, subject.jacobianProduct(v)) {
      for (row, place) in problem.scoredSteps(of: chunk).enumerated() {
        let rows = Jv.rows(row..<row + 1).elements
        expectClose(rows, expected[place.sequence][place.step], relative: 1e-9, floor: 0.1, "Jv at \(place)")
      }
    }
  }

  @Test("⟨u, Jv⟩ = ⟨Jᵀu, v⟩ to rounding", arguments: Case.plain)
  func adjoint(_ choice: Case) throws {
    let subject = try Subject<Double>(Problem(choice))
    var generator = TestGenerator(seed: choice.seed)
    let v = generator.direction(subject.count)
    let Jv = subject.jacobianProduct(v)
    let u = Jv.map { Self.random(like: $0, using: &generator) }
    let Jᵀu = subject.transposedJacobianProduct(u)
    let left = zip(u, Jv).reduce(0) { $0 + $1.0.elements.dot($1.1.elements) }
    let size = zip(u, Jv).reduce(0) { $0 + $1.0.elements.norm * $1.1.elements.norm }
    expectClose(Jᵀu.dot(v), left, tolerance: 1e-13 * (Jᵀu.norm + size), "⟨Jᵀu, v⟩")
  }

  @Test("w H_ℓ u is that of second differences of the reference's loss", arguments: Case.plain)
  func lossHessian(_ choice: Case) throws {
    let problem = Problem(choice)
    let subject = try Subject<Double>(problem)
    let reference = Reference(problem)
    var generator = TestGenerator(seed: choice.seed)
    let u = subject.linearization.predictions().map { Self.random(like: $0, using: &generator) }
    let before = u.map(\.elements)
    subject.linearization.multiplyLossHessian(u)
    for (chunk, (u, before)) in zip(subject.batch.chunks, zip(u, before)) {
      for (row, place) in problem.scoredSteps(of: chunk).enumerated() {
        let sequence = problem.sequences[place.sequence]
        let z = reference.logits(problem.θ, sequence)[place.step]
        let H = reference.lossHessian(z, sequence.targets[place.step])
        let given = Array(before[row * z.count..<(row + 1) * z.count])
        let expected = H.map { Double(sequence.weights[place.step]) * $0.dot(given) }
        // Second differences with ε = 0.01: ε⁴ ℓ⁽⁶⁾ / 90 and 2⁻⁵⁰ ℓ / ε².
        expectClose(u.rows(row..<row + 1).elements, expected, relative: 1e-8, floor: 0.1, "w H u at \(place)")
      }
    }
  }

  @Test("The three maps one after the other are the product in one pass", arguments: Case.pairwise)
  func composition(_ choice: Case) throws {
    let problem = Problem(choice)
    let subject = try Subject<Double>(problem)
    var generator = TestGenerator(seed: choice.seed)
    let v = generator.direction(subject.count)
    let u = subject.jacobianProduct(v)
    subject.linearization.multiplyLossHessian(u)
    let decay = zip(v, Reference.isWeight(problem.definition)).map { $1 ? problem.weightDecay * $0 : 0 }
    let composed = subject.transposedJacobianProduct(u).scaled(1 / Reference(problem).divisor).adding(1, decay)
    expectClose(composed, subject.product(.gaussNewton, v), relative: 1e-13, "Jᵀ H J v")
  }

  static func random(like matrix: Matrix<Double>, using generator: inout TestGenerator) -> Matrix<Double> {
    let result = Matrix<Double>(rows: matrix.rows, columns: matrix.columns)
    for i in 0..<matrix.rows { for j in 0..<matrix.columns { result[i, j] = generator.normal() } }
    return result
  }
}
