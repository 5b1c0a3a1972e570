internal import Losses

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
    if let creator = about.creator {
      Console.print("written by \(Console.plain(creator))\(about.created.map { " at \(Console.plain($0))" } ?? "")")
    }
    for split in splits { show(split) }
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
