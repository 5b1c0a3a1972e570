internal import Foundation
internal import LinearAlgebra

/// A few special symbols among distractors, whose order is asked for: the form that both temporal-order tasks share.
///
/// Symbols 0 and 1 are X and Y, 2 to 5 are distractors. Each window holds one of X and Y; the class is the number whose
/// binary digits are the special symbols in order of time.
internal struct OrderedSymbols {
  /// The windows in tenths of the length: (a, b) stands for the positions ⌊a T / 10⌋ + 1 to ⌊b T / 10⌋, from 1.
  let windows: [(after: Int, through: Int)]

  static let inputs = InputShape.symbols(cardinality: 6)

  /// The number of classes.
  var classes: Int { 1 << windows.count }

  /// All classes are equally likely: the best constant is the uniform distribution, and any one answer is right for one
  /// class in all.
  var baseline: Baseline {
    Baseline(loss: log(Double(classes)), wrongShare: 1 - 1 / Double(classes))
  }

  /// Appends one sequence. A distractor is drawn for every step, in order of time; then, window by window, the position
  /// and the symbol that replaces the distractor there.
  func append(length: Int, generator: inout Philox, to set: inout SequenceSet) {
    var answer: Int32 = 0
    set.appendSymbols { symbols in
      let start = symbols.count
      for _ in 0..<length { symbols.append(Int32(generator.integer(in: 2...5))) }
      for window in windows {
        let position = generator.integer(in: (window.after * length / 10 + 1)...(window.through * length / 10))
        let symbol = Int32(generator.integer(in: 0...1))
        symbols[start + position - 1] = symbol
        answer = 2 * answer + symbol
      }
    }
    set.endSequence(length: length, scored: 1) { $0.append(answer) }
  }
}
