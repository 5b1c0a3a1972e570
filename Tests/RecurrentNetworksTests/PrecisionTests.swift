import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

/// Single precision against double.
@Suite("Precision")
struct PrecisionTests {
  @Test("Float gives what Double gives to 1e-4 of its norm", arguments: Case.pairwise)
  func float(_ choice: Case) throws {
    var problem = Problem(choice)
    // The same point for both.
    problem.θ = problem.θ.map { Double(Float($0)) }
    let (single, double) = (try Subject<Float>(problem), try Subject<Double>(problem))
    var generator = TestGenerator(seed: choice.seed)
    let v = generator.direction(double.count).map { Double(Float($0)) }
    expectClose(single.loss(), double.loss(), tolerance: 1e-4 * double.loss(), "f(θ)")
    expectNear(single.gradient(), double.gradient(), "∇f")
    let term = choice.form.map { StructuralTerm($0, weight: 0.7) }
    // A sample may fall on the other side of a probability that was rounded: the Monte-Carlo Fisher is left out.
    for curvature in [Curvature.gaussNewton, .hessian, .fisher, .empiricalFisher] {
      expectNear(single.product(curvature, v, term), double.product(curvature, v, term), curvature.rawValue)
    }
    expectNear(single.squaredGradients(), double.squaredGradients(), "Σ g_n²")
    expectNear(single.gaussNewtonDiagonal(seed: 5), double.gaussNewtonDiagonal(seed: 5), "diag(G)")
    // Differences of single gradients: a step of 5e-3 has errors of about 1e-4 and 1e-7 / 5e-3.
    let (rough, exact) = (single.product(.finiteDifference, v), double.product(.hessian, v))
    let tolerance = 5e-3 * (1 + exact.norm + double.gradient().norm)
    if choice.activation != .relu {
      expectClose(rough.adding(-1, exact).norm, 0, tolerance: tolerance, "finite difference in Float")
    }
  }

  private func expectNear(
    _ value: [Double], _ expected: [Double], _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let distance = value.adding(-1, expected).norm
    expectClose(
      distance, 0, tolerance: 1e-4 * expected.norm + 1e-12, "distance of \(what)", sourceLocation: sourceLocation)
  }
}
