internal import LinearAlgebra
internal import RecurrentNetworks

// Products with G and G_S against quadratic forms by differences; no R-forward pass on the side of the reference.
extension Invariant {
  static let gaussNewton = Invariant(
    name: "gauss-newton",
    proves: "uᵀGv = (Ju)ᵀ H (Jv) with J by differences of the logits and H by second differences of the loss",
    bound: secondDifference
  ) { problem in
    var (deviation, generator) = (Deviation(), problem.generator("gauss-newton"))
    let z = problem.logits(at: problem.θ)
    let v = problem.direction(0..<problem.θ.count, using: &generator)
    let (Jv, κv) = (problem.jacobianDifference(v), problem.weights(of: v).scaled(problem.options.weightDecay))
    let Gv = problem.product(.gaussNewton, v)
    let size = problem.lossBend(at: z, Jv) / problem.divisor
    deviation.note(v.dot(Gv), size + v.dot(κv), over: size + v.dot(κv), "all parameters")
    for block in problem.network.layout.blocks {
      let u = problem.direction(block.range, using: &generator)
      let Ju = problem.jacobianDifference(u)
      let norm = problem.lossBend(at: z, Ju) / problem.divisor
      // u is brought to the size of v, so that both matter in the sum and in the difference of the two; but not so far that
      // the rounding of the logits grows large.
      let s = norm > 1e-8 * size ? (size / norm).squareRoot() : 1e4
      let sum = problem.lossBend(at: z, Jv.adding(s, Ju)) - problem.lossBend(at: z, Jv.adding(-s, Ju))
      let expected = sum / (4 * problem.divisor) + s * u.dot(κv)
      deviation.note(s * u.dot(Gv), expected, over: size + abs(s * u.dot(κv)), "\(block.name)")
    }
    return deviation
  }

  /// The check of one form of structural damping.
  static func structural(_ form: StructuralForm) -> Invariant {
    Invariant(
      name: "structural-\(form.rawValue)",
      proves: "uᵀG_S v in the form `\(form.rawValue)` is that of second differences of the distance of the states",
      bound: secondDifference
    ) { problem in
      var deviation = Deviation()
      var generator = problem.generator("structural")
      let fixed = problem.states(at: problem.θ)
      func secondDerivative(_ d: [Double]) -> Double {
        let S = Differences.second { t in
          [StateDistance.total(form, problem.states(at: problem.point(t, d)), from: fixed)]
        }
        return S[0] / problem.divisor
      }
      let v = problem.direction(0..<problem.θ.count, using: &generator)
      let Gv = problem.structuralProduct(v, form)
      let size = secondDerivative(v)
      deviation.note(v.dot(Gv), size, over: size, "all parameters")
      for block in problem.network.layout.blocks {
        let u = problem.direction(block.range, using: &generator)
        let norm = secondDerivative(u)
        guard norm > 1e-12 * size else {
          deviation.note(u.dot(Gv), 0, over: Gv.norm, block.name)
          continue
        }
        // Both are shortened, so that the sum of the two is as long as each was.
        let s = (size / norm).squareRoot()
        let (w, shorter) = (u.scaled(s / max(1, s)), v.scaled(1 / max(1, s)))
        let expected =
          (secondDerivative(shorter.adding(1, w)) - secondDerivative(shorter.adding(-1, w))) / 4 * max(1, s) * max(1, s)
        deviation.note(s * u.dot(Gv), expected, over: size, block.name)
      }
      return deviation
    }
  }

  static let structuralTerm = Invariant(
    name: "structural-term", proves: "a curvature product with the structural term is the sum of the two products",
    bound: rounding
  ) { problem in
    var (deviation, generator) = (Deviation(), problem.generator("structural-term"))
    let (form, λμ) = (problem.options.structural, 0.75)
    for (place, v) in problem.directions(using: &generator) {
      let Sv = problem.structuralProduct(v, form, weight: λμ)
      for curvature in [Curvature.gaussNewton, .hessian, .empiricalFisher, .monteCarloFisher] {
        let plain = problem.product(curvature, v)
        let both = problem.product(curvature, v, StructuralTerm(form, weight: λμ))
        deviation.note(
          both.distance(to: plain.adding(1, Sv)) / max(plain.norm + Sv.norm, .leastNormalMagnitude),
          "\(curvature.rawValue) along \(place)")
      }
    }
    return deviation
  }

  static let symmetry = Invariant(
    name: "symmetry", proves: "uᵀAv = vᵀAu for the Gauss-Newton matrix, G_S and the Hessian", bound: rounding
  ) { problem in
    var (deviation, generator) = (Deviation(), problem.generator("symmetry"))
    let v = problem.direction(0..<problem.θ.count, using: &generator)
    for (name, product) in problem.symmetricProducts {
      let (Av, sizeOfAv) = product(v)
      for (place, u) in problem.directions(using: &generator) {
        let (Au, sizeOfAu) = product(u)
        deviation.note(
          u.dot(Av), v.dot(Au), over: max(sizeOfAu + sizeOfAv, .leastNormalMagnitude), "\(name), \(place)")
      }
    }
    return deviation
  }

  static let nonNegative = Invariant(
    name: "non-negative", proves: "vᵀGv ≥ 0 and vᵀG_S v ≥ 0: conjugate gradients cannot meet negative curvature",
    bound: rounding
  ) { problem in
    var (deviation, generator) = (Deviation(), problem.generator("non-negative"))
    for (place, v) in problem.directions(using: &generator) {
      for (name, product) in problem.symmetricProducts where name != "hessian" {
        let (Av, size) = product(v)
        deviation.note(max(0, -v.dot(Av)) / max(size, .leastNormalMagnitude), "\(name), \(place)")
      }
    }
    return deviation
  }
}

extension InvariantProblem {
  /// A product without weight decay, and the norm that it is right to within rounding of: that with it.
  fileprivate typealias Undecayed = (product: [Double], size: Double)

  /// The matrices that are symmetric, without weight decay.
  fileprivate var symmetricProducts: [(name: String, product: ([Double]) -> Undecayed)] {
    func undecayed(_ curvature: Curvature) -> ([Double]) -> Undecayed {
      { v in
        let product = self.product(curvature, v)
        return (product.adding(-self.options.weightDecay, self.weights(of: v)), product.norm)
      }
    }
    return [
      ("gauss-newton", undecayed(.gaussNewton)), ("hessian", undecayed(.hessian)),
      (
        "G_S",
        {
          let product = self.structuralProduct($0, self.options.structural)
          return (product, product.norm)
        }
      ),
    ]
  }
}
