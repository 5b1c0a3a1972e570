extension TextUnit {
  /// The number of what an entry of a vocabulary spells: a Unicode scalar or a byte; nil where it spells neither.
  func code(of spelling: String) -> UInt32? {
    let scalars = spelling.unicodeScalars
    if let scalar = scalars.first, scalars.count == 1 {
      return self == .character || scalar.isASCII ? scalar.value : nil
    }
    guard scalars.count == 4, scalars.first == "<", scalars.last == ">" else { return nil }
    let digits = scalars.dropFirst().dropLast()
    guard digits.allSatisfy({ $0.properties.isASCIIHexDigit }), let code = UInt32(String(digits), radix: 16) else {
      return nil
    }
    return self == .byte || code == 0 ? code : nil
  }

  /// The entry of a vocabulary that stands for a Unicode scalar or a byte.
  ///
  /// A printable one stands for itself. Bytes beyond ASCII or without a picture are spelled `<XX>`, and so is the character
  /// NUL, which no text in an HDF5 file can hold.
  public func spelling(of code: UInt32) -> String {
    switch self {
    case .character:
      if code == 0 { return "<00>" }
      return Unicode.Scalar(code).map { String($0) } ?? Vocabulary.unknownSpelling
    case .byte:
      if (0x20...0x7E).contains(code) { return String(Unicode.Scalar(UInt8(code))) }
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

  /// The number that all codes are below.
  var codeLimit: Int { self == .byte ? 1 << 8 : 0x11_0000 }
}
