import Foundation
import LinearAlgebra
import Losses
import RecurrentNetworks
import TestSupport
import Testing

/// The Fisher matrix of a model from its definition, F = E[∇ log p(y) ∇ log p(y)ᵀ] over targets y of the model, which are all
/// tried: with gradients alone, none of the passes of a curvature.
private enum ExactFisher {
  /// The predictions at logits z, by their definitions.
  static func predictions(_ z: [Double], _ loss: Loss) -> [Double] {
    switch loss {
    case .softmax:
      let sum = z.reduce(0) { $0 + exp($1) }
      return z.map { exp($0) / sum }
    case .logistic: return z.map { 1 / (1 + exp(-$0)) }
    default: return z
    }
  }

  /// The possible targets of one scored step with predictions p, and how likely each is.
  ///
  /// A normal distribution of variance 1 around p has the first two moments of p ± 1 with equal chances, which are all that a
  /// gradient linear in y needs.
  static func targets(_ p: [Double], _ loss: Loss) -> [(target: [Double], chance: Double)] {
    if loss == .softmax { return p.indices.map { (.unit($0, of: p.count), p[$0]) } }
    var list: [(target: [Double], chance: Double)] = [([], 1)]
    for p in p {
      let choices: [(Double, Double)] = loss == .logistic ? [(1, p), (0, 1 - p)] : [(p + 1, 0.5), (p - 1, 0.5)]
      list = list.flatMap { target, chance in choices.map { (target + [$0.0], chance * $0.1) } }
    }
    return list
  }

  /// F v: the sum over sequences and joint targets of their scored steps, over the divisor of the loss.
  static func product(_ problem: Problem, _ v: [Double], divisor: Double) throws -> [Double] {
    let reference = Reference(problem)
    var sum = v.scaled(0)
    for sequence in problem.sequences {
      let scored = sequence.weights.indices.filter { sequence.weights[$0] > 0 }
      let predictions = reference.logits(problem.θ, sequence).map { Self.predictions($0, problem.definition.loss) }
      var joint: [(targets: [[Double]], chance: Double)] = [(sequence.targets, 1)]
      for t in scored {
        joint = joint.flatMap { targets, chance in
          Self.targets(predictions[t], problem.definition.loss).map { target, likelihood in
            var targets = targets
            targets[t] = target
            return (targets, chance * likelihood)
          }
        }
      }
      for (targets, chance) in joint {
        var single = problem
        single.sequences = [PlainSequence(inputs: sequence.inputs, targets: targets, weights: sequence.weights)]
        (single.normalization, single.weightDecay) = (.sequence, 0)
        let g = try Subject<Double>(single).gradient()
        sum = sum.adding(chance * g.dot(v), g)
      }
    }
    return sum.scaled(1 / divisor)
  }
}

@Suite("Natural gradient")
struct NaturalGradientTests {
  /// Two sequences of three steps, two of them scored.
  private static func problem(_ loss: Loss, _ cell: String, _ seed: UInt64) -> Problem {
    let definition = NetworkDefinition(
      input: .features(2), layers: [LayerDefinition(cell, units: 3)], outputs: 2, loss: loss)
    var problem = Problem(definition, sequences: 2, longest: 3, ragged: false, seed: seed)
    for n in problem.sequences.indices { problem.sequences[n].weights[n] = 0 }
    return problem
  }

  @Test(
    "The expectation over all targets of the model is the Fisher product, and the Gauss-Newton product",
    arguments: [Loss.softmax, .logistic, .squaredError], ["tanh", "lstm", "mrnn"])
  func expectation(loss: Loss, cell: String) throws {
    let problem = Self.problem(loss, cell, 11)
    let subject = try Subject<Double>(problem)
    var generator = TestGenerator(seed: 4)
    let v = generator.direction(subject.count)
    let expected = try ExactFisher.product(problem, v, divisor: Reference(problem).divisor)
    #expect(expected.norm > 1e-3)
    expectClose(subject.product(.fisher, v), expected, relative: 1e-12, "Fisher")
    expectClose(subject.product(.gaussNewton, v), expected, relative: 1e-12, "Gauss-Newton")
    // The true targets give another matrix, and so does the Hessian.
    for other in [Curvature.empiricalFisher, .hessian] {
      #expect(subject.product(other, v).adding(-1, expected).norm > 1e-2 * expected.norm, "\(other)")
    }
  }

  @Test(
    "Targets drawn from the model give it on the average, and come closer as the root of their number",
    arguments: [Loss.softmax, .logistic, .squaredError])
  func sampled(loss: Loss) throws {
    let problem = Self.problem(loss, "tanh", 12)
    let subject = try Subject<Double>(problem)
    var generator = TestGenerator(seed: 5)
    let v = generator.direction(subject.count)
    let expected = try ExactFisher.product(problem, v, divisor: Reference(problem).divisor)
    var (mean, squares) = (RunningMean(count: subject.count), 0.0)
    var errors: [Double] = []
    var sum = v.scaled(0)
    for draw in 1...1600 {
      subject.linearization.samplingSeed = UInt64(draw)
      let product = subject.product(.monteCarloFisher, v)
      mean.add(product)
      sum = sum.adding(1, product)
      squares += product.adding(-1, expected).dot(product.adding(-1, expected))
      if [100, 1600].contains(draw) { errors.append(sum.scaled(1 / Double(draw)).adding(-1, expected).norm) }
    }
    mean.expect(expected, "Monte-Carlo Fisher")
    // The error of a mean of n is the deviation of one over √n; 4 such are exceeded by chance once in many thousands.
    let deviation = (squares / 1600).squareRoot()
    #expect(errors[0] < 4 * deviation / 10 && errors[1] < 4 * deviation / 40, "\(errors) with deviation \(deviation)")
  }
}
