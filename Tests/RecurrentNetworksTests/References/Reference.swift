import Losses
import Foundation
import RecurrentNetworks
import TestSupport

/// The mathematics once more, step by step on plain arrays: forward pass, losses, objective and structural distance.
///
/// It shares no code with the library and knows no derivative.
struct Reference: Sendable {
  let definition: NetworkDefinition
  let sequences: [PlainSequence]
  let normalization: Normalization
  let weightDecay: Double
  let ratePenalty: Double

  init(_ problem: Problem) {
    definition = problem.definition
    sequences = problem.sequences
    normalization = problem.normalization
    weightDecay = problem.weightDecay
    ratePenalty = problem.ratePenalty
  }

  /// N, or Σ w.
  var divisor: Double {
    switch normalization {
    case .sequence: Double(sequences.count)
    case .step: sequences.reduce(0) { $1.weights.reduce($0) { $0 + Double($1) } }
    }
  }

  // MARK: The forward pass

  /// What each layer computes, by layer and step, up to the last scored step.
  func steps(_ θ: [Double], _ sequence: PlainSequence) -> [[ReferenceStep]] {
    var reader = ParameterReader(θ)
    var x = Array(sequence.inputs.prefix(sequence.effectiveLength))
    return definition.layers.enumerated().map { index, layer in
      var parameters = ReferenceLayer(layer)
      for block in Self.arrays(ofLayer: index, definition) { parameters.read(block.name, block.shape, from: &reader) }
      let steps = parameters.steps(
        layer.cell, x, from: sequence.initial.isEmpty ? nil : sequence.initial[index],
        noise: sequence.noise.isEmpty ? nil : sequence.noise[index])
      x = sequence.risen(steps.map(\.h), from: index)
      return steps
    }
  }

  /// The logits, by step, up to the last scored step.
  func logits(_ θ: [Double], _ sequence: PlainSequence) -> [[Double]] {
    let outputs = definition.outputs
    let hidden = definition.layers.last!.units
    var reader = ParameterReader(Array(θ.suffix(outputs * (hidden + 1))))
    let W_ho = reader.matrix(outputs, hidden)
    let b_o = reader.vector(outputs)
    let top = sequence.risen(steps(θ, sequence).last!.map(\.h), from: definition.layers.count - 1)
    return top.map { h in (0..<outputs).map { W_ho[$0].dot(h) + b_o[$0] } }
  }

  // MARK: Objective

  /// ℓ(z, y)
  func loss(_ z: [Double], _ y: [Double]) -> Double {
    switch definition.loss.target {
    case .values: return zip(z, y).reduce(0) { $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1) }
    case .shares:
      // −y log σ(z) − (1 − y) log (1 − σ(z))
      return zip(z, y).reduce(0) { $0 + $1.1 * log1p(exp(-$1.0)) + (1 - $1.1) * log1p(exp($1.0)) }
    case .classes: return log(z.reduce(0) { $0 + exp($1) }) - z.dot(y)
    }
  }

  /// Σ_t w ℓ of one sequence.
  func loss(_ θ: [Double], _ sequence: PlainSequence) -> Double {
    zip(logits(θ, sequence), zip(sequence.targets, sequence.weights)).reduce(0) { sum, step in
      let (z, (y, w)) = step
      return w > 0 ? sum + Double(w) * loss(z, y) : sum
    }
  }

  /// The outputs of all layers in all steps of a sequence.
  func rates(_ θ: [Double], _ sequence: PlainSequence) -> [Double] { steps(θ, sequence).joined().flatMap(\.h) }

  /// f(θ)
  func objective(_ θ: [Double]) -> Double {
    let rates = ratePenalty == 0 ? [] : sequences.map { self.rates(θ, $0).reduce(0) { $0 + $1 * $1 } }
    let decay = Self.sum(zip(θ, Self.isWeight(definition)).map { $1 ? $0 * $0 : 0 })
    return Self.sum(sequences.map { loss(θ, $0) }) / divisor + 0.5 * weightDecay * decay
      + 0.5 * ratePenalty * Self.sum(rates) / divisor
  }

  /// A sum whose rounding does not grow with the number of terms (Kahan 1965): differences over 1e-4 magnify it.
  private static func sum(_ terms: [Double]) -> Double {
    var (sum, lost) = (0.0, 0.0)
    for term in terms {
      let added = term - lost
      let next = sum + added
      lost = (next - sum) - added
      sum = next
    }
    return sum
  }

  // MARK: Structural distance

  /// S(θ) = 1/divisor Σ_n Σ_t Σ_layers D(θ; θ_now)
  func distance(_ θ: [Double], from now: [Double], _ form: StructuralForm) -> Double {
    sequences.reduce(0) { sum, sequence in
      zip(steps(θ, sequence).joined(), steps(now, sequence).joined()).reduce(sum) {
        $0 + distance($1.0, from: $1.1, form)
      }
    } / divisor
  }

  /// D of one layer at one step: of the pre-activations, or of everything that the cell carries.
  private func distance(_ step: ReferenceStep, from fixed: ReferenceStep, _ form: StructuralForm) -> Double {
    guard form != .squared else {
      return zip(step.carried, fixed.carried).reduce(0) { $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let bregman = zip(step.activated, fixed.activated).reduce(0) { sum, pair in
      let (a, b, φ) = (pair.0.a, pair.1.a, pair.0.φ)
      return sum + φ.integral(a) - φ.integral(b) - φ.value(b) * (a - b)
    }
    return form == .matching ? bregman : bregman / 4
  }
}
