/// What readers of YAML take a value without quotes for: those of version 1.1 (PyYAML, Ruby, libyaml's relatives) and those of
/// version 1.2 (its core schema).
enum PlainForm: Equatable {
  /// Text to all of them.
  case text
  /// No value at all: nothing, `~`, `null`.
  case null
  case boolean(Bool)
  /// A whole number in decimal digits.
  case integer
  /// A decimal number with a point or an exponent. Some readers see text in `2e-5`, none sees another number.
  case decimal
  /// Something that not all of them take for the same, and what it is to some.
  case disputed(String)

  init(_ text: String) {
    let form = Self.word(text) ?? Self.number(text)
    self = form ?? .text
  }

  private static func word(_ text: String) -> PlainForm? {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": return .disputed("true")
    case "n", "N", "no", "No", "NO", "off", "Off", "OFF": return .disputed("false")
    case "=", "<<": return .disputed("a word with a meaning of its own")
    default: return nil
    }
  }

  private static func number(_ text: String) -> PlainForm? {
    let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
    let lowered = unsigned.lowercased()
    if lowered == ".inf" { return .disputed("infinity") }
    if lowered == ".nan" { return .disputed("no number") }
    // Nothing else begins otherwise, and no number is that long.
    guard unsigned.utf8.count <= 400, let first = unsigned.utf8.first, isDigit(first) || first == UInt8(ascii: ".")
    else { return nil }
    if unsigned.wholeMatch(of: /0|[1-9][0-9]*/) != nil { return .integer }
    if unsigned.wholeMatch(of: /((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?/) != nil { return .decimal }
    if unsigned.wholeMatch(of: /0[xX][0-9a-fA-F_]+/) != nil { return .disputed("a hexadecimal number") }
    if unsigned.wholeMatch(of: /0[bB][01_]+/) != nil { return .disputed("a binary number") }
    if unsigned.wholeMatch(of: /0o?[0-9]+/) != nil { return .disputed("an octal number") }
    if unsigned.wholeMatch(of: /[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?/) != nil {
      return .disputed("a number in base 60")
    }
    if unsigned.wholeMatch(of: /[0-9.][0-9_.]*([eE][-+]?[0-9_]+)?/) != nil { return .disputed("a number") }
    if text.wholeMatch(of: /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?/) != nil { return .disputed("a date") }
    return nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
