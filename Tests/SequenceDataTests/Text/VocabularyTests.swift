import SequenceData
import Testing

@Suite("Vocabularies")
struct VocabularyTests {
  @Test("Every byte has a spelling of its own, which stands for it")
  func bytes() throws {
    let all = try Vocabulary(codes: Array(0..<256), unit: .byte, hasUnknown: false)
    #expect(all.symbols[10] == "<0A>" && all.symbols[0x41] == "A" && all.symbols[0xE9] == "<E9>")
    #expect(Set(all.symbols).count == 256)
    for code in 0..<256 as Range<UInt32> {
      #expect(all.symbol(of: code) == Int32(code) && all.code(of: Int32(code)) == code)
      #expect(all.byteCount(of: Int32(code)) == 1 && all.bytes(of: [Int32(code)]) == [UInt8(code)])
    }
    let other = try Vocabulary(symbols: ["\n", "<0d>", "<7F>"], unit: .byte, unknown: nil)
    #expect((0..<3).map { other.code(of: $0) } == [10, 13, 127])
  }

  @Test("Characters are Unicode scalars, NUL among them, and bytes are those of UTF-8")
  func characters() throws {
    let text = "a\u{0}é€😀"
    let codes = text.unicodeScalars.map(\.value)
    let vocabulary = try Vocabulary(codes: codes, unit: .character, hasUnknown: true)
    #expect(vocabulary.symbols == ["a", "<00>", "é", "€", "😀", "\u{FFFD}"])
    #expect(vocabulary.encode(text).symbols == [0, 1, 2, 3, 4])
    #expect(vocabulary.bytes(of: [4, 1, 3, 2, 0]) == Array("😀\u{0}€éa".utf8))
    #expect((0..<6).map { vocabulary.byteCount(of: $0) } == [1, 1, 2, 3, 4, nil])
    let strange = vocabulary.encode("axaxy")
    #expect(strange.symbols == [0, 5, 0, 5, 5] && strange.unknown == ["x", "y"])
    #expect(vocabulary.bytes(of: [0, 5]) == Array("a\u{FFFD}".utf8))
    let closed = try Vocabulary(codes: codes, unit: .character, hasUnknown: false)
    #expect(closed.encode("axa").symbols == [0, 0] && closed.encode("axa").unknown == ["x"])
  }

  @Test("The replacement character may be a symbol beside the unknown one")
  func replacement() throws {
    let vocabulary = try Vocabulary(codes: [0x61, 0xFFFD], unit: .character, hasUnknown: true)
    #expect(vocabulary.encode("a\u{FFFD}x").symbols == [0, 1, 2])
    #expect(vocabulary.byteCount(of: 1) == 3 && vocabulary.byteCount(of: 2) == nil)
  }

  @Test(
    "What is no symbol is refused",
    arguments: [
      ("", TextUnit.character), ("ab", .character), ("<0>", .character), ("<41>", .character),
      ("<\u{301}0>", .character),
      ("é", .byte), ("<4>", .byte), ("<+4>", .byte), ("<GG>", .byte), ("<410>", .byte), ("41", .byte),
    ])
  func refused(spelling: String, unit: TextUnit) {
    #expect(throws: VocabularyError.self) { try Vocabulary(symbols: ["a", spelling], unit: unit, unknown: nil) }
    #expect((try? Vocabulary(symbols: ["a", spelling], unit: unit, unknown: 1))?.unknown == 1)
  }

  @Test("None at all, one that comes twice, an unknown one that is not there")
  func errors() {
    #expect(throws: VocabularyError.self) { try Vocabulary(symbols: [], unit: .byte, unknown: nil) }
    #expect(throws: VocabularyError.self) { try Vocabulary(symbols: ["a", "a"], unit: .byte, unknown: nil) }
    #expect(throws: VocabularyError.self) { try Vocabulary(symbols: ["a"], unit: .byte, unknown: 1) }
  }
}
