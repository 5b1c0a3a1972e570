internal import LinearAlgebra
internal import RecurrentNetworks

// Loss, gradient, Jacobian and Hessian against differences of what comes before them.
extension Invariant {
  static let lossValue = Invariant(
    name: "loss", proves: "f is the sum of w ℓ(z, y) by its formula, over the divisor, plus ½ κ ‖θ_w‖²",
    bound: rounding
  ) { problem in
    var deviation = Deviation()
    let decay = 0.5 * problem.options.weightDecay * problem.weights(of: problem.θ.elements).sumOfSquares
    let expected = problem.reference.total(problem.logits(at: problem.θ)) / problem.divisor + decay
    deviation.note(problem.evaluator.loss(at: problem.θ, over: problem.batch), expected, over: expected, "loss")
    deviation.note(problem.linearization.loss, expected, over: expected, "linearization")
    return deviation
  }

  static let gradient = Invariant(
    name: "gradient", proves: "∇f · v is the central difference of f, whose error falls as ε²", bound: firstDifference
  ) { problem in
    var (deviation, generator) = (Deviation(), problem.generator("gradient"))
    let gradient = problem.gradient(at: problem.θ)
    let loss = problem.evaluator.loss(at: problem.θ, over: problem.batch)
    for (place, v) in problem.directions(using: &generator) {
      let expected = Differences.first { [problem.probe.loss(at: problem.point($0, v), over: problem.batch)] }[0]
      // A derivative far below the loss itself drowns in the rounding of the loss.
      let scale = max(abs(expected), abs(gradient.dot(v)), 1e-4 * loss)
      deviation.note(gradient.dot(v), expected, over: scale, place)
    }
    return deviation
  }

  static let jacobian = Invariant(
    name: "jacobian", proves: "J v of the R-forward pass is the central difference of the logits",
    bound: firstDifference
  ) { problem in
    var (deviation, generator) = (Deviation(), problem.generator("jacobian"))
    let floor = max(1e-4 * problem.logits(at: problem.θ).norm, .leastNormalMagnitude)
    for (place, v) in problem.directions(using: &generator) {
      let expected = problem.jacobianDifference(v)
      deviation.note(problem.jacobianProduct(v).distance(to: expected) / max(expected.norm, floor), place)
    }
    return deviation
  }

  static let adjoint = Invariant(
    name: "adjoint", proves: "⟨u, J v⟩ = ⟨Jᵀu, v⟩: the backward pass is the transpose of the R-forward pass",
    bound: rounding
  ) { problem in
    var (deviation, generator) = (Deviation(), problem.generator("adjoint"))
    for (place, v) in problem.directions(using: &generator) {
      let Jv = problem.linearization.jacobianProduct(Vector(v))
      let u = Jv.map { Jv in
        let u = Matrix<Double>(rows: Jv.rows, columns: Jv.columns)
        for i in 0..<u.rows { for j in 0..<u.columns { u[i, j] = generator.normal() } }
        return u
      }
      let Jᵀu = problem.collect { problem.linearization.transposedJacobianProduct(u, into: &$0) }
      let (u_, Jv_) = (u.flatMap(\.elements), Jv.flatMap(\.elements))
      deviation.note(u_.dot(Jv_), Jᵀu.dot(v), over: u_.norm * Jv_.norm + Jᵀu.norm * v.norm, place)
    }
    return deviation
  }

  static let hessian = Invariant(
    name: "hessian", proves: "the exact Hessian product is the central difference of gradients", bound: firstDifference
  ) { problem in
    var (deviation, generator) = (Deviation(), problem.generator("hessian"))
    let gradient = problem.gradient(at: problem.θ)
    for (place, v) in problem.directions(using: &generator) {
      let expected = Differences.first { problem.gradient(at: problem.point($0, v)) }
      let product = problem.product(.hessian, v)
      for block in problem.network.layout.blocks {
        let (Hv, difference) = (Array(product[block.range]), Array(expected[block.range]))
        // Blocks that hardly matter are judged by the whole product, products far below the gradient by the gradient.
        let scale = max(difference.norm, 1e-3 * expected.norm, 1e-4 * gradient.norm, .leastNormalMagnitude)
        deviation.note(Hv.distance(to: difference) / scale, "\(block.name) along \(place)")
      }
    }
    return deviation
  }
}

extension [Double] {
  var sumOfSquares: Double { dot(self) }
}
