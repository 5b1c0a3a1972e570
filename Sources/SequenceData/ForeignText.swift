/// Text that somebody else wrote (a file, its names and attributes, a model, another library) as it may be shown.
///
/// A terminal obeys some characters instead of showing them, and others turn the order of a line around or end it, so that it
/// reads as what it is not. They are shown by their code points: `\u{1B}`. What is shown once stays as it is when it is shown
/// again.
public enum ForeignText {
  /// Whether a character is shown by its code point.
  ///
  /// Those are the control characters (C0, DEL, C1); the controls of direction U+061C, U+200E, U+200F, U+202A to U+202E and
  /// U+2066 to U+2069; the separators of lines and paragraphs; and the noncharacters, which are no text at all.
  public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    case 0xFDD0...0xFDEF: true
    default: scalar.value & 0xFFFE == 0xFFFE
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

  /// A character by its code point: `\u{1B}`.
  public static func spelling(_ scalar: Unicode.Scalar) -> String { "\\u{\(hexadecimal(scalar.value, digits: 1))}" }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
