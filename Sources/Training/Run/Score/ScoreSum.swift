internal import LinearAlgebra
internal import RecurrentNetworks

/// The score of many sequences from those of parts, so that no more than a part is in memory.
struct ScoreSum {
  /// The number of sequences of a part.
  static var partSize: Int { 1000 }

  private let normalization: Normalization
  private var parts: [Score] = []
  private var loss = 0.0
  private var divisor = 0.0
  private var steps = 0.0

  init(_ normalization: Normalization) { self.normalization = normalization }

  /// The parts of some sequences, one after the other.
  static func parts(of numbers: Range<Int>) -> [Range<Int>] {
    stride(from: numbers.lowerBound, to: numbers.upperBound, by: partSize).map {
      $0..<min($0 + partSize, numbers.upperBound)
    }
  }

  /// Adds the score of a batch.
  mutating func add<Element: Scalar>(_ part: Score, of batch: Batch<Element>) {
    parts.append(part)
    loss += part.loss * batch.divisor(normalization)
    divisor += normalization == .sequence ? Double(batch.sequences) : batch.totalWeight
    steps += batch.totalWeight
  }

  /// The score of all; `isJudged` says whether there is a rule by which sequences are wrong.
  func score(isJudged: Bool) -> Score {
    if parts.count == 1 { return parts[0] }
    return Score(
      loss: divisor > 0 ? loss / divisor : 0, sequences: parts.reduce(0) { $0 + $1.sequences },
      wrong: isJudged ? parts.reduce(0) { $0 + ($1.wrong ?? 0) } : nil)
  }

  /// The loss over the scored steps, by their weights; nil where there are none.
  var lossPerStep: Double? { steps > 0 ? loss / steps : nil }
}
