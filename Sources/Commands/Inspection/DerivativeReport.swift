import Inspection
import LinearAlgebra
import RecurrentNetworks

/// What `derivatives` says about the file that it has written.
struct DerivativeReport: Encodable {
  /// One product in two numbers.
  struct Product: Encodable {
    let curvature: String
    /// ‖Cv‖.
    let norm: Double
    /// vᵀCv / vᵀv, nothing where v = 0.
    let quotient: Double?
  }

  let loss: Double
  let gradientNorm: Double
  let products: [Product]
  let sequences: Int
  let scoredSteps: Int
  let totalWeight: Double
  let normalization: String
  let weightDecay: Double
  let lambda: Double
  let mu: Double
  let structural: String
  let precision: String
  let output: String

  init<Element>(
    _ derivatives: Derivatives, _ problem: DerivativeProblem<Element>, _ options: DerivativeOptions, output: String
  ) {
    loss = derivatives.loss
    gradientNorm = derivatives.gradient.norm
    products = derivatives.products.map { curvature, vector in
      let quotient = problem.squaredNorm > 0 ? problem.dot(vector) / problem.squaredNorm : nil
      return Product(curvature: curvature.rawValue, norm: vector.norm, quotient: quotient)
    }
    sequences = derivatives.sequences
    scoredSteps = derivatives.scored
    totalWeight = derivatives.totalWeight
    normalization = options.normalization.rawValue
    weightDecay = options.weightDecay
    lambda = options.lambda
    mu = options.mu
    structural = options.structural.rawValue
    precision = Element.precision.rawValue
    self.output = output
  }

  /// For people.
  var lines: [String] {
    let damping =
      lambda == 0 ? "undamped" : "λ = \(Numbers.short(lambda)), μ = \(Numbers.short(mu)) (\(structural))"
    return [
      "\(sequences, "sequence"), \(scoredSteps, "step") that carry loss, total weight \(Numbers.short(totalWeight)), in \(precision)",
      "divided by the \(normalization == "sequence" ? "sequences" : "total weight"), weight decay \(Numbers.short(weightDecay)), \(damping)",
      "loss \(loss)",
      "‖gradient‖ \(gradientNorm)",
    ]
      + products.map { product in
        let quotient = product.quotient.map { ", vᵀCv / vᵀv \($0)" } ?? ""
        return "‖Cv‖ \(product.norm)\(quotient)   C = \(product.curvature)"
      } + ["written to \(output)"]
  }

  enum CodingKeys: String, CodingKey {
    case loss, products, sequences, normalization, lambda, mu, structural, precision, output
    case gradientNorm = "gradient_norm"
    case scoredSteps = "scored_steps"
    case totalWeight = "total_weight"
    case weightDecay = "weight_decay"
  }
}
