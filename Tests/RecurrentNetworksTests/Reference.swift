import Foundation
import RecurrentNetworks

/// The mathematics once more, step by step on plain arrays: forward pass, losses, objective and structural distance.
///
/// It shares no code with the library and knows no derivative.
struct Reference: Sendable {
  let definition: NetworkDefinition
  let sequences: [PlainSequence]
  let normalization: Normalization
  let weightDecay: Double

  init(_ problem: Problem) {
    definition = problem.definition
    sequences = problem.sequences
    normalization = problem.normalization
    weightDecay = problem.weightDecay
  }

  /// N, or Σ w.
  var divisor: Double {
    switch normalization {
    case .sequence: Double(sequences.count)
    case .step: sequences.reduce(0) { $1.weights.reduce($0) { $0 + Double($1) } }
    }
  }

  // MARK: The forward pass

  /// The pre-activations a, by layer, step and unit, up to the last scored step.
  func preactivations(_ θ: [Double], _ sequence: PlainSequence) -> [[[Double]]] {
    var reader = ParameterReader(θ)
    var x = Array(sequence.inputs.prefix(sequence.effectiveLength))
    return (0..<definition.layers).map { layer in
      let hidden = definition.hidden
      let W_hh = reader.matrix(hidden, hidden)
      let W_xh = reader.matrix(hidden, layer == 0 ? definition.input.size : hidden)
      let b_h = reader.vector(hidden)
      var h = definition.learnsInitialState ? reader.vector(hidden) : Array(repeating: 0, count: hidden)
      var a: [[Double]] = []
      for x_t in x {
        a.append((0..<hidden).map { W_hh[$0].dot(h) + W_xh[$0].dot(x_t) + b_h[$0] })
        h = a.last!.map(φ)
      }
      x = a.map { $0.map(φ) }
      return a
    }
  }

  /// The logits, by step, up to the last scored step.
  func logits(_ θ: [Double], _ sequence: PlainSequence) -> [[Double]] {
    let outputs = definition.outputs
    var reader = ParameterReader(Array(θ.suffix(outputs * (definition.hidden + 1))))
    let W_ho = reader.matrix(outputs, definition.hidden)
    let b_o = reader.vector(outputs)
    return preactivations(θ, sequence).last!.map { a in
      let h = a.map(φ)
      return (0..<outputs).map { W_ho[$0].dot(h) + b_o[$0] }
    }
  }

  func φ(_ a: Double) -> Double {
    switch definition.activation {
    case .tanh: tanh(a)
    case .logistic: 1 / (1 + exp(-a))
    case .relu: max(0, a)
    case .linear: a
    }
  }

  // MARK: Objective

  /// ℓ(z, y)
  func loss(_ z: [Double], _ y: [Double]) -> Double {
    switch definition.loss {
    case .squaredError: return zip(z, y).reduce(0) { $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1) }
    case .logistic:
      // −y log σ(z) − (1 − y) log (1 − σ(z))
      return zip(z, y).reduce(0) { $0 + $1.1 * log1p(exp(-$1.0)) + (1 - $1.1) * log1p(exp($1.0)) }
    case .softmax: return log(z.reduce(0) { $0 + exp($1) }) - z.dot(y)
    }
  }

  /// Σ_t w ℓ of one sequence.
  func loss(_ θ: [Double], _ sequence: PlainSequence) -> Double {
    zip(logits(θ, sequence), zip(sequence.targets, sequence.weights)).reduce(0) { sum, step in
      let (z, (y, w)) = step
      return w > 0 ? sum + Double(w) * loss(z, y) : sum
    }
  }

  /// f(θ)
  func objective(_ θ: [Double]) -> Double {
    let decay = zip(θ, Self.isWeight(definition)).reduce(0) { $1.1 ? $0 + $1.0 * $1.0 : $0 }
    return sequences.reduce(0) { $0 + loss(θ, $1) } / divisor + 0.5 * weightDecay * decay
  }

  // MARK: Structural distance

  /// S(θ) = 1/divisor Σ_n Σ_t Σ_layers D(θ; θ_now)
  func distance(_ θ: [Double], from now: [Double], _ form: StructuralForm) -> Double {
    sequences.reduce(0) { sum, sequence in
      let a = preactivations(θ, sequence).joined().joined()
      let fixed = preactivations(now, sequence).joined().joined()
      return zip(a, fixed).reduce(sum) { $0 + distance($1.0, from: $1.1, form) }
    } / divisor
  }

  private func distance(_ a: Double, from fixed: Double, _ form: StructuralForm) -> Double {
    let bregman = Φ(a) - Φ(fixed) - φ(fixed) * (a - fixed)
    switch form {
    case .matching: return bregman
    case .quarter: return bregman / 4
    case .squared: return 0.5 * (φ(a) - φ(fixed)) * (φ(a) - φ(fixed))
    }
  }

  /// Φ with Φ' = φ
  private func Φ(_ a: Double) -> Double {
    switch definition.activation {
    case .tanh: log(cosh(a))
    case .logistic: log1p(exp(a))
    case .relu: 0.5 * max(0, a) * max(0, a)
    case .linear: 0.5 * a * a
    }
  }
}
