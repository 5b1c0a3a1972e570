public import Optimization

/// The history of a run: a column for each one-dimensional dataset of `/history`.
public struct HistoryTable: Sendable {
  /// A longer history is not read.
  public static let mostSteps = 1_000_000

  /// The columns, in the order of their names.
  public let columns: [HistoryColumn]
  /// The number of steps that every column has.
  public let steps: Int
  /// The datasets of `/history` that are no such column, or too long.
  public let unread: [String]
  /// How the steps of the optimizer of the run are shown.
  public let display: StepDisplay

  /// Reads the history of a file, or nothing where there is no `/history`.
  public init?(in contents: FileContents) {
    guard contents["/history"]?.kind == .group else { return nil }
    var columns: [HistoryColumn] = []
    var unread: [String] = []
    for object in contents.datasets(below: "/history") {
      if let column = HistoryColumn(object, in: contents) { columns.append(column) } else { unread.append(object.path) }
    }
    self.columns = columns
    self.unread = unread
    display = Self.display(of: columns, in: contents)
    steps = columns.map(\.count).min() ?? 0
  }

  /// A column by its name.
  public subscript(name: String) -> HistoryColumn? { columns.first { $0.name == name } }

  /// The display of the optimizer that the file names; where that is not known here, of the first one all of whose columns
  /// are there.
  private static func display(of columns: [HistoryColumn], in contents: FileContents) -> StepDisplay {
    let name = contents["/optimizer"]?[attribute: "name"]?.text ?? ""
    let names = Set(columns.map(\.name))
    let likely = OptimizerKind.table.first { options in
      let own = options.display.columns.map(\.name)
      return !own.isEmpty && names.isSuperset(of: own)
    }
    return (OptimizerKind(rawValue: name)?.defaults ?? likely ?? OptimizerKind.allCases[0].defaults).display
  }

  /// The columns that have a meaning with the optimizer of the run.
  public var ownColumns: [HistoryColumn] { columns.filter { !display.silent.contains($0.name) } }

  /// Why conjugate gradients stopped and how often, the most frequent first; nothing where there were none.
  public var outcomes: [(reason: String, steps: Int)] {
    guard !display.silent.contains("cg_outcome"), case .texts(let texts)? = self["cg_outcome"]?.entries else {
      return []
    }
    let reasons = texts.prefix(steps).filter { !$0.isEmpty }
    return Dictionary(reasons.map { ($0, 1) }, uniquingKeysWith: +)
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { (reason: $0.key, steps: $0.value) }
  }

  /// The column that says how training goes: the share of wrong sequences, where any was ever judged, otherwise the loss.
  public var score: String {
    self["validation_wrong"]?.numbers?.contains { !$0.isNaN } == true ? "validation_wrong" : "validation_loss"
  }

  /// An entry that is no number as people read it; nil for a number.
  public static func word(_ value: Double, column: String) -> String? {
    if value.isNaN { return "-" }
    guard value.isInfinite else { return nil }
    // A loss, or a model, that rose has no ratio.
    if column == "rho" && value < 0 { return "rose" }
    return value < 0 ? "−∞" : "∞"
  }

  /// Whether all columns have as many entries.
  public var isEven: Bool { columns.allSatisfy { $0.count == steps } }

  /// The rows to show where there is room for `most`: the first third, the last third, and as many from between, evenly
  /// spaced; all where there are no more.
  public func shownRows(most: Int) -> [Int] {
    precondition(most >= 3, "a thinned table has at least three rows")
    guard steps > most else { return Array(0..<steps) }
    let end = most / 3
    let middle = most - 2 * end
    let span = steps - 2 * end
    return Array(0..<end) + (0..<middle).map { end + ($0 * span + span / 2) / middle } + Array(steps - end..<steps)
  }
}

extension HistoryTable: Encodable {
  private enum CodingKeys: String, CodingKey { case steps, columns, unread }

  /// Stores whole columns by name.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(steps, forKey: .steps)
    let byName = Dictionary(columns.map { ($0.name, $0.entries) }) { first, _ in first }
    try values.encode(byName, forKey: .columns)
    if !unread.isEmpty { try values.encode(unread, forKey: .unread) }
  }
}
