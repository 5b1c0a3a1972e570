import DurableFiles
import HDF5
import SequenceData
import TestSupport
import Testing

/// A text file that breaks the contract in one way.
struct BadText: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// What the sentence about it says.
  let words: String
  let spoil: @Sendable (Group) throws -> Void

  init(_ name: String, _ words: String, _ spoil: @escaping @Sendable (Group) throws -> Void) {
    (testDescription, self.words, self.spoil) = (name, words, spoil)
  }
}

@Suite("Text files that break the contract")
struct HostileTextTests {
  static let cases: [BadText] = [
    BadText("no format", "has no attribute 'format'") { try $0.attributes.remove("format") },
    BadText("a future version", "has format_version 2") { try $0.attributes.set("format_version", to: 2) },
    BadText("no loss", "has no attribute 'loss'") { try $0.attributes.remove("loss") },
    BadText("another loss", "'loss' should be softmax in a file of text, found logistic") {
      try $0.attributes.set("loss", to: "logistic")
    },
    BadText("no unit", "has no attribute 'unit'; it is character or byte") { try $0.attributes.remove("unit") },
    BadText("an unknown unit", "'unit' should be character or byte, found \"word\"") {
      try $0.attributes.set("unit", to: "word")
    },
    BadText("a unit that is a number", "'unit' should be a text") { try $0.attributes.set("unit", to: 1) },
    BadText("unknown beyond the vocabulary", "'unknown' should be -1 or one of the symbols 0 to 3, found 4") {
      try $0.attributes.set("unknown", to: 4)
    },
    BadText("unknown below -1", "'unknown' should be -1 or one of the symbols 0 to 3, found -2") {
      try $0.attributes.set("unknown", to: -2)
    },
    BadText("unknown is a text", "'unknown' should be -1 or one of") { try $0.attributes.set("unknown", to: "é") },
    BadText("a minimum of 0", "'minimum_count' should be a whole number of at least 1, found 0") {
      try $0.attributes.set("minimum_count", to: 0)
    },
    BadText("a normalization that is a number", "'normalization' should be a text") {
      try $0.attributes.set("normalization", to: 1.5)
    },
    BadText("no vocabulary", "/vocabulary is missing") { try $0.remove("vocabulary") },
    BadText("a vocabulary that is a group", "/vocabulary should be a dataset, it is a group") {
      try $0.remove("vocabulary")
      try $0.createGroup(named: "vocabulary")
    },
    BadText("a vocabulary of numbers", "/vocabulary should be strings of shape (symbols,), found int64") {
      try $0.remove("vocabulary")
      try $0.createDataset(named: "vocabulary", values: [32, 97, 98, 233])
    },
    BadText("an empty vocabulary", "/vocabulary should have 1 to 1114113 entries (unit = character), found 0") {
      try SampleText.replaceVocabulary(with: [], in: $0)
    },
    BadText("more bytes than there are", "should have 1 to 257 entries (unit = byte), found 300") {
      try $0.attributes.set("unit", to: "byte")
      try SampleText.replaceVocabulary(with: (0..<300).map { "\($0)" }, in: $0)
    },
    BadText("an entry that comes twice", "symbol 2 of the vocabulary, \"a\", is symbol 1 already") {
      try SampleText.replaceVocabulary(with: [" ", "a", "a", "é"], in: $0)
    },
    BadText("a byte that comes twice in two spellings", "symbol 1 of the vocabulary, \"<61>\", is symbol 0 already") {
      try $0.attributes.set("unit", to: "byte")
      try SampleText.replaceVocabulary(with: ["a", "<61>", "b", "c"], in: $0)
    },
    BadText("a word for a symbol", "symbol 1 of the vocabulary should be one character, found \"the\"") {
      try SampleText.replaceVocabulary(with: [" ", "the", "b", "é"], in: $0)
    },
    BadText("an accent that is a symbol's own", "should be one character, found") {
      try SampleText.replaceVocabulary(with: [" ", "a", "b", "e\u{301}"], in: $0)
    },
    BadText("an empty entry", "symbol 0 of the vocabulary should be one character, found \"\"") {
      try SampleText.replaceVocabulary(with: ["", "a", "b", "é"], in: $0)
    },
    BadText("a character for a byte", "should be one byte (printable ASCII as itself, others as <XX>") {
      try $0.attributes.set("unit", to: "byte")
    },
    BadText("no splits", "has none of the groups") {
      try $0.remove("train")
      try $0.remove("test")
    },
    BadText("a split that is a dataset", "/test should be a group, it is a dataset") {
      try $0.remove("test")
      try $0.createDataset(named: "test", values: [1, 2])
    },
    BadText("no symbols", "/train/symbols is missing") { try $0.remove("train/symbols") },
    BadText("one symbol", "/train/symbols should have at least 2 symbols") {
      try SampleFile.replace("train/symbols", with: [1 as UInt8], in: $0)
    },
    BadText("symbols of two axes", "should be integers of shape (length,), found uint8 of shape [3, 2]") {
      try SampleFile.replace("train/symbols", with: SampleText.train, shape: [3, 2], in: $0)
    },
    BadText("symbols with fractions", "should be integers of shape (length,), found float32") {
      try SampleFile.replace("train/symbols", with: [1, 2, 0] as [Float], in: $0)
    },
    BadText("letters for symbols", "should be integers of shape (length,), found string") {
      try $0.remove("train/symbols")
      try $0.createDataset(named: "train/symbols", strings: ["a", "b"])
    },
    BadText("a symbol beyond the vocabulary", "/train/symbols, position 2: a symbol of 0 to 3 was expected, found 4") {
      try SampleFile.replace("train/symbols", with: [1, 2, 4, 0] as [UInt8], in: $0)
    },
    BadText("a negative symbol", "/test/symbols, position 1: a symbol of 0 to 3 was expected, found -1") {
      try SampleFile.replace("test/symbols", with: [1, -1, 2] as [Int8], in: $0)
    },
    BadText("a symbol of 64 bits", "position 1: a symbol of 0 to 3 was expected, found 18446744073709551615") {
      try SampleFile.replace("test/symbols", with: [1, UInt64.max, 2], in: $0)
    },
    BadText("2⁴⁰ symbols that nobody wrote", "has never been written") {
      try $0.remove("train/symbols")
      try $0.createDataset(named: "train/symbols", of: UInt8.self, shape: [1 << 40], options: .growing)
    },
    BadText("2⁴⁰ symbols of which a few are there", "declares the shape [1099511627776]") {
      try $0.remove("train/symbols")
      let symbols = try $0.createDataset(
        named: "train/symbols", of: UInt8.self, shape: [1 << 40], options: .growing)
      try symbols.write([1, 2] as [UInt8], start: [0], count: [2])
    },
  ]

