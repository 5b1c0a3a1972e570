internal import Foundation
internal import Optimization
internal import SystemPackage
public import Training

/// Runs side by side.
public struct RunComparison: Sendable {
  /// One of the runs, under a name that tells it from the others.
  public struct Run: Sendable, Encodable {
    public let name: String
    public let path: String
    public let choices: ConfigurationLayer
    public let summary: RunSummary?
    public let steps: [StepFigures]
    /// Its choices of the options in which runs differ, in words; nil where it leaves one open.
    public let differing: [String: String?]

    /// What kind of data it is about: what its summary says, and while there is none what its choices and steps show.
    public var kind: DataKind {
      if let summary { return summary.kind }
      if choices.window != nil { return .text }
      return choices.data == nil || steps.contains { $0.validationWrong != nil } ? .judged : .unjudged
    }
  }

  public let runs: [Run]
  /// The options in which runs differ, in the order of the table of options. Where a run is kept is none of them, nor is an option
  /// that one optimizer has and another has not.
  public let differingOptions: [OptionEntry]
  private let axis: RunAxis

  /// Compares runs against an axis.
  public init(_ records: [RunRecord], against axis: RunAxis) {
    let names = Self.names(records.map(\.path))
    let options = Self.differingOptions(records.map(\.choices))
    differingOptions = options
    runs = zip(names, records).map { name, record in
      Run(
        name: name, path: record.path, choices: record.choices, summary: record.summary, steps: record.steps,
        differing: Dictionary(uniqueKeysWithValues: options.map { ($0.name, Self.choice(of: $0, in: record.choices)) }))
    }
    self.axis = axis
  }

  /// The values of an option, in words, and the names of the runs that have each, in the order of the runs.
  public func choices(of option: OptionEntry) -> [(value: String, runs: [String])] {
    var groups: [(value: String, runs: [String])] = []
    for run in runs {
      guard let value = Self.choice(of: option, in: run.choices) ?? (option.isOfSome ? nil : "none") else { continue }
      if let index = groups.firstIndex(where: { $0.value == value }) {
        groups[index].runs.append(run.name)
      } else {
        groups.append((value, [run.name]))
      }
    }
    return groups
  }

  private static func differingOptions(_ choices: [ConfigurationLayer]) -> [OptionEntry] {
    ExperimentOptions.entries.filter { option in
      let values = choices.map { choice(of: option, in: $0) }.filter { $0 != nil || !option.isOfSome }
      return option.name != "run-folder" && Set(values).count > 1
    }
  }

  /// What a run has chosen, or what holds where nobody does: runs of earlier versions do not know every option.
  private static func choice(of option: OptionEntry, in choices: ConfigurationLayer) -> String? {
    choices[option.name]?.words ?? option.standard?.words
  }

  /// The validation loss above and the share of wrong sequences below; of texts alone the bits per character.
  public var picture: Picture {
    let isText = runs.allSatisfy { $0.kind == .text }
    let loss = chart("loss on validation sequences", "validation loss", isLogarithmic: !isText) { $0.validationLoss }
    let bits = chart("bits per character on validation windows", "bits/char") { $0.validationLoss.map { $0 / M_LN2 } }
    let wrong = chart("wrong sequences", "% wrong") { $0.validationWrong.map { 100 * $0 } }
    return Picture(isText ? [bits] : [loss, wrong])
  }

  private func chart(
    _ title: String, _ vertical: String, isLogarithmic: Bool = false, _ value: (StepFigures) -> Double?
  ) -> LineChart {
    let curves = runs.map { run in
      LineChart.Curve(run.name, zip(axis.values(run.steps), run.steps).map { ($0, value($1) ?? .nan) })
    }
    return LineChart(
      title: title, horizontal: axis.words, vertical: vertical, isLogarithmic: isLogarithmic, curves: curves)
  }

  /// Paths without the folders that all have in common.
  static func names(_ paths: [String]) -> [String] {
    let parts = paths.map { FilePath($0).components.map(\.string) }
    guard let first = parts.first else { return [] }
    let shortest = parts.map(\.count).min() ?? 1
    let shared = (0..<max(0, shortest - 1)).prefix { k in parts.allSatisfy { $0[k] == first[k] } }.count
    return parts.map { $0.dropFirst(shared).joined(separator: "/") }
  }
}

extension OptionEntry {
  /// Whether it is an option of some optimizers: with others it has no meaning.
  fileprivate var isOfSome: Bool { !owners.isEmpty || role != nil }
}
