internal import Foundation
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

    /// What kind of data it is about: what its summary says, and while there is none what its choices and steps show.
    public var kind: DataKind {
      if let summary { return summary.kind }
      if choices.window != nil { return .text }
      return choices.data == nil || steps.contains { $0.validationWrong != nil } ? .judged : .unjudged
    }
  }

  public let runs: [Run]
  private let axis: RunAxis

  /// Compares runs against an axis.
  public init(_ records: [RunRecord], against axis: RunAxis) {
    let names = Self.names(records.map(\.path))
    runs = zip(names, records).map {
      Run(name: $0, path: $1.path, choices: $1.choices, summary: $1.summary, steps: $1.steps)
    }
    self.axis = axis
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
