/// One pair of axes with something on them, to be drawn by gnuplot.
public protocol Chart: Sendable {
  /// What stands above it.
  var title: String { get }
  /// Whether there is anything to draw.
  var hasPoints: Bool { get }

  /// What gnuplot is told: data blocks named after `prefix`, settings, and the plot.
  func script(_ prefix: String) -> String
}

extension Chart {
  /// A text in single quotes, in which gnuplot replaces nothing.
  static func quoted(_ text: String) -> String {
    let line = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
    return "'\(line.replacing("'", with: "''"))'"
  }
}
