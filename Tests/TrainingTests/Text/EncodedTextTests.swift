import SequenceData
import Testing
import Training

@Suite("Texts in symbols")
struct EncodedTextTests {
  private func vocabulary(_ symbols: [String], _ unit: TextUnit, unknown: Int? = nil) throws -> Vocabulary {
    try Vocabulary(symbols: symbols, unit: unit, unknown: unknown)
  }

  @Test("Characters are Unicode scalars, wherever a byte of theirs lies")
  func characters() throws {
    let known = try vocabulary(["a", "é", "—", "😀", "\n"], .character)
    let text = try EncodedText("a—é😀\na".utf8, in: known, name: "it")
    #expect(text.symbols == [0, 2, 1, 3, 4, 0] && text.unknownSymbols.isEmpty)
    // A letter with an accent of its own is two scalars.
    #expect(try EncodedText("e\u{301}".utf8, in: known, name: "it").unknownSymbols.map(\.spelling) == ["e", "\u{301}"])
  }

  @Test("Bytes are taken as they are")
  func bytes() throws {
    let known = try vocabulary(["a", "<00>", "<FF>"], .byte)
    let text = try EncodedText([0x61, 0, 0xFF, 0xC3, 0x61, 0xC3], in: known, name: "it")
    #expect(text.symbols == [0, 1, 2, 0])
    #expect(text.unknownSymbols.map(\.spelling) == ["<C3>"] && text.unknownSymbols.map(\.count) == [2])
  }

  @Test("What is not known is named once, counted, and read as the unknown symbol where there is one")
  func unknownSymbols() throws {
    let text = try EncodedText(
      "xaéxx\u{1B}".utf8, in: vocabulary(["a", "?", "b"], .character, unknown: 1), name: "it")
    #expect(text.symbols == [1, 0, 1, 1, 1, 1])
    #expect(
      text.unknownSymbols.map(\.spelling) == ["x", "é", "\u{1B}"] && text.unknownSymbols.map(\.count) == [3, 1, 1])
    let without = try EncodedText("xaéxx".utf8, in: vocabulary(["a", "b"], .character), name: "it")
    #expect(without.symbols == [0] && without.unknownSymbols.count == 2)
  }

  static let damaged: [(name: String, bytes: [UInt8], offset: Int)] = [
    ("Latin-1", [0x61, 0xE9, 0x61], 1), ("a byte that goes on from nothing", [0x61, 0x61, 0x80], 2),
    ("a cut character", [0xC3, 0xA9, 0xE2, 0x80], 2), ("an overlong spelling", [0xC0, 0xAF], 0),
    ("a surrogate", [0x61, 0xED, 0xA0, 0x80], 1), ("beyond Unicode", [0x61, 0xF4, 0x90, 0x80, 0x80], 1),
    ("no byte of UTF-8", [0xF0, 0x9F, 0x98, 0x80, 0xFF], 4),
  ]

  @Test("Bytes that are not UTF-8 are refused with their place", arguments: damaged.indices)
  func invalid(index: Int) throws {
    let (name, bytes, offset) = Self.damaged[index]
    let known = try vocabulary(["a", "é", "😀"], .character, unknown: 0)
    let error = Small.error { _ = try EncodedText(bytes, in: known, name: "p.txt") }
    #expect(error?.kind == .data, "\(name)")
    #expect(
      error?.description.hasPrefix("p.txt should be UTF-8, the byte at offset \(offset) is not") == true, "\(name)")
  }

  @Test("Nothing is nothing")
  func empty() throws { #expect(try EncodedText([], in: vocabulary(["a"], .byte), name: "it") == EncodedText()) }
}
