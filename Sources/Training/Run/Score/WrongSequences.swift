internal import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData
internal import Synchronization

/// Marks the sequences of a batch that are wrong by a task's rule, from predictions that arrive in parts, from several
/// workers.
final class WrongSequences: Sendable {
  private let rule: SuccessRule
  private let marks: Mutex<[Bool]>

  init(_ rule: SuccessRule, sequences: Int) {
    self.rule = rule
    marks = Mutex(Array(repeating: false, count: sequences))
  }

  /// Whether each sequence of the batch is marked.
  var all: [Bool] { marks.withLock { $0 } }

  /// The number of sequences marked.
  var count: Int { marks.withLock { $0.reduce(0) { $1 ? $0 + 1 : $0 } } }

  /// Looks at the predictions of some scored rows of a chunk.
  func judge<Element>(_ chunk: Chunk<Element>, _ scored: Range<Int>, _ predictions: Matrix<Element>) {
    var wrong: [Int] = []
    for (row, position) in scored.enumerated() where rule.judgesEveryStep || chunk.isLast(position) {
      if !isRight(predictions, row, chunk.targets, position) { wrong.append(chunk.sequence(of: position)) }
    }
    guard !wrong.isEmpty else { return }
    marks.withLock { marks in for sequence in wrong { marks[sequence] = true } }
  }

  private func isRight<Element>(
    _ predictions: Matrix<Element>, _ row: Int, _ targets: LossTargets<Element>, _ position: Int
  ) -> Bool {
    switch (rule, targets) {
    case (.lastStepWithin(let tolerance), .values(let values)), (.everyStepWithin(let tolerance), .values(let values)):
      return (0..<predictions.columns).allSatisfy {
        abs(Double(predictions[row, $0]) - Double(values[position, $0])) <= tolerance
      }
    case (.lastStepSign, .values(let values)):
      // The prediction is the logistic of the logit: ½ where that is 0.
      return predictions.countOnSameSide(inRow: row, asRow: position, of: values) == predictions.columns
    case (.lastStepArgmax, .classes(let classes)), (.everyStepArgmax, .classes(let classes)):
      return predictions.indexOfLargest(inRow: row) == Int(classes[position])
    default:
      return false
    }
  }
}

extension SuccessRule {
  fileprivate var judgesEveryStep: Bool {
    switch self {
    case .everyStepArgmax, .everyStepWithin: true
    case .lastStepWithin, .lastStepSign, .lastStepArgmax: false
    }
  }
}
