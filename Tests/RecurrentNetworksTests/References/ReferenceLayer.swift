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
    var h = initial.map { Array($0.prefix(hidden)) } ?? vectors["h_0"] ?? Array(repeating: 0, count: hidden)
    var c = initial.map { Array($0.dropFirst(hidden)) } ?? vectors["c_0"] ?? Array(repeating: 0, count: hidden)
    if cell == "rate" && initial == nil, let x_0 = vectors["x_0"] { c = x_0 }
    return x.enumerated().map { t, x in
      switch cell {
      case "tanh": simple(x, &h)
      case "mrnn": multiplicative(x, &h)
      case "lstm": longShortTerm(x, &h, &c)
      case "gru": gated(x, &h)
      case "dense": dense(x)
      case "rate": rate(x, &c, ξ?[t])
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
}
