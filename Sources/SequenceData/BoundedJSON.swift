public import struct Foundation.Data
public import class Foundation.JSONDecoder

/// JSON that somebody else may have written.
public enum BoundedJSON {
  /// The most brackets inside each other: no file that is read here has more than a few.
  static let depth = 32

  /// Why a text is not read.
  enum Refusal: Error {
    case tooDeep
  }

  /// Reads a value. How deep the text goes is looked at first, since a decoder takes its stack from it.
  public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    guard isShallow(data) else { throw Refusal.tooDeep }
    return try JSONDecoder().decode(type, from: data)
  }

  /// Whether no more brackets are open at once than ``depth``, those in texts not counted.
  private static func isShallow(_ data: Data) -> Bool {
    var (open, isText, isEscaped) = (0, false, false)
    for byte in data {
      switch byte {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\") where isText: isEscaped = true
      case UInt8(ascii: "\""): isText.toggle()
      case _ where isText: break
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        open += 1
        if open > depth { return false }
      case UInt8(ascii: "]"), UInt8(ascii: "}"): open -= 1
      default: break
      }
    }
    return true
  }
}
