import Foundation
import RecurrentNetworks
import TestSupport

/// The forward passes of all cells, one unit after the other, from the formulas.
struct ReferenceLayer {
  let hidden: Int
  let activation: Activation
  let options: [String: Int]
  private var matrices: [String: [[Double]]] = [:]
  private var vectors: [String: [Double]] = [:]

  init(_ layer: LayerDefinition) {
    hidden = layer.units
    activation = layer.activation
    options = layer.options
  }

  /// Takes a block from a parameter vector.
  mutating func read(_ name: String, _ shape: [Int], from reader: inout ParameterReader) {
    if shape.count == 2 {
      matrices[name] = reader.matrix(shape[0], shape[1])
    } else {
      vectors[name] = reader.vector(shape[0])
    }
  }

  /// Runs over a sequence of inputs, from a state where one is given, with noise ξ by step and unit where there is some.
  func steps(
    _ cell: String, _ x: [[Double]], from initial: [Double]? = nil, noise ξ: [[Double]]? = nil
  ) -> [ReferenceStep] {
    func begin(_ names: [String], _ given: [Double]?) -> [Double] {
      given ?? names.compactMap { vectors[$0] }.first ?? Array(repeating: 0, count: hidden)
    }
    var h = begin(["h_0", "y_0"], initial.map { Array($0.prefix(hidden)) })
    var c = begin(["c_0", "z_0", "x_0"], initial.map { Array($0.dropFirst(hidden)) })
    return x.enumerated().map { t, x in
      switch cell {
      case "tanh": simple(x, &h)
      case "mrnn": multiplicative(x, &h)
      case "lstm": longShortTerm(x, &h, &c)
      case "gru": gated(x, &h)
      case "dense": dense(x)
      case "rate": rate(x, &c, ξ?[t])
      case "lem": longExpressive(x, &h, &c)
      case "cornn": oscillating(x, &h, &c)
      case "indrnn": independent(x, &h)
      case "mingru": minimal(x, &h)
      default: preconditionFailure("the reference has no \(cell)")
      }
    }
  }

  /// (W_{x name} x)_k
  private func W_x(_ name: String, _ k: Int, _ x: [Double]) -> Double { matrices["W_x" + name]![k].dot(x) }
  /// (W_{h name} h)_k
  private func W_h(_ name: String, _ k: Int, _ h: [Double]) -> Double { matrices["W_h" + name]![k].dot(h) }
  private func b(_ name: String, _ k: Int) -> Double { vectors["b_" + name]![k] }

  private func simple(_ x: [Double], _ h: inout [Double]) -> ReferenceStep {
    let a = (0..<hidden).map { W_h("h", $0, h) + W_x("h", $0, x) + b("h", $0) }
    h = a.map(activation.value)
    return ReferenceStep(h: h, carried: h, activated: a.map { ($0, activation) })
  }

  private func dense(_ x: [Double]) -> ReferenceStep {
    let a = (0..<hidden).map { W_x("h", $0, x) + b("h", $0) }
    let h = a.map(activation.value)
    return ReferenceStep(h: h, carried: h, activated: a.map { ($0, activation) })
  }

  /// f = (W_xf x) ⊙ (W_hf h), h = φ(W_fh f + W_xh x + b_h)
  private func multiplicative(_ x: [Double], _ h: inout [Double]) -> ReferenceStep {
    let f = (0..<hidden).map { W_x("f", $0, x) * W_h("f", $0, h) }
    let a = (0..<hidden).map { matrices["W_fh"]![$0].dot(f) + W_x("h", $0, x) + b("h", $0) }
    h = a.map(activation.value)
    return ReferenceStep(h: h, carried: h, activated: a.map { ($0, activation) })
  }

  /// x = (1 − α) x + α (W_hh φ(x) + W_xh u + b_h) + α √(2/α₀) ξ, with α₀ = dt/τ; α = α₀, or 1 / (1 + e^(−leak))
  private func rate(_ u: [Double], _ x: inout [Double], _ ξ: [Double]?) -> ReferenceStep {
    let start = Double(options["dt"] ?? 1) / Double(options["tau"] ?? 10)
    let r = x.map(activation.value)
    x = (0..<hidden).map { k in
      let α = vectors["leak"].map { 1 / (1 + exp(-$0[k])) } ?? start
      let drive = W_h("h", k, r) + W_x("h", k, u) + b("h", k) + (2 / start).squareRoot() * (ξ?[k] ?? 0)
      return (1 - α) * x[k] + α * drive
    }
    let rates = x.map(activation.value)
    return ReferenceStep(h: rates, carried: rates + x, activated: x.map { ($0, activation) })
  }

