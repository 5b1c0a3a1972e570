internal import Foundation
internal import LinearAlgebra
internal import Losses

/// The product of all elements of a group that have been shown: the form that tasks of state tracking share.
///
/// Every step shows one of the elements, each as likely as the others; the target is the product of those so far, the earliest
/// one on the left, at every step or at the last alone. Drawn in order of time.
internal struct RunningProduct: Sendable {
  let group: FiniteGroup
  /// Whether the last step alone carries loss.
  let isLastOnly: Bool

  /// The variant of tasks of this form in which the last step alone carries loss.
  static let last = TaskVariant(name: "last", summary: "Only the last step carries loss, which is harder.")

  var inputs: InputShape { .symbols(cardinality: group.order) }
  var outputs: TargetShape { .classes(cardinality: group.order) }
  var successRule: SuccessRule { isLastOnly ? .lastStepArgmax : .everyStepArgmax }

  func scoredSteps(_ length: Int) -> Int { isLastOnly ? 1 : length }

  /// At every step each element is as likely as the others, whatever it was before: the best constant is the uniform
  /// distribution, and one answer is right at all of n steps for one sequence in |G|ⁿ.
  func baseline(_ length: Int) -> Baseline {
    let (steps, order) = (Double(scoredSteps(length)), Double(group.order))
    return Baseline(loss: steps * log(order), wrongShare: 1 - pow(order, -steps))
  }

  func append(length: Int, generator: inout Philox, to set: inout SequenceSet) {
    var products: [Int32] = []
    set.appendSymbols { symbols in
      var product: Int32 = 0
      for _ in 0..<length {
        let element = Int32(generator.integer(in: 0...(group.order - 1)))
        symbols.append(element)
        product = group.product(product, element)
        products.append(product)
      }
    }
    set.endSequence(length: length, scored: scoredSteps(length)) { classes in
      classes.append(contentsOf: isLastOnly ? [products[length - 1]] : products)
    }
  }
}
