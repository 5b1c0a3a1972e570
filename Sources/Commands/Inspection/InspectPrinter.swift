import Foundation
import DurableFiles
import Inspection
import LinearAlgebra
import Training

/// What `inspect` shows of one file: a head, and the sections that were read.
struct InspectPrinter {
  let report: FileReport
  /// Whether the whole is to fit on a screen or two.
  let isOverview: Bool

  init(_ report: FileReport, isOverview: Bool) {
    self.report = report
    self.isOverview = isOverview
  }

  /// Prints everything.
  func print() {
    head()
    if let model = report.model { show(model) }
    if let tree = report.tree { show(tree) }
    if let arrays = report.arrays { show(arrays) }
    if let history = report.history { HistoryPrinter(history, isOverview: isOverview).print() }
    if let optimizer = report.optimizer { show(optimizer) }
    if let experiment = report.experiment { show(experiment) }
    if !report.missing.isEmpty {
      Console.print("")
      for path in report.missing { Console.print("\(path): absent") }
    }
    if isOverview, report.file.format == "recur.dataset" {
      Console.print("")
      Console.print("what the data mean: recur data describe \(report.file.path)")
    } else if isOverview, report.model != nil {
      Console.print("")
      Console.print(Console.dim("more: --tree, --arrays, --history, --experiment; --json for programs"))
    }
  }

  static func title(_ text: String) {
    Console.print("")
    Console.print(Console.bold(text))
  }

  private func head() {
    let file = report.file
    Console.print(Console.bold(file.path))
    var origin: [String] = []
    if let format = file.format { origin.append(Console.plain(format)) }
    if let version = file["format_version"] { origin.append("version \(version)") }
    if let creator = file["creator"]?.text { origin.append("by \(Console.plain(creator))") }
    if let created = file["created"]?.text { origin.append("at \(Console.plain(created))") }
    if origin.isEmpty { origin.append("an HDF5 file that does not say what it is") }
    Console.print("  " + origin.joined(separator: ", "))
    let checksum =
      switch file.checksum {
      case .intact: Console.green("checksum matches")
      case .absent: "no checksum"
      case .broken: Console.red("checksum does not match")
      }
    Console.print("  \(ByteCount.describe(file.bytes)), \(checksum), SHA-256 \(file.digest)")
  }

  private func show(_ model: ModelSummary) {
    Self.title("model")
    if !model.sentence.isEmpty { Console.print("  " + model.sentence) }
    if let vocabulary = model.vocabulary { Console.print("  " + Console.plain(vocabulary.sentence)) }
    Self.figures(model.blocks, total: true)
    if let best = report.optimizer?.bestStep {
      Console.print("  figures of the last parameters; the best on validation data, of step \(best), are in /best")
    }
    let count = "\(model.parameters, "parameter") in \(model.blocks.count, "block")"
    Console.print("  \(count), " + (model.isFinite ? "all finite" : Console.red("not all finite")))
  }

  private func show(_ arrays: [ArrayReport]) {
    Self.title("arrays")
    Self.figures(arrays, total: false)
    for array in arrays {
      if let note = array.note, note != "no numbers" { Console.print("  \(array.path): \(note)") }
    }
    let lost = arrays.reduce(0) { $0 + ($1.statistics?.nonfinite ?? 0) }
    Console.print("  " + (lost == 0 ? "no element is NaN or infinite" : Console.red("not finite: \(lost)")))
  }

  /// One line an array: by its last name, or by its path where several groups are listed.
  private static func figures(_ arrays: [ArrayReport], total: Bool) {
    var table = TextTable(
      [total ? "block" : "array", "shape", "type", "count", "min", "max", "mean", "deviation", "norm", "zeros"],
      wordColumns: 3)
    for array in arrays {
      var row = [total ? array.name : array.path, shape(array.shape), array.type, "\(array.count)"]
      if let figures = array.statistics {
        let values = [figures.minimum, figures.maximum, figures.mean, figures.deviation, figures.norm]
        row += values.map { $0.isNaN ? "-" : Numbers.short($0) }
        row.append(figures.zeros == 0 ? "0" : Numbers.percent(figures.zeroShare))
      } else {
        row += [String](repeating: "-", count: 6)
      }
      table.add(row)
    }
    if !arrays.isEmpty { table.lines().forEach(Console.print) }
    for array in arrays {
      guard let figures = array.statistics, let place = figures.firstNonfinite else { continue }
      Console.print(
        "  " + Console.red("\(array.path): \(figures.nonfinite) not finite (NaN or infinite), the first at \(place)"))
    }
  }

  static func shape(_ extents: [Int]) -> String {
    extents.isEmpty ? "scalar" : extents.map(String.init).joined(separator: " × ")
  }

  private func show(_ state: StateSummary) {
    for part in state.parts {
      let components = part.path.split(separator: "/")
      if components.count == 1 { Self.title(String(components[0])) }
      let words = part.attributes.map { "\($0.name) \(Self.short($0.value))" }
      guard components.count > 1 else {
        Self.wrapped(words)
        if !part.arrays.isEmpty { Console.print("  " + Self.sum(part.arrays)) }
        continue
      }
      let contents = (words + (part.arrays.isEmpty ? [] : [Self.sum(part.arrays)])).joined(separator: ", ")
      if !contents.isEmpty { Console.print("  \(components.dropFirst().joined(separator: "/")): \(contents)") }
    }
  }

  /// The blocks of a vector in one line; `--arrays` shows each.
  private static func sum(_ arrays: [ArrayReport]) -> String {
    let squares = arrays.reduce(0.0) { $0 + ($1.statistics.map { $0.norm * $0.norm } ?? 0) }
    let count = arrays.reduce(0) { $0 + $1.count }
    let lost = arrays.reduce(0) { $0 + ($1.statistics?.nonfinite ?? 0) }
    let finite = lost == 0 ? "all finite" : Console.red("\(lost) not finite")
    return "\(count, "number") in \(arrays.count, "array"), norm \(Numbers.short(squares.squareRoot())), \(finite)"
  }

  private func show(_ experiment: ExperimentSummary) {
    Self.title("experiment")
    for attribute in experiment.attributes { Console.print("  \(attribute.name): \(attribute.value)") }
    guard let text = experiment.configuration else { return }
    let lines = text.split(separator: "\n").map(String.init)
    if isOverview { Self.wrapped(lines) } else { lines.forEach { Console.print("  " + $0) } }
  }

  /// A value with as many digits as people read.
  static func short(_ value: AttributeValue) -> String {
    if case .numbers(let values) = value, values.count == 1 { return Numbers.short(values[0]) }
    return value.description
  }

  /// Words one after the other, in lines of about a hundred characters.
  private static func wrapped(_ words: [String]) {
    var line = ""
    for word in words {
      if !line.isEmpty, line.count + word.count > 100 {
        Console.print("  " + line + ",")
        line = ""
      }
      line += line.isEmpty ? word : ", " + word
    }
    if !line.isEmpty { Console.print("  " + line) }
  }
}
