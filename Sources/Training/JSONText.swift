internal import Foundation

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
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
