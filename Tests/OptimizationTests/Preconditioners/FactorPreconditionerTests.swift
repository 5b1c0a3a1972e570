import TestSupport
import LinearAlgebra
import Optimization
import Testing

@Suite("A preconditioner of somebody else's, from factor statistics")
struct FactorPreconditionerTests {
  /// The one line by which it is known.
  private func withFactors<Result>(_ body: () throws -> Result) rethrows -> Result {
    try PreconditionerKind.$table.withValue(PreconditionerKind.table + [FactorPreconditioner()], operation: body)
  }

  private func step(_ name: String, _ layer: DenseLayer) throws -> (report: StepReport, θ: Vector<Double>) {
    var options = HessianFreeOptions()
    options.preconditioner = try #require(PreconditionerKind(rawValue: name))
    (options.initialLambda, options.conjugateGradient.progressTolerance) = (1e-6, 0)
    (options.conjugateGradient.iterationCap, options.conjugateGradient.residualTolerance) = (2000, 1e-8)
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: layer.parameterCount, options: options)
    var θ = Vector<Double>(count: layer.parameterCount)
    return (optimizer.step(&θ, objective: layer), θ)
  }

  @Test("makes conjugate gradients converge in a fraction of the iterations, to the same point", arguments: [1, 2, 3])
  func fewerIterations(seed: UInt64) throws {
    try withFactors {
      let layer = DenseLayer(inputs: 6, outputs: 5, records: 60, seed: seed)
      let plain = try step("none", layer)
      let preconditioned = try step("kronecker", layer)
      #expect(plain.report.cgOutcome == .residual && preconditioned.report.cgOutcome == .residual)
      #expect(preconditioned.report.cgIterations <= 6, "the matrix is a product but for its damping")
      #expect(plain.report.cgIterations > 5 * preconditioned.report.cgIterations)
      // The solution is stiff: compare what it is for.
      expectClose(preconditioned.report.quadratic, plain.report.quadratic, tolerance: 1e-6 * -plain.report.quadratic)
      var gradient = Vector<Double>(count: layer.parameterCount)
      let before = layer.gradient(at: gradient, on: .gradient, into: &gradient)
      #expect(layer.loss(at: preconditioned.θ, on: .gradient) < before)
    }
  }

  @Test("is the matrix itself where there is no damping")
  func exact() throws {
    let layer = DenseLayer(inputs: 3, outputs: 2, records: 30, seed: 5)
    var M: any Preconditioner<Double> = FactorPreconditioner().make(count: layer.parameterCount)
    let hessian = layer.linearize(at: Vector(count: layer.parameterCount), on: .curvature)
    try M.prepare(for: hessian, damping: 0, structuralWeight: 0)
    let x = Vector<Double>((0..<layer.parameterCount).map { Double($0) - 3.5 })
    var (product, back) = (x, x)
    hessian.product(x, structuralWeight: 0, into: &product)
    M.solve(product, into: &back)
    expectClose(back.elements, x.elements, tolerance: 1e-9)
  }

  @Test("is known by its name where it is registered, and refused where a model has no such statistics")
  func names() throws {
    #expect(PreconditionerKind(rawValue: "kronecker") == nil)
    try withFactors {
      #expect(
        PreconditionerKind.allCases.map(\.rawValue) == [
          "none", "martens", "jacobi", "kfac", "kfac-factored", "ekfac", "dual", "kronecker",
        ])
      var options = HessianFreeOptions()
      options = options.with(["preconditioner": .word("kronecker")])
      #expect(options.preconditioner.rawValue == "kronecker" && options.fault == nil)
      #expect(options.refusal(of: DenseLayer.Hessian.self, in: DenseLayer.self) == nil)
      let refusal = try #require(options.refusal(of: Rosenbrock<Double>.Hessian.self, in: Rosenbrock<Double>.self))
      #expect(refusal.description.contains("kronecker is built from statistics of Kronecker factors"))
    }
  }
}
