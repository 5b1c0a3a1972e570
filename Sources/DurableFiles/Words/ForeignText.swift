/// Text that somebody else wrote (a file, its names and attributes, a model, another library) as it may be shown.
///
/// A terminal obeys some characters instead of showing them, others turn the order of a line around or end it, so that it
/// reads as what it is not, and some cannot be seen at all. They are spelled out: `\n`, or `\u{1B}` by their code points. What
/// is shown once stays as it is when it is shown again. Every place that shows such text asks here which characters those are.
public enum ForeignText {
  /// Whether a character is spelled out.
  ///
  /// Those are the control characters (C0, DEL, C1) and the format characters, the controls of direction among them, the
  /// separators of lines and paragraphs, and what is private, unassigned or no character at all. The joiners of Persian words
  /// and of emoji stay.
  public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case " "..."~", "\u{200C}", "\u{200D}": return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return true
    default: return false
    }
  }

  /// A text on one line in which nothing is hidden.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - kept: hidden characters that are left as they are, such as the end of a line.
  public static func visible(_ text: String, keeping kept: Set<Unicode.Scalar> = []) -> String {
    let hides = { (scalar: Unicode.Scalar) in isHidden(scalar) && !kept.contains(scalar) }
    guard text.unicodeScalars.contains(where: hides) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if hides(scalar) { shown += spelling(scalar) } else { shown.unicodeScalars.append(scalar) }
    }
    return shown
  }

  /// Bytes as text in which nothing is hidden; one that is no part of UTF-8 is shown as `\x9F`.
  ///
  /// - Parameters:
  ///   - bytes: the bytes.
  ///   - kept: hidden characters that are left as they are.
  public static func visible(bytes: some Sequence<UInt8>, keeping kept: Set<Unicode.Scalar> = []) -> String {
    var shown = ""
    var rest = Array(bytes)[...]
    while let first = rest.first {
      let length = length(ofScalarBeginning: first)
      if rest.count >= length, let text = String(validating: rest.prefix(length), as: UTF8.self) {
        shown += visible(text, keeping: kept)
        rest = rest.dropFirst(length)
      } else {
        shown += "\\x" + hexadecimal(UInt32(first), digits: 2)
        rest = rest.dropFirst()
      }
    }
    return shown
  }

  /// How many bytes of UTF-8 a character has by its first; 1 where none begins with that byte.
  public static func length(ofScalarBeginning byte: UInt8) -> Int {
    switch byte {
    case 0xC2..<0xE0: 2
    case 0xE0..<0xF0: 3
    case 0xF0..<0xF5: 4
    default: 1
    }
  }

  /// A character as it is spelled out: `\n`, `\r`, `\t`, or its code point, `\u{1B}`.
  public static func spelling(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(hexadecimal(scalar.value, digits: 1))}"
    }
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