  private func longShortTerm(_ x: [Double], _ h: inout [Double], _ c: inout [Double]) -> ReferenceStep {
    var step = ReferenceStep(h: [], carried: [], activated: [])
    for k in 0..<hidden {
      func a(_ gate: String) -> Double { W_x(gate, k, x) + W_h(gate, k, h) + b(gate, k) }
      func σ(_ a: Double) -> Double { 1 / (1 + exp(-a)) }
      c[k] = σ(a("f")) * c[k] + σ(a("i")) * tanh(a("g"))
      step.h.append(σ(a("og")) * tanh(c[k]))
      step.activated += [(a("i"), .logistic), (a("f"), .logistic), (a("g"), .tanh), (a("og"), .logistic)]
    }
    h = step.h
    step.carried = h + c
    return step
  }

  /// n = tanh(W_xn x + b_xn + r ⊙ (W_hn h + b_hn)), h = (1 − z) ⊙ n + z ⊙ h
  private func gated(_ x: [Double], _ h: inout [Double]) -> ReferenceStep {
    var step = ReferenceStep(h: [], carried: [], activated: [])
    for k in 0..<hidden {
      let a_r = W_x("r", k, x) + W_h("r", k, h) + b("r", k)
      let a_z = W_x("z", k, x) + W_h("z", k, h) + b("z", k)
      let a_n = W_x("n", k, x) + b("xn", k) + (W_h("n", k, h) + b("hn", k)) / (1 + exp(-a_r))
      let z = 1 / (1 + exp(-a_z))
      step.h.append((1 - z) * tanh(a_n) + z * h[k])
      step.activated += [(a_r, .logistic), (a_z, .logistic), (a_n, .tanh)]
    }
    h = step.h
    step.carried = h
    return step
  }

  /// z ← (1 − Δ₂) z + Δ₂ tanh(…), y ← (1 − Δ₁) y + Δ₁ tanh(…) with the new z
  private func longExpressive(_ x: [Double], _ y: inout [Double], _ z: inout [Double]) -> ReferenceStep {
    let Δt = Double(options["dt"] ?? 1000) / 1000
    func a(_ name: String, _ k: Int, _ s: [Double], _ part: String) -> Double {
      matrices["W_" + name]![k].dot(s) + W_x(part, k, x) + b(part, k)
    }
    let scales = (0..<hidden).map { (a("y1", $0, y, "1"), a("y2", $0, y, "2")) }
    let towardsZ = (0..<hidden).map { a("yz", $0, y, "z") }
    z = (0..<hidden).map { k in
      let Δ₂ = Δt / (1 + exp(-scales[k].1))
      return (1 - Δ₂) * z[k] + Δ₂ * tanh(towardsZ[k])
    }
    let towardsY = (0..<hidden).map { a("zy", $0, z, "y") }
    y = (0..<hidden).map { k in
      let Δ₁ = Δt / (1 + exp(-scales[k].0))
      return (1 - Δ₁) * y[k] + Δ₁ * tanh(towardsY[k])
    }
    return ReferenceStep(
      h: y, carried: y + z,
      activated: (0..<hidden).flatMap { k in
        [(scales[k].0, .logistic), (scales[k].1, .logistic), (towardsZ[k], .tanh), (towardsY[k], .tanh)]
      })
  }

  /// z ← z + Δt (tanh(W_yz y + W_zz z + W_xz x + b_z) − γ y − ε z), y ← y + Δt z with the new z
  private func oscillating(_ x: [Double], _ y: inout [Double], _ z: inout [Double]) -> ReferenceStep {
    let Δt = Double(options["dt"] ?? 42) / 1000
    let (γ, ε) = (Double(options["gamma"] ?? 27) / 10, Double(options["epsilon"] ?? 47) / 10)
    let a = (0..<hidden).map {
      matrices["W_yz"]![$0].dot(y) + matrices["W_zz"]![$0].dot(z) + W_x("z", $0, x) + b("z", $0)
    }
    z = (0..<hidden).map { z[$0] + Δt * (tanh(a[$0]) - γ * y[$0] - ε * z[$0]) }
    y = (0..<hidden).map { y[$0] + Δt * z[$0] }
    return ReferenceStep(h: y, carried: y + z, activated: a.map { ($0, .tanh) })
  }

  /// h ← φ(W_xh x + w_h ⊙ h + b_h)
  private func independent(_ x: [Double], _ h: inout [Double]) -> ReferenceStep {
    let a = (0..<hidden).map { W_x("h", $0, x) + vectors["w_h"]![$0] * h[$0] + b("h", $0) }
    h = a.map(activation.value)
    return ReferenceStep(h: h, carried: h, activated: a.map { ($0, activation) })
  }

  /// h ← (1 − z) ⊙ h + z ⊙ (W_xh x + b_h)
  private func minimal(_ x: [Double], _ h: inout [Double]) -> ReferenceStep {
    let a = (0..<hidden).map { (z: W_x("z", $0, x) + b("z", $0), g: W_x("h", $0, x) + b("h", $0)) }
    h = (0..<hidden).map { k in
      let z = 1 / (1 + exp(-a[k].z))
      return (1 - z) * h[k] + z * a[k].g
    }
    return ReferenceStep(h: h, carried: h, activated: a.flatMap { [($0.z, .logistic), ($0.g, .linear)] })
  }
}
