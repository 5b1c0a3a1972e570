/// The encoding that a text may be in which is not UTF-8, by the bytes that it has, and what makes UTF-8 of it.
public struct EncodingGuess {
  /// Whether there are characters of UTF-8 beyond ASCII before the first byte that is none.
  private let hasWideCharacters: Bool
  /// Whether there are bytes that are control characters in Latin-1.
  private var hasControls = false
  /// Whether there are bytes for which Windows-1252 has no characters.
  private var hasGaps = false

  init(hasWideCharacters: Bool) { self.hasWideCharacters = hasWideCharacters }

  /// A guess by all bytes of a text that is not UTF-8.
  public init(_ bytes: [UInt8]) {
    var (decoder, codes) = (UTF8Decoder(), [UInt32]())
    _ = decoder.decode(bytes[...], into: &codes)
    self.init(hasWideCharacters: codes.contains { $0 >= 0x80 })
    look(at: bytes)
  }

  mutating func look(at bytes: some Sequence<UInt8>) {
    for byte in bytes where (0x80...0x9F).contains(byte) {
      hasControls = true
      if [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte) { hasGaps = true }
    }
  }

  /// What makes UTF-8 of the text, in one clause.
  public var advice: String {
    if hasWideCharacters {
      return "what comes before it is UTF-8: iconv -f utf8 -t utf8 -c leaves out what is damaged"
    }
    if hasGaps { return "file -i guesses its encoding, and iconv -f ENCODING -t utf8 converts it" }
    return hasControls
      ? "for text in Windows-1252, iconv -f windows-1252 -t utf8 converts it"
      : "for text in Latin-1, iconv -f latin1 -t utf8 converts it"
  }
}
