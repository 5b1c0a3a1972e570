import Foundation
import SequenceData

/// How often each class is asked for in drawn sequences, and what a constant distribution scores on them.
struct ClassTally {
  private let set: SequenceSet
  private let classes: [Int32]
  private let rule: SuccessRule

  /// The share of each class among all scored steps: the best constant distribution for these sequences.
  let shares: [Double]

  init(_ form: TaskForm, length: Int, sequences: Int) {
    set = form.task.makeSequences(0..<sequences, seed: 21, split: .train, length: length)
    rule = form.task.successRule
    guard case .classes(let classes, let cardinality) = set.targets else { fatalError("The task has no classes.") }
    self.classes = classes
    var counts = [Int](repeating: 0, count: cardinality)
    var scored = 0
    for row in 0..<set.rowCount where set.weight(ofRow: row) == 1 {
      counts[Int(classes[row])] += 1
      scored += 1
    }
    shares = counts.map { Double($0) / Double(scored) }
  }

  /// The summed cross-entropy of each sequence under a constant distribution.
  func losses(of distribution: [Double]) -> [Double] {
    let nats = distribution.map { -log($0) }
    return (0..<set.count).map { n in
      scoredRows(n).reduce(0) { $0 + nats[Int(classes[$1])] }
    }
  }

  /// The share of sequences that a constant distribution gets wrong; its lowest largest class is the answer.
  func wrongShare(of distribution: [Double]) -> Double {
    let answer = Int32(distribution.firstIndex(of: distribution.max()!)!)
    let wrong = (0..<set.count).count { n in
      switch rule {
      case .lastStepArgmax: classes[set.offsets[n + 1] - 1] != answer
      case .everyStepArgmax: scoredRows(n).contains { classes[$0] != answer }
      default: fatalError("The rule \(rule) is not about classes.")
      }
    }
    return Double(wrong) / Double(set.count)
  }

  private func scoredRows(_ n: Int) -> [Int] {
    (set.offsets[n]..<set.offsets[n + 1]).filter { set.weights == nil || set.weights![$0] == 1 }
  }
}
