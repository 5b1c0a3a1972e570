import Foundation

/// Symbols of a text as reports show them.
package enum SymbolSpelling {
  /// A symbol in quotes, if it can be seen as it is; otherwise its code points.
  package static func shown(_ spelling: String) -> String {
    let isVisible = spelling.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate,
        .nonspacingMark, .enclosingMark, .spacingMark:
        false
      default: scalar == " " || !scalar.properties.isWhitespace
      }
    }
    if isVisible && spelling.unicodeScalars.count <= 8 { return "'\(spelling)'" }
    let names = ["\n": "'\\n'", "\t": "'\\t'", "\r": "'\\r'"]
    if let name = names[spelling] { return name }
    let codes = spelling.unicodeScalars.prefix(4).map { String(format: "U+%04X", $0.value) }
    return codes.joined(separator: " ") + (spelling.unicodeScalars.count > 4 ? " …" : "")
  }
}
