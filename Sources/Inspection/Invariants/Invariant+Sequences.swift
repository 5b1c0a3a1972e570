internal import LinearAlgebra
internal import RecurrentNetworks

// What is a sum over sequences, against gradients of batches of one.
extension Invariant {
  static let sequences = Invariant(
    name: "sequences",
    proves: "the gradient is the sum of those of its sequences alone: no state leaks from one to another",
    bound: rounding
  ) { problem in
    var deviation = Deviation()
    let singles = try problem.singleGradients
    let zero = Array(repeating: 0.0, count: problem.θ.count)
    let decay = problem.weights(of: problem.θ.elements).scaled(problem.options.weightDecay)
    let expected = singles.reduce(zero) { $0.adding(1 / problem.divisor, $1) }.adding(1, decay)
    let size = singles.reduce(decay.norm) { $0 + $1.norm / problem.divisor }
    deviation.note(problem.gradient(at: problem.θ).distance(to: expected) / max(size, .leastNormalMagnitude), "")
    return deviation
  }

  static let squaredGradients = Invariant(
    name: "squared-gradients",
    proves: "the diagonal for preconditioners is the sum of squared gradients of single sequences",
    bound: rounding
  ) { problem in
    var deviation = Deviation()
    let zero = Array(repeating: 0.0, count: problem.θ.count)
    let expected = try problem.singleGradients.reduce(zero) { $0.adding(1 / problem.divisor, $1.map { $0 * $0 }) }
    let squares = problem.collect { problem.linearization.squaredGradients(into: &$0) }
    for block in problem.network.layout.blocks {
      let (found, wanted) = (Array(squares[block.range]), Array(expected[block.range]))
      deviation.note(found.distance(to: wanted) / max(wanted.norm, 1e-6 * expected.norm, 1e-100), block.name)
    }
    return deviation
  }

  static let empiricalFisher = Invariant(
    name: "empirical-fisher", proves: "the product is Σ g (gᵀv) over the gradients of single sequences", bound: rounding
  ) { problem in
    var (deviation, generator) = (Deviation(), problem.generator("empirical-fisher"))
    let singles = try problem.singleGradients
    for (place, v) in problem.directions(using: &generator) {
      let decay = problem.weights(of: v).scaled(problem.options.weightDecay)
      let expected = singles.reduce(decay) { $0.adding($1.dot(v) / problem.divisor, $1) }
      // gᵀv is a sum that may cancel.
      let size = singles.reduce(decay.norm) { $0 + $1.sumOfSquares / problem.divisor }
      deviation.note(problem.product(.empiricalFisher, v).distance(to: expected) / max(size, 1e-100), place)
    }
    return deviation
  }

  static let monteCarloFisher = Invariant(
    name: "monte-carlo-fisher",
    proves: "the mean of vᵀFv over samples of targets is (Jv)ᵀ H (Jv), within standard errors", bound: { _ in 6 }
  ) { problem in
    var (deviation, generator) = (Deviation(), problem.generator("monte-carlo-fisher"))
    let draws = 300
    let z = problem.logits(at: problem.θ)
    for (place, v) in problem.directions(using: &generator).prefix(3) {
      let moments = problem.reference.sampledDerivatives(z, problem.jacobianDifference(v))
      let decay = problem.options.weightDecay * problem.weights(of: v).sumOfSquares
      let expected = moments.reduce(0) { $0 + $1.mean } / problem.divisor + decay
      let variance = moments.reduce(0) { $0 + $1.square - $1.mean * $1.mean } / Double(draws)
      let mean =
        (0..<draws).reduce(0) { sum, _ in
          problem.linearization.samplingSeed = generator.next()
          return sum + v.dot(problem.product(.monteCarloFisher, v))
        } / Double(draws)
      let error = max(0, variance).squareRoot() / problem.divisor + 0x1p-30 * expected
      deviation.note(mean, expected, over: error, place)
    }
    return deviation
  }
}

extension InvariantProblem {
  /// The gradient of Σ w ℓ of each sequence, computed without the others.
  var singleGradients: [[Double]] {
    get throws {
      let evaluator = BatchEvaluator(network, pool: pool)
      return try (0..<view.count).map { n in
        let batch = try Batch(view.single(n), for: network)
        return collect { _ = evaluator.gradient(at: θ, over: batch, into: &$0) }
      }
    }
  }
}
