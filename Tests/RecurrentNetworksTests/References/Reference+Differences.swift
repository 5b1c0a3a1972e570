import RecurrentNetworks
import TestSupport

// Derivatives of the reference by differences of fourth order. With a step ε the truncation error is ε⁴ times a
// derivative two orders higher over 30 or 90, the rounding error some 2⁻⁵³ |f| / ε or / ε².
extension Reference {
  /// The first derivative of g at 0: error about 1e-16 g⁗' + 1e-12 g.
  static func firstDerivative(_ g: (Double) -> [Double]) -> [Double] {
    let ε = 1e-4
    return g(ε).adding(-1, g(-ε)).scaled(8).adding(-1, g(2 * ε).adding(-1, g(-2 * ε))).scaled(1 / (12 * ε))
  }

  /// The second derivative of g at 0: error about ε⁴ g⁽⁶⁾ / 90 + 2⁻⁵⁰ g / ε².
  static func secondDerivative(ε: Double, _ g: (Double) -> Double) -> Double {
    (16 * (g(ε) + g(-ε)) - (g(2 * ε) + g(-2 * ε)) - 30 * g(0)) / (12 * ε * ε)
  }

  /// uᵀ ∇²g v: by polarisation, from second derivatives along u + v and u − v.
  static func mixedBend(_ u: [Double], _ v: [Double], ε: Double, _ g: ([Double]) -> Double) -> Double {
    (secondDerivative(ε: ε) { t in g(u.adding(1, v).scaled(t)) }
      - secondDerivative(ε: ε) { t in g(u.adding(-1, v).scaled(t)) }) / 4
  }

  /// ∇f(θ) · v
  func firstDerivative(_ θ: [Double], along v: [Double]) -> Double {
    Self.firstDerivative { [objective(θ.adding($0, v))] }[0]
  }

  /// uᵀ ∇²f(θ) v
  func secondDerivative(_ θ: [Double], _ u: [Double], _ v: [Double]) -> Double {
    Self.mixedBend(u, v, ε: 2e-3) { objective(θ.adding(1, $0)) }
  }

  /// uᵀ G_S(θ) v
  func structuralBend(_ θ: [Double], _ u: [Double], _ v: [Double], _ form: StructuralForm) -> Double {
    Self.mixedBend(u, v, ε: 2e-3) { distance(θ.adding(1, $0), from: θ, form) }
  }

  /// J v: the derivative of the logits of each step of each sequence.
  func jacobianProduct(_ θ: [Double], _ v: [Double]) -> [[[Double]]] {
    sequences.map { sequence in
      let steps = sequence.effectiveLength
      let flat = Self.firstDerivative { Array(logits(θ.adding($0, v), sequence).joined()) }
      return (0..<steps).map { Array(flat[$0 * definition.outputs..<($0 + 1) * definition.outputs]) }
    }
  }

  /// H_ℓ at some logits, by second differences of ℓ.
  func lossHessian(_ z: [Double], _ y: [Double]) -> [[Double]] {
    z.indices.map { i in
      z.indices.map { j in
        Self.mixedBend(.unit(i, of: z.count), .unit(j, of: z.count), ε: 1e-2) { loss(z.adding(1, $0), y) }
      }
    }
  }

  /// Σ w Juᵀ H_ℓ Jv over the divisor + κ u_w · v_w, from the Jacobian products of u and those of each v.
  func gaussNewton(_ θ: [Double], _ vectors: [[Double]]) -> [[Double]] {
    let J = vectors.map { jacobianProduct(θ, $0) }
    let weight = Self.isWeight(definition)
    var G = vectors.map { u in
      vectors.map { v in weightDecay * divisor * zip(weight, zip(u, v)).reduce(0) { $1.0 ? $0 + $1.1.0 * $1.1.1 : $0 } }
    }
    for (n, sequence) in sequences.enumerated() {
      for (t, z) in logits(θ, sequence).enumerated() where sequence.weights[t] > 0 {
        let H = lossHessian(z, sequence.targets[t])
        for (j, Jv) in J.enumerated() {
          let HJv = H.map { Double(sequence.weights[t]) * $0.dot(Jv[n][t]) }
          for (i, Ju) in J.enumerated() { G[i][j] += Ju[n][t].dot(HJv) }
        }
      }
    }
    if ratePenalty > 0 {
      for sequence in sequences {
        let R = vectors.map { v in Self.firstDerivative { rates(θ.adding($0, v), sequence) } }
        for i in R.indices { for j in R.indices { G[i][j] += ratePenalty * R[i].dot(R[j]) } }
      }
    }
    return G.map { $0.scaled(1 / divisor) }
  }
}
