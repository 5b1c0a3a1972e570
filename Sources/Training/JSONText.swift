internal import Foundation
internal import DurableFiles

/// JSON as this project prints it: keys sorted, slashes as they are, numbers that are not finite as text.
public enum JSONText {
  /// One line.
  public static func line(_ value: some Encodable) throws -> String { try text(value, []) }

  /// Several lines, for files that people open.
  public static func pretty(_ value: some Encodable) throws -> String { try text(value, .prettyPrinted) }

  private static func text(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// The same JSON in which the characters that a terminal would obey are escapes. They stand within strings alone; between
  /// them there are spaces and ends of lines.
  private static func escaped(_ json: String) -> String {
    let isHidden = { (scalar: Unicode.Scalar) in scalar != "\n" && ForeignText.isHidden(scalar) }
    guard json.utf8.contains(where: { $0 == 0x7F || $0 >= 0xC2 }), json.unicodeScalars.contains(where: isHidden) else {
      return json
    }
    var text = ""
    for scalar in json.unicodeScalars {
      if isHidden(scalar) {
        for unit in UTF16.encode(scalar)! { text += String(format: "\\u%04x", Int(unit)) }
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
