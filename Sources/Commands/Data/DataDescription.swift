internal import Losses

import DurableFiles
import LinearAlgebra
import SequenceData
import Training

/// What `describe` says of a dataset file.
struct DataDescription: Encodable {
  let file: SequenceFile
  let splits: [SplitSummary]

  init(_ file: SequenceFile, _ splits: [SplitSummary]) {
    self.file = file
    self.splits = splits
  }

  /// In words, for people.
  func print() {
    let about = file.description
    Console.print(Console.bold(file.path) + (about.text.map { ": \(Console.plain($0))" } ?? ""))
    var facts: [String] = []
    if let task = about.task {
      let form = about.variant.map { $0.isEmpty ? "" : " (\(Console.plain($0)))" } ?? ""
      facts.append("task \(Console.plain(task))\(form)\(about.definitionVersion.map { " version \($0)" } ?? "")")
    }
    if let length = about.length { facts.append("T = \(length)") }
    if let seed = about.seed { facts.append("seed \(seed)") }
    facts.append("loss \(about.loss.rawValue)")
    Console.print(facts.joined(separator: ", "))
    if let success = about.success { Console.print(Console.plain(success)) }
    if file.encoding.inputs != nil || file.encoding.targets != nil {
      let parts = [file.encoding.inputs.map { _ in "inputs" }, file.encoding.targets.map { _ in "targets" }]
      Console.print(
        "\(parts.compactMap(\.self).joined(separator: " and ")) are standardized, by constants that the file holds")
    }
    if !file.encoding.outputNames.isEmpty { Console.print("outputs: \(Self.list(file.encoding.outputNames))") }
    if let creator = about.creator {
      Console.print("written by \(Console.plain(creator))\(about.created.map { " at \(Console.plain($0))" } ?? "")")
    }
    for split in splits { show(split) }
  }

  /// Some names, as far as they fit.
  static func list(_ names: [String]) -> String {
    names.prefix(8).map { Console.plain($0.excerpt) }.joined(separator: ", ") + (names.count > 8 ? ", ..." : "")
  }

  private func show(_ split: SplitSummary) {
    Console.print("")
    let lengths =
      split.shortestLength == split.longestLength
      ? "of \(split.longestLength, "step")"
      : "of \(split.shortestLength) to \(split.longestLength, "step") (mean \(Numbers.short(split.meanLength)))"
    Console.print(
      "\(Console.bold("/\(split.split.rawValue)"))  \(split.sequences, "sequence") \(lengths), \(split.rows, "row")")
    let perSequence = Double(split.scoredSteps) / Double(split.sequences)
    Console.print("  loss on    \(split.scoredSteps, "step"), \(Numbers.short(perSequence)) a sequence")
    show(split.inputs, "inputs ", ("feature", "symbol"))
    show(split.targets, "targets", ("value", "class"))
    guard let baseline = split.baseline else { return }
    let wrong = baseline.wrongShare.map { ", \(Numbers.percent($0)) wrong" } ?? ""
    Console.print(
      "  constant   loss \(Numbers.short(baseline.loss)) a sequence\(wrong): the best constant output on these")
    if let loss = file.description.baselineLoss {
      let wrong = file.description.baselineWrong.map { ", \(Numbers.percent($0)) wrong" } ?? ""
      Console.print("  baseline   loss \(Numbers.short(loss)) a sequence\(wrong): as the file states it")
    }
  }

  private func show(_ column: ColumnSummary, _ title: String, _ words: (real: String, symbol: String)) {
    let shown = 12
    switch column {
    case .real(let columns):
      Console.print("  \(title)    \(columns.count) real \(words.real)\(columns.count == 1 ? "" : "s")")
      for (index, range) in columns.prefix(shown).enumerated() where range.least <= range.greatest {
        Console.print(
          "    column \(index)  \(Numbers.short(range.least)) to \(Numbers.short(range.greatest)), mean \(Numbers.short(range.mean))"
        )
      }
      if columns.count > shown { Console.print("    ... and \(columns.count - shown) more") }
    case .symbols(let cardinality, let counts):
      Console.print(
        "  \(title)    \(cardinality) \(words.symbol)\(cardinality == 1 ? "" : words.symbol == "class" ? "es" : "s")")
      guard let counts else { return }
      let total = max(1, counts.reduce(0, +))
      let shares = counts.prefix(shown).enumerated().map { "\($0): \(Numbers.percent(Double($1) / Double(total)))" }
      let more = counts.count > shown ? ", ... and \(counts.count - shown) more" : ""
      Console.print("             " + shares.joined(separator: ", ") + more)
      let unused = counts.count { $0 == 0 }
      if unused > 0 { Console.print("             \(unused) of them never occur") }
    }
  }
}

extension DataDescription {
  private enum Key: String, CodingKey {
    case file, task, variant, seed, length, description, loss, success, creator, created, splits
    case definitionVersion = "definition_version"
    case baselineLoss = "baseline_loss"
    case baselineWrong = "baseline_wrong"
    case outputNames = "output_names"
    case isStandardized = "standardized"
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    let about = file.description
    try values.encode(file.path, forKey: .file)
    try values.encode(about.loss, forKey: .loss)
    try values.encodeIfPresent(about.task, forKey: .task)
    try values.encodeIfPresent(about.definitionVersion, forKey: .definitionVersion)
    try values.encodeIfPresent(about.variant, forKey: .variant)
    try values.encodeIfPresent(about.seed, forKey: .seed)
    try values.encodeIfPresent(about.length, forKey: .length)
    try values.encodeIfPresent(about.text, forKey: .description)
    try values.encodeIfPresent(about.success, forKey: .success)
    try values.encodeIfPresent(about.baselineLoss, forKey: .baselineLoss)
    try values.encodeIfPresent(about.baselineWrong, forKey: .baselineWrong)
    try values.encodeIfPresent(about.creator, forKey: .creator)
    try values.encodeIfPresent(about.created, forKey: .created)
    try values.encode(file.encoding.inputs != nil || file.encoding.targets != nil, forKey: .isStandardized)
    if !file.encoding.outputNames.isEmpty { try values.encode(file.encoding.outputNames, forKey: .outputNames) }
    try values.encode(splits.map { SplitObject($0) }, forKey: .splits)
  }
}

/// A split as a JSON object.
private struct SplitObject: Encodable {
  struct Column: Encodable {
    let cardinality: Int?
    let counts: [Int]?
    let columns: [ColumnSummary.Range]?

    init(_ column: ColumnSummary) {
      switch column {
      case .real(let columns): (cardinality, counts, self.columns) = (nil, nil, columns)
      case .symbols(let cardinality, let counts): (self.cardinality, self.counts, columns) = (cardinality, counts, nil)
      }
    }
  }

  struct Baseline: Encodable {
    let loss: Double
    let wrong: Double?
  }

  let split: String
  let sequences: Int
  let rows: Int
  let shortest: Int
  let longest: Int
  let mean: Double
  let scored: Int
  let inputs: Column
  let targets: Column
  let constant: Baseline?

  init(_ summary: SplitSummary) {
    split = summary.split.rawValue
    (sequences, rows) = (summary.sequences, summary.rows)
    (shortest, longest, mean) = (summary.shortestLength, summary.longestLength, summary.meanLength)
    scored = summary.scoredSteps
    (inputs, targets) = (Column(summary.inputs), Column(summary.targets))
    constant = summary.baseline.map { Baseline(loss: $0.loss, wrong: $0.wrongShare) }
  }
}
