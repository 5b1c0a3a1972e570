internal import Optimization
internal import LinearAlgebra

/// A solve by conjugate gradients whose operator does not count.
final class TimedSolve<Element: Scalar> {
  private let count: Int
  private let iterations: Int
  private let b: Vector<Element>
  private let A: DiagonalOperator<Element>
  private var solver: ConjugateGradient<Element>
  private var report: ConjugateGradientReport?

  /// A system of so many unknowns, of condition 100: it is not solved to rounding within a few dozen iterations.
  init(count: Int, iterations: Int) {
    self.count = count
    self.iterations = iterations
    b = Vector(RandomNumbers.uniform(count, in: -1...1, seed: 8))
    A = DiagonalOperator(inverse: Vector(RandomNumbers.uniform(count, in: 0.01...1, seed: 9)))
    var options = ConjugateGradientOptions()
    options.iterationCap = iterations
    // No test ends the solve before the cap.
    options.progressTolerance = -1
    solver = ConjugateGradient(count: count, options: options)
  }

  func prepared() -> PreparedPart {
    PreparedPart(
      what: "iteration less its product, \(count) parameters",
      item: "parameter", items: count, unit: "Gelement/s", amount: 1e-9 * Double(count), threads: 1,
      seconds: { [self] in
        _ = A.takeSeconds()
        let whole = PreparedPart.seconds { report = solver.solve(b) { A.apply($0, into: &$1) } }
        return (whole - A.takeSeconds()) / Double(iterations)
      },
      fault: { [self] in fault })
  }

  /// The residual that the solver reports has to be that of its solution.
  private var fault: String? {
    guard let report, report.iterations == iterations, let x = solver.iterates.last?.direction else {
      return "the solve ended after \(report?.iterations ?? 0) iterations (\(report?.outcome.rawValue ?? "not begun"))"
    }
    var residual = Vector<Element>(count: count)
    A.apply(x, into: &residual)
    residual.scale(-1, adding: b)
    let found = residual.norm / b.norm
    let isSolution = report.relativeResidual < 0.9 && abs(found - report.relativeResidual) <= 1e-4
    return isSolution ? nil : "the residual should be \(report.relativeResidual) of the right-hand side, it is \(found)"
  }
}
