import DurableFiles

/// How words look on a terminal.
///
/// A style is kept as two characters around the words that are no text (noncharacters of Unicode), and becomes codes, or nothing,
/// where the words are written: each stream has its own terminal. What comes from elsewhere goes through ``ForeignText`` and has
/// no such characters.
package enum TextStyle: UInt32, CaseIterable {
  case bold = 0xFDD0
  case green
  case red
  case dim

  private static let end = Unicode.Scalar(0xFDD4 as UInt32)!
  private static let marks = Set(allCases.map(\.mark) + [end])

  private var mark: Unicode.Scalar { Unicode.Scalar(rawValue)! }

  /// Words in this style.
  package func callAsFunction(_ text: String) -> String { "\(mark)\(text)\(Self.end)" }

  private var code: String {
    switch self {
    case .bold: "\u{1B}[1m"
    case .green: "\u{1B}[32m"
    case .red: "\u{1B}[31m"
    case .dim: "\u{1B}[2m"
    }
  }

  /// A line as it is written: styles become codes where there are colors and nothing elsewhere, and no other character is left
  /// that a terminal would obey.
  package static func line(_ text: String, colors: Bool) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return text }
    var line = ""
    for scalar in text.unicodeScalars {
      if scalar == end {
        if colors { line += "\u{1B}[0m" }
      } else if let style = TextStyle(rawValue: scalar.value) {
        if colors { line += style.code }
      } else if ForeignText.isHidden(scalar) {
        line += ForeignText.spelling(scalar)
      } else {
        line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  /// A line whose hidden characters are spelled out but whose styles are still to be written.
  package static func spelled(_ text: String) -> String { ForeignText.visible(text, keeping: marks) }

  /// How many characters of a line will be seen.
  package static func width(_ text: String) -> Int { text.count { !marks.contains($0.unicodeScalars.first!) } }
}
