package import SequenceData
import Training

/// What `data describe` is asked to do: to say what is in a dataset file.
package struct DescribeRequest {
  private let path: String
  private let allowsNonFinite: Bool
  private let order: Int?
  private let split: Split
  private let json: Bool

  /// - Parameters:
  ///   - path: the file.
  ///   - allowsNonFinite: whether inputs and targets may be infinite or not a number.
  ///   - ngrams: of a text, the largest order of n-gram models.
  ///   - split: the split that these are scored on.
  ///   - json: whether one JSON object is printed.
  package init(_ path: String, allowsNonFinite: Bool, ngrams: Int?, split: Split, json: Bool) {
    self.path = path
    self.allowsNonFinite = allowsNonFinite
    order = ngrams
    self.split = split
    self.json = json
  }

  /// The largest order of n-grams.
  private static let largestOrder = 32

  /// Makes sure that an order of n-grams makes sense.
  package static func validate(ngrams: Int?) throws(CommandError) {
    guard let ngrams, !(1...largestOrder).contains(ngrams) else { return }
    throw .usage("--ngrams should be 1 to \(largestOrder), got \(ngrams)")
  }

  /// Describes.
  package func run() throws {
    let admitted = try FileGuard.admit(path)
    if try TextFile.holdsText(admitted) {
      try describeText(TextFile(admitted))
    } else {
      guard order == nil else {
        throw TrainingError(.data, "\(path) does not hold text (task = text), of which alone there are n-grams")
      }
      try describeSequences(SequenceFile(admitted, allowsNonFinite: allowsNonFinite))
    }
  }

  private func describeSequences(_ file: SequenceFile) throws {
    let parts = try file.splits.map { try file.split($0) }
    let total = parts.reduce(0) { $0 + $1.rowCount }
    var done = 0
    let progress = ProgressLine("reading \(file.path)")
    defer { progress.end() }
    let summaries = try parts.map { part in
      let summary = try SplitSummary(part, of: file.description) { progress.show(done + $0, of: total) }
      done += part.rowCount
      return summary
    }
    progress.end()
    let report = DataDescription(file, summaries)
    if json {
      Console.print(try JSONText.line(report))
    } else {
      report.print()
    }
  }

  private func describeText(_ file: TextFile) throws {
    let total = try file.splits.reduce(0) { try $0 + file.length(of: $1) }
    var done = 0
    let progress = ProgressLine("reading \(file.path)")
    defer { progress.end() }
    let summaries = try file.splits.map { split in
      let summary = try TextSplitSummary(split, of: file) { progress.show(done + $0, of: total) }
      done += summary.length
      return summary
    }
    progress.end()
    let counting = ProgressLine("n-grams of \(file.path)")
    defer { counting.end() }
    let baselines = try order.map { order in
      try NGramBaselines(file, order: order, split: split) { counting.show($0, of: $1) }
    }
    counting.end()
    let report = DataTextDescription(file: file, splits: summaries, baselines: baselines)
    if json {
      Console.print(try JSONText.line(report))
    } else {
      report.print()
    }
  }
}
