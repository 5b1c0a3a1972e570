/// Texts as YAML.
enum YAMLText {
  /// A text so that every reader of YAML takes it for this text: without quotes only where nothing about it can be
  /// misread.
  static func written(_ text: String) -> String {
    if isPlain(text) { return text }
    if text.unicodeScalars.allSatisfy(isPrintable) { return "'" + text.replacing("'", with: "''") + "'" }
    return "\"" + text.unicodeScalars.map(escaped).joined() + "\""
  }

  private static func isPlain(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Za-z\/][A-Za-z0-9_.\/+-]*/) != nil && PlainForm(text) == .text
  }

  /// Whether YAML takes a character as it is, on one line.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...: true
    default: false
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return #"\""#
    case "\\": return #"\\"#
    case "\n": return #"\n"#
    case "\t": return #"\t"#
    case _ where isPrintable(scalar): return String(scalar)
    default:
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}
