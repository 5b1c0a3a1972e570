extension TextUnit {
  /// The number of what an entry of a vocabulary spells: a Unicode scalar or a byte; nil where it spells neither.
  func code(of spelling: String) -> UInt32? {
    let scalars = spelling.unicodeScalars
    switch self {
    case .character:
      return scalars.count == 1 ? scalars.first!.value : nil
    case .byte:
      if scalars.count == 1, let scalar = scalars.first, Self.isPlain(scalar.value) { return scalar.value }
      guard scalars.count == 4, spelling.first == "<", spelling.last == ">" else { return nil }
      let digits = spelling.dropFirst().dropLast()
      guard digits.allSatisfy({ $0.isASCII && $0.isHexDigit }), let code = UInt32(digits, radix: 16) else { return nil }
      return code
    }
  }

  /// The entry of a vocabulary that stands for a Unicode scalar or a byte.
  public func spelling(of code: UInt32) -> String {
    switch self {
    case .character: return Unicode.Scalar(code).map { String($0) } ?? Vocabulary.unknownSpelling
    case .byte:
      if Self.isPlain(code) { return String(Unicode.Scalar(UInt8(code))) }
      let digits = String(code, radix: 16, uppercase: true)
      return "<\(digits.count == 1 ? "0" : "")\(digits)>"
    }
  }

  /// A text in units.
  func codes(of text: String) -> [UInt32] {
    switch self {
    case .character: text.unicodeScalars.map(\.value)
    case .byte: text.utf8.map(UInt32.init)
    }
  }

  /// Printable ASCII and the space.
  private static func isPlain(_ code: UInt32) -> Bool { (0x20...0x7E).contains(code) }
}
