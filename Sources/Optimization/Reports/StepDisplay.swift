/// A column that a history has for one optimizer alone, beside those of every run.
public struct ReportColumn: Sendable, Equatable {
  /// Its name in files and logs.
  public let name: String
  /// Whether its numbers are whole and not negative.
  public let isCount: Bool

  /// A column of numbers.
  public init(_ name: String, isCount: Bool = false) { (self.name, self.isCount) = (name, isCount) }
}

/// One number or word of a step on a line of a terminal.
public struct ReportCell: Sendable, Equatable {
  /// What is shown.
  public enum Content: Sendable, Equatable {
    /// A number with as many digits as a reader needs.
    case number(Double)
    /// A number with so many digits behind the point.
    case fixed(Double, digits: Int)
    /// A number with so many significant digits.
    case significant(Double, digits: Int)
    /// A part as a percentage.
    case percent(Double)
    /// A word.
    case text(String)
  }

  /// What is shown.
  public let content: Content
  /// The characters of its column.
  public let width: Int
  /// Whether it begins at the left end of its column.
  public let isLeading: Bool

  /// A cell of so many characters.
  public init(_ content: Content, width: Int, isLeading: Bool = false) {
    (self.content, self.width, self.isLeading) = (content, width, isLeading)
  }
}

/// What the steps of an optimizer say, and how that is shown: names are those of columns in a history.
public struct StepDisplay: Sendable {
  /// The columns that a history has for this optimizer alone, and the key of a log.
  public var columns: [ReportColumn] = []
  /// The columns of every run that have no meaning with this optimizer.
  public var silent: Set<String> = []
  /// The line above the cells.
  public var heading = ""
  /// A step in cells that stand under the heading.
  public var cells: @Sendable (StepReport) -> [ReportCell]
  /// The columns that a table of a history shows.
  public var table: [String] = []
  /// The columns that are drawn in a line of text.
  public var sparklines: [String] = []
  /// The columns that are drawn as curves, and whether their axis is logarithmic.
  public var charts: [(name: String, isLogarithmic: Bool)] = []
  /// What to look for in the curves.
  public var hint = ""

  /// A display with these cells and nothing else.
  public init(cells: @escaping @Sendable (StepReport) -> [ReportCell]) { self.cells = cells }
}

/// What to say of a run in which something is off for long.
public struct StepAdvice: Sendable {
  /// Steps for which something must last.
  public static let patience = 10

  /// What to say: a sentence with the options that help.
  public let sentence: String
  /// Whether something is off in a step; `baseline` is the loss of the best constant predictor.
  public let isDue: @Sendable (_ report: StepReport, _ baseline: Double) -> Bool

  /// Advice.
  public init(
    _ sentence: String, isDue: @escaping @Sendable (_ report: StepReport, _ baseline: Double) -> Bool
  ) {
    (self.sentence, self.isDue) = (sentence, isDue)
  }
}