  @Test("One sentence that names the file and says what is wrong, from the reader and from the check", arguments: cases)
  func refused(bad: BadText) throws {
    let scratch = try Scratch()
    let path = scratch.file("bad.h5")
    try SampleText.write(to: path, bad.spoil)
    var found: SequenceFileError?
    do throws(SequenceFileError) {
      let file = try TextFile(contentsOf: path)
      for split in file.splits { _ = try file.symbols(of: split) }
    } catch {
      found = error
    }
    let error = try #require(found, "the file was read")
    #expect(error.kind == .data && error.description.contains("bad.h5"), "\(error.description)")
    #expect(error.description.contains(bad.words), "\(error.description)")
    #expect(!error.description.contains("\n"))
    let check = try SequenceFileCheck(contentsOf: path)
    #expect(check.findings.contains { $0.sentences.contains { $0.contains(bad.words) } }, "\(check.findings)")
  }

  @Test("All that is wrong is found at once")
  func all() throws {
    let scratch = try Scratch()
    let path = scratch.file()
    try SampleText.write(to: path) { root in
      try root.attributes.set("unknown", to: 9)
      try root.attributes.set("loss", to: "logistic")
      try SampleText.replaceVocabulary(with: ["a", "a", "bb", "a"], in: root)
      try SampleFile.replace("train/symbols", with: [UInt8](repeating: 7, count: 50), in: root)
      try SampleFile.replace("test/symbols", with: [0 as UInt8], in: root)
    }
    let check = try SequenceFileCheck(contentsOf: path)
    #expect(
      check.findings.map(\.kind) == [
        "loss", "unknown", "/test", "/train/symbols: symbol out of range",
      ] || check.findings.contains { $0.kind == "/vocabulary: entries" }, "\(check.findings)")
    #expect(check.findings.first { $0.kind.hasPrefix("/train/symbols") }?.count == 50)
    #expect(check.findings.contains { $0.kind == "loss" } && check.findings.contains { $0.kind == "unknown" })
    #expect(check.findings.contains { $0.kind == "/test" })
  }

  @Test("Every entry of a vocabulary that is wrong is found")
  func entries() throws {
    let scratch = try Scratch()
    try SampleText.write(to: scratch.file()) { try SampleText.replaceVocabulary(with: ["a", "a", "bb", "a"], in: $0) }
    let check = try SequenceFileCheck(contentsOf: scratch.file())
    #expect(check.findings.map(\.kind) == ["/vocabulary: entries"] && check.findings[0].count == 3)
  }
}
