internal import Foundation
public import Losses
internal import LinearAlgebra

/// A sine whose frequency is shown as a number at every step.
///
/// `x_t = u` of [0, 1) at all steps, drawn once; the target at step t is `sin(ω t)` with `ω = 0.05 + 0.25 u`, a period of 126 to
/// 21 steps, computed in double precision and rounded to Float. Wrong if at any step the output is off by more than 0.25.
///
/// Source: Sussillo & Barak 2013, section 3.2, where the input is an offset and 51 frequencies are told apart.
public struct SineTask: SequenceTask {
  public static let name = "sine"
  public static let definitionVersion = 1
  public static let summary = "Draw a sine of the frequency that the input says."

  public let variant: String
  public let inputs = InputShape.real(features: 1)
  public let outputs = TargetShape.real(outputs: 1)
  public let loss = Loss.squaredError
  public let demand = TaskDemand.tracking
  public let successRule = SuccessRule.everyStepWithin(tolerance: 0.25)
  public let smallestLength = 10
  public let isScoredAtEveryStep = true

  /// ω where u is 0, and what 1 would add to it.
  private static let (lowest, span) = (0.05, 0.25)

  public init(variant: String = "") { self.variant = Self.known(variant) }

  public var featureNames: [String] { ["frequency"] }
  public var outputNames: [String] { ["sine"] }

  public func scoredSteps(length: Int) -> Double { Double(length) }

  public func maximumSequenceLength(length: Int) -> Int { length }

  /// The mean and the mean square of sin ωt over ω, at every step:
  ///
  ///     E sin ωt = (cos at − cos bt) / ((b − a) t),   E sin² ωt = ½ − (sin 2bt − sin 2at) / (4 (b − a) t)
  ///
  /// The best constant is wrong for every frequency: by the first steps, which are near 0, or by the crest.
  public func baseline(length: Int) -> Baseline {
    let (a, b) = (Self.lowest, Self.lowest + Self.span)
    var (sum, squares) = (0.0, 0.0)
    for step in 1...length {
      let t = Double(step)
      sum += (cos(a * t) - cos(b * t)) / ((b - a) * t)
      squares += 0.5 - (sin(2 * b * t) - sin(2 * a * t)) / (4 * (b - a) * t)
    }
    return Baseline(loss: 0.5 * (squares - sum * sum / Double(length)), wrongShare: 1)
  }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    let u = Double(generator.uniform())
    set.appendRealInputs { $0.append(contentsOf: repeatElement(u, count: length)) }
    let targets = (1...length).map { Double(Float(sin((Self.lowest + Self.span * u) * Double($0)))) }
    set.endSequence(targets: targets, weights: nil)
  }
}
