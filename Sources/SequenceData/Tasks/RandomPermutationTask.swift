public import Losses
internal import Foundation
internal import LinearAlgebra

/// The first symbol, to be given after a long run of random symbols.
///
/// The symbol at step 1 is `a ~ U{0, 1}`, those at steps 2 to T are `U{2..99}`. The target at step t < T is the symbol at
/// t + 1, which nothing foretells, and at step T it is `a`. A sequence is wrong if the largest output at step T is not a's.
/// The name is historical: symbols repeat.
///
/// Drawn in order of time. Source: Hochreiter & Schmidhuber 1997, section 5.2, for the idea; Martens &
/// Sutskever 2011. The variant `last` is the form of Pascanu, Mikolov & Bengio 2013.
public struct RandomPermutationTask: SequenceTask {
  public static let name = "random-permutation"
  public static let definitionVersion = 1
  public static let summary = "Remember the first of two symbols while a long run of others is to be foretold."
  public static let variants = [
    TaskVariant(name: "last", summary: "Only the last step carries loss, which is easier.")
  ]

  public let variant: String
  public let inputs = InputShape.symbols(cardinality: 100)
  public let outputs = TargetShape.classes(cardinality: 100)
  public let loss = Loss.softmax
  public let successRule = SuccessRule.lastStepArgmax
  public let smallestLength = 2
  public let isScoredAtEveryStep: Bool

  public init(variant: String = "") {
    self.variant = Self.known(variant)
    isScoredAtEveryStep = variant != "last"
  }

  public func scoredSteps(length: Int) -> Double { Double(isScoredAtEveryStep ? length : 1) }

  public func maximumSequenceLength(length: Int) -> Int { length }

  /// In T steps each of the 98 symbols is expected as target (T − 1)/98 times, and each of the two first symbols ½ times. The
  /// best constant has these shares, so its largest output is a first symbol up to T = 50 (a tie there), right for one
  /// half, and one of the 98 beyond, never right. With loss on the last step alone it is a fair coin.
  public func baseline(length: Int) -> Baseline {
    guard isScoredAtEveryStep else { return Baseline(loss: log(2), wrongShare: 0.5) }
    let others = Double(length - 1) / 98
    return Baseline(
      loss: Baseline.crossEntropy(of: [(2, 0.5), (98, others)]),
      wrongShare: others <= 0.5 ? 0.5 : 1,
      note: "Nothing foretells the symbols before the last step: (T − 1) ln 98 of the loss cannot be learned.")
  }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    let first = Int32(generator.integer(in: 0...1))
    var following: [Int32] = []
    set.appendSymbols { symbols in
      let start = symbols.count
      symbols.append(first)
      for _ in 1..<length { symbols.append(Int32(generator.integer(in: 2...99))) }
      if isScoredAtEveryStep { following = Array(symbols[(start + 1)...]) }
    }
    set.endSequence(length: length, scored: isScoredAtEveryStep ? length : 1) { classes in
      classes.append(contentsOf: following)
      classes.append(first)
    }
  }
}
