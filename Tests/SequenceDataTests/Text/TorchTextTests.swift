import DurableFiles
import Foundation
import HDF5
import SequenceData
import TestSupport
import Testing

@Suite("Texts from torch-rnn")
struct TorchTextTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func write(_ arrays: [String: [UInt32]]) throws {
    try File.replacing(scratch.file("torch.h5")) { file in
      for (name, values) in arrays { try file.root.createDataset(named: name, values: values) }
    }
  }

  private func read(_ json: String) throws -> TextFile {
    let vocabulary = try scratch.write(json, to: "torch.json")
    let text = try TorchText(contentsOf: scratch.file("torch.h5"), vocabulary: vocabulary)
    try text.write(to: scratch.file("made.h5"), TextDescription())
    #expect(try SequenceFileCheck(contentsOf: scratch.file("made.h5")).isValid)
    return try TextFile(contentsOf: scratch.file("made.h5"))
  }

  @Test("Symbols count from 1 there and from 0 here, in the same order")
  func characters() throws {
    try write(["train": [1, 2, 3, 4, 1], "val": [2, 2], "test": [4, 1, 3]])
    let file = try read(
      #"{"token_to_idx": {"b": 1, "\u00e9": 2, "\u0000": 3, "a": 4}, "idx_to_token": {"1": "b", "2": "é", "3": "\u0000", "4": "a"}}"#
    )
    #expect(file.vocabulary.symbols == ["b", "é", "<00>", "a"] && file.vocabulary.unit == .character)
    #expect(file.splits == [.train, .validation, .test])
    #expect(try file.symbols(of: .train, 0..<5) == [0, 1, 2, 3, 0])
    #expect(try file.symbols(of: .validation, 0..<2) == [1, 1] && file.symbols(of: .test, 0..<3) == [3, 0, 2])
    #expect(file.about.vocabularyOrder == "that of torch-rnn")
    let digests = try ["torch.h5", "torch.json"].map { "\(try File.digest(of: scratch.file($0)))  \($0)" }
    #expect(file.about.sources == digests.joined(separator: "\n"))
  }

  @Test("A text whose encoding was unknown is one of bytes")
  func bytes() throws {
    try write(["train": [1, 2, 3, 3, 4]])
    let file = try read(#"{"idx_to_token": {"2": "[233]", "1": "a", "3": "\n", "4": "["}}"#)
    #expect(file.vocabulary.unit == .byte && file.vocabulary.symbols == ["a", "<E9>", "<0A>", "["])
    #expect(try file.vocabulary.bytes(of: file.symbols(of: .train, 0..<5)) == [0x61, 0xE9, 0x0A, 0x0A, 0x5B])
  }

  @Test("Arrays that are too short are left out")
  func short() throws {
    try write(["train": [1, 1], "val": [1], "test": []])
    let vocabulary = try scratch.write(#"{"idx_to_token": {"1": "a"}}"#, to: "torch.json")
    let text = try TorchText(contentsOf: scratch.file("torch.h5"), vocabulary: vocabulary)
    #expect(text.lengths.map(\.count) == [2] && text.tooShort.map(\.name) == ["val", "test"])
  }

  static let vocabularies: [(String, String)] = [
    ("", "torch.json should be JSON"), ("{\"idx_to_token\": {\"1\":", "should be JSON"), ("[]", "of another type"),
    ("{}", "has no \"idx_to_token\""), (#"{"idx_to_token": {"1": 5}}"#, "of another type"),
    (#"{"idx_to_token": ["a", "b"]}"#, "of another type"), (#"{"idx_to_token": {}}"#, "is missing"),
    (#"{"idx_to_token": {"0": "a", "1": "b"}}"#, "\"2\" is missing"),
    (#"{"idx_to_token": {"1": "a", "3": "b"}}"#, "should have the keys \"1\" to \"2\", but \"2\" is missing"),
    (#"{"idx_to_token": {"1": "a", "2": "a"}}"#, "is symbol 0 already"),
    (#"{"idx_to_token": {"1": "a", "2": "the"}}"#, "entry 2 of idx_to_token should be one character, found \"the\""),
    (#"{"idx_to_token": {"1": "[200]", "2": "é"}}"#, "should be one byte, those above 127 as [n]"),
    (#"{"idx_to_token": {"1": "[200]", "2": "[300]"}}"#, "should be one byte"),
    (#"{"idx_to_token": {"1": "[256]"}}"#, "should be one character"),
    (#"{"idx_to_token": {"1": "a", "2": "b"}, "token_to_idx": {"a": 2, "b": 1}}"#, "but token_to_idx says"),
    (#"{"idx_to_token": {"1": "a"}, "token_to_idx": {"a": 1.5}}"#, "torch.json"),
    (#"{"idx_to_token": {"1": "a"}, "token_to_idx": {"a": 99999999999999999999}}"#, "torch.json"),
  ]

  @Test("Vocabularies that are none are refused", arguments: vocabularies)
  func vocabulary(json: String, words: String) throws {
    try write(["train": [1, 1, 1]])
    let error = #expect(throws: SequenceFileError.self) { try read(json) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(error?.kind == .data && !scratch.exists("made.h5"))
  }

  @Test("Arrays that are none are refused")
  func arrays() throws {
    let json = #"{"idx_to_token": {"1": "a", "2": "b"}}"#
    func expect(_ words: String, _ body: (Group) throws -> Void) throws {
      try File.replacing(scratch.file("torch.h5")) { try body($0.root) }
      let error = #expect(throws: SequenceFileError.self) { try read(json) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    try expect("has none of the arrays train, val and test") { _ in }
    try expect("has no array of at least 2 symbols") { try $0.createDataset(named: "train", values: [1]) }
    try expect("/train, position 1: a symbol of 1 to 2 was expected, found 0") {
      try $0.createDataset(named: "train", values: [1, 0, 2])
    }
    try expect("/test, position 2: a symbol of 1 to 2 was expected, found 3") {
      try $0.createDataset(named: "test", values: [1, 1, 3])
    }
    try expect("should be integers of shape (length,), found float64") {
      try $0.createDataset(named: "train", values: [1.0, 2])
    }
    try expect("found int64 of shape [1, 2]") { try $0.createDataset(named: "train", values: [1, 2], shape: [1, 2]) }
    try expect("should be a dataset, it is a group") { try $0.createGroup(named: "val") }
  }
}
