import Optimization
import TestSupport

/// The first-order methods in plain Double over lists, written from the papers for the tests alone.
struct FirstOrderReference {
  let options: FirstOrderOptions
  var θ: [Double]
  private var first: [Double]
  private var second: [Double]
  private var updates = 0
  private(set) var clipped = 0

  init(_ options: FirstOrderOptions, at θ: [Double]) {
    self.options = options
    self.θ = θ
    first = θ.map { _ in 0 }
    second = first
  }

  /// One update along the gradient that `gradient` gives at a point.
  mutating func update(_ gradient: ([Double]) -> [Double]) {
    let (m, ρ, ε) = (options.momentum, options.squareDecay, options.epsilon)
    let η = options.learningRate / (1 + options.learningRateDecay * Double(updates))
    updates += 1
    var g = gradient(options.method == .nesterov ? θ.indices.map { θ[$0] + m * first[$0] } : θ)
    let norm = g.norm
    if let most = options.clipNorm, norm > most {
      g = g.map { $0 * most / norm }
      clipped += 1
    }
    for i in θ.indices {
      switch options.method {
      case .sgd, .nesterov:
        first[i] = m * first[i] - η * g[i]
        θ[i] += first[i]
      case .rmsprop:
        second[i] = ρ * second[i] + (1 - ρ) * g[i] * g[i]
        first[i] = m * first[i] - η * g[i] / (second[i].squareRoot() + ε)
        θ[i] += first[i]
      case .adam, .adamw:
        first[i] = m * first[i] + (1 - m) * g[i]
        second[i] = ρ * second[i] + (1 - ρ) * g[i] * g[i]
        var (mᵗ, ρᵗ) = (1.0, 1.0)
        for _ in 0..<updates { (mᵗ, ρᵗ) = (mᵗ * m, ρᵗ * ρ) }
        θ[i] -= η * (first[i] / (1 - mᵗ)) / ((second[i] / (1 - ρᵗ)).squareRoot() + ε)
      }
    }
  }
}
