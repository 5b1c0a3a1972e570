import DurableFiles
import Foundation
import HDF5
import SequenceData
import TestSupport
import Testing

@Suite("Text files")
struct TextFileTests {
  @Test("A file by the contract is read")
  func sample() throws {
    let scratch = try Scratch()
    let path = scratch.file()
    try SampleText.write(to: path) { try $0.attributes.set("description", to: "a sample") }
    #expect(try TextFile.holdsText(path))
    let file = try TextFile(contentsOf: path)
    #expect(file.path == path && file.description == "a sample" && file.splits == [.train, .test])
    #expect(file.vocabulary.symbols == SampleText.vocabulary && file.vocabulary.unknown == nil)
    #expect(file.about.minimumCount == nil && file.about.normalization == nil)
    #expect(try file.length(of: .train) == 6)
    #expect(try file.symbols(of: .test) == SymbolArray([3, 0, 2], cardinality: 4))
    #expect(try file.symbols(of: .train, 2..<5) == [0, 3, 1])
    let check = try SequenceFileCheck(contentsOf: path)
    #expect(check.isValid && check.isText && check.sequences == 2 && check.rows == 9)
    let missing = #expect(throws: SequenceFileError.self) { try file.symbols(of: .validation) }
    #expect(missing?.description == "\(path) has no group /validation, only /train, /test")
  }

  @Test(
    "What is written is read again, in as few bytes a symbol as the vocabulary allows",
    arguments: [(2, 1), (256, 1), (257, 2), (65_536, 2), (65_537, 4)])
  func roundTrip(cardinality: Int, bytes: Int) throws {
    let scratch = try Scratch()
    let path = scratch.file()
    // The surrogates lie in between.
    let codes = (0..<cardinality - 1).map { UInt32($0 < 0xD800 ? $0 : $0 + 0x800) }
    let vocabulary = try Vocabulary(codes: codes, unit: .character, hasUnknown: true)
    #expect(vocabulary.count == cardinality && vocabulary.unknown == cardinality - 1)
    var about = TextDescription()
    (about.text, about.normalization, about.minimumCount) = ("numbers", "none", 3)
    (about.vocabularyOrder, about.division, about.sources) = ("by code", "by hand", "abc  file")
    let symbols = (0..<100_000).map { Int32($0 * 7919 % cardinality) }
    try TextFile.write(to: path, about, vocabulary) { writer in
      try writer.append(Array(symbols[..<10]), to: .validation)
      try writer.append([], to: .test)
      try writer.append(Array(symbols[10..<70_000]), to: .train)
      try writer.append(Array(symbols[70_000...]), to: .train)
    }
    #expect(try File.checksum(of: path) == .intact)
    let file = try TextFile(contentsOf: path)
    #expect(file.splits == [.train, .validation] && file.vocabulary == vocabulary)
    #expect(try file.symbols(of: .train) == SymbolArray(symbols[10...], cardinality: cardinality))
    #expect(try file.symbols(of: .validation) == SymbolArray(symbols[..<10], cardinality: cardinality))
    about.creator = "recur"
    about.created = file.about.created
    #expect(file.about == about && about.created?.isEmpty == false)
    let dataset = try File.open(path).root.dataset("train/symbols")
    let storage = try dataset.storage
    #expect(try dataset.elementType == .integer(bytes: bytes, isSigned: bytes == 4))
    #expect(storage.filters == ["shuffle", "deflate", "fletcher32"])
    #expect(try dataset.label(ofAxis: 0) == "position" && dataset.scaleCount(ofAxis: 0) == 1)
    #expect(try SequenceFileCheck(contentsOf: path).isValid)
  }

  @Test("Text is no file of sequences, and the other way round")
  func kinds() throws {
    let scratch = try Scratch()
    try SampleText.write(to: scratch.file("text.h5"))
    try SampleFile.classes(at: scratch.file("classes.h5"))
    #expect(try !TextFile.holdsText(scratch.file("classes.h5")))
    let text = #expect(throws: SequenceFileError.self) { try SequenceFile(contentsOf: scratch.file("text.h5")) }
    #expect(text?.description.contains("holds text (task = text), but sequences were expected") == true)
    let classes = #expect(throws: SequenceFileError.self) { try TextFile(contentsOf: scratch.file("classes.h5")) }
    #expect(classes?.description.contains("does not hold text (task = text)") == true)
    // What says that it is text is held to that.
    try SampleFile.classes(at: scratch.file("neither.h5")) { try $0.attributes.set("task", to: "text") }
    let check = try SequenceFileCheck(contentsOf: scratch.file("neither.h5"))
    #expect(check.isText && check.findings.map(\.kind) == ["unit", "/vocabulary", "/train", "/test"])
    for path in [scratch.file("none.h5"), scratch.path] {
      #expect(throws: SequenceFileError.self) { try TextFile.holdsText(path) }
      #expect(throws: SequenceFileError.self) { try TextFile(contentsOf: path) }
    }
  }

  @Test("A writer that fails leaves what was there before")
  func failure() throws {
    struct Stop: Error {}
    let scratch = try Scratch()
    try scratch.write("precious", to: "text.h5")
    let vocabulary = try Vocabulary(symbols: ["a"], unit: .byte, unknown: nil)
    #expect(throws: Stop.self) {
      try TextFile.write(to: scratch.file("text.h5"), TextDescription(), vocabulary, growing: .disk) { writer in
        try writer.append([0, 0, 0], to: .train)
        throw Stop()
      }
    }
    #expect(try scratch.text("text.h5") == "precious" && scratch.content == ["text.h5"])
  }
}
