import Optimization
import LinearAlgebra
import TestSupport
import Testing

@Suite("A solve")
struct AllocationTests {
  /// In a process of its own, where nothing else allocates; with `allocates` the operator copies its argument, which has
  /// to make the process fail.
  @Test("allocates nothing, from the first product to the last", .slow, arguments: [false, true])
  func nothing(allocates: Bool) async {
    await #expect(processExitsWith: allocates ? .failure : .success) { [allocates] in
      let gauge = AllocationGauge()
      let n = 100_000
      var options = ConjugateGradientOptions()
      options.progressTolerance = 0
      options.heldOutPatience = 1
      options.iterationCap = 120
      var solver = ConjugateGradient<Double>(count: n, options: options)
      let eigenvalues = (0..<n).map { Double(1 + ($0 % 977) * ($0 % 977)) }
      let inverse = Vector<Double>(eigenvalues.map { 1 / $0 })
      var M = DiagonalPreconditioner(diagonal: Vector<Double>(repeatElement(2, count: n)))
      let b = Vector<Double>(repeatElement(1, count: n))
      for _ in 0..<2 {  // what the first solve sets up in the runtime is not of interest
        gauge.clear()
        var heldOut = 0.0
        solver.solve(
          b, from: b, scaledBy: 0.95, preconditioner: &M,
          heldOutLoss: { _ in
            heldOut -= 1
            return heldOut
          },
          with: { v, product in
            if allocates {
              var copy = v
              copy.scale(2)
            }
            gauge.read()
            product.copy(v)
            product.divide(by: inverse)
          })
      }
      precondition(gauge.readings == 123, "120 iterations, 2 exact residuals, 1 warm start")
      precondition(gauge.isConstant, "the allocator's account changed during a solve")
      precondition(gauge.faults < 50, "\(gauge.faults) page faults in a solve")
    }
  }
}
