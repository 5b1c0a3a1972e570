public import Losses
internal import LinearAlgebra

/// Three bits of memory, each set by pulses in a channel of its own.
///
/// `x_t` of {−1, 0, 1}³: at step 1 every channel has a pulse, at each later one with 1/20, of either sign with ½. The targets are
/// the signs of the last pulses. Steps that follow a pulse in any channel by fewer than 5 carry no loss: they are for the
/// network to change its mind in. Wrong if at any other an output is off by more than 0.25. Some sequences, mostly short
/// ones, have no step that carries loss.
///
/// At each step the channels are drawn in order: from the second step on whether there is a pulse, then its sign.
///
/// Source: Sussillo & Barak 2013, section 3.1. That every channel starts with a pulse keeps the memories to the 8 corners of a
/// cube: "no pulse yet" would be a third state of each.
public struct FlipFlopTask: SequenceTask {
  public static let name = "flip-flop"
  public static let definitionVersion = 1
  public static let summary = "Hold the sign of the last pulse in each of three channels."

  public let variant: String
  public let inputs = InputShape.real(features: Self.channels)
  public let outputs = TargetShape.real(outputs: Self.channels)
  public let loss = Loss.squaredError
  public let demand = TaskDemand.holding
  public let successRule = SuccessRule.everyStepWithin(tolerance: 0.25)
  public let smallestLength = 6
  public let isScoredAtEveryStep = false

  private static let channels = 3
  /// A pulse comes once in so many steps of a channel.
  private static let interval = 20
  /// The steps from a pulse on that carry no loss, that of the pulse among them.
  private static let pause = 5
  /// The probability of a step without a pulse.
  private static var quiet: Double {
    (0..<channels).reduce(1) { share, _ in share * (1 - 1 / Double(interval)) }
  }

  public init(variant: String = "") { self.variant = Self.known(variant) }

  public var featureNames: [String] { (1...Self.channels).map { "pulse \($0)" } }
  public var outputNames: [String] { (1...Self.channels).map { "bit \($0)" } }

  /// A step carries loss where it and the four before it are quiet.
  public func scoredSteps(length: Int) -> Double {
    Double(length - Self.pause) * (0..<Self.pause).reduce(1) { share, _ in share * Self.quiet }
  }

  public func maximumSequenceLength(length: Int) -> Int { length }

  /// The best constant is 0 in each channel, off by 1 at every step that carries loss. It is right where there is none, which is
  /// where no run of quiet steps from the second on is 5 long: a chain over the length of the run.
  public func baseline(length: Int) -> Baseline {
    var runs = [Double](repeating: 0, count: Self.pause)
    runs[0] = 1
    for _ in 1..<length {
      let all = runs.reduce(0, +)
      for run in (1..<Self.pause).reversed() { runs[run] = Self.quiet * runs[run - 1] }
      runs[0] = (1 - Self.quiet) * all
    }
    return Baseline(
      loss: 0.5 * Double(Self.channels) * scoredSteps(length: length), wrongShare: 1 - runs.reduce(0, +))
  }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    var (bits, targets) = ([Double](repeating: 0, count: Self.channels), [Double]())
    var (quiet, weights) = (0, [Float]())
    set.appendRealInputs { values in
      for step in 0..<length {
        quiet += 1
        for channel in 0..<Self.channels {
          let isPulse = step == 0 || generator.integer(in: 1...Self.interval) == 1
          let sign: Double = isPulse ? (generator.integer(in: 0...1) == 0 ? -1 : 1) : 0
          if isPulse { (bits[channel], quiet) = (sign, 0) }
          values.append(sign)
        }
        targets += bits
        weights.append(quiet >= Self.pause ? 1 : 0)
      }
    }
    set.endSequence(targets: targets, weights: weights)
  }
}
