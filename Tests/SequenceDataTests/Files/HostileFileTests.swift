import DurableFiles
import Foundation
import HDF5
import SequenceData
import TestSupport
import Testing

/// A file that breaks the contract in one way.
struct BadFile: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// What the sentence about it says.
  let words: String
  /// `softmax` for symbols and classes, or another loss for numbers.
  let loss: String
  let spoil: @Sendable (Group) throws -> Void

  init(_ name: String, _ words: String, loss: String = "softmax", _ spoil: @escaping @Sendable (Group) throws -> Void) {
    (testDescription, self.words, self.loss, self.spoil) = (name, words, loss, spoil)
  }

  func write(to path: String) throws {
    if loss == "softmax" {
      try SampleFile.classes(at: path, spoil)
    } else {
      try SampleFile.numbers(at: path, loss: loss, spoil)
    }
  }
}

@Suite("Dataset files that break the contract")
struct HostileFileTests {
  @Test("Root attributes are checked", arguments: rootCases)
  func root(bad: BadFile) throws { try expectRefused(bad) }

  @Test("Offsets are checked", arguments: offsetCases)
  func offsets(bad: BadFile) throws { try expectRefused(bad) }

  @Test("Shapes, types and cardinalities are checked", arguments: arrayCases)
  func arrays(bad: BadFile) throws { try expectRefused(bad) }

  @Test("Values are checked", arguments: valueCases)
  func values(bad: BadFile) throws { try expectRefused(bad, atOpening: false) }

  @Test("Declared sizes are held against what is stored", arguments: sizeCases)
  func sizes(bad: BadFile) throws { try expectRefused(bad) }

  @Test("The samples themselves are right")
  func samples() throws {
    let scratch = try Scratch()
    let path = scratch.file()
    try SampleFile.classes(at: path)
    let classes = try SequenceFile(contentsOf: path)
    #expect(classes.splits == [.train, .test])
    #expect(
      try classes.split(.test).sequences(1..<3)
        == SequenceSet(
          offsets: [0, 3, 4], inputs: .symbols([2, 3, 0, 1], cardinality: 4),
          targets: .classes([1, 0, 1, 2], cardinality: 3), weights: [0, 0.5, 1, 1]))
    #expect(try SequenceFileCheck(contentsOf: path).isValid)
    #expect(throws: SequenceFileError.self) { try classes.split(.validation) }
    for loss in ["squared-error", "logistic"] {
      try SampleFile.numbers(at: path, loss: loss)
      let part = try SequenceFile(contentsOf: path).split(.train)
      #expect(part.longestLength == 3 && part.rowCount == 6 && !part.isWeighted)
      #expect(
        try part.sequences(0..<3)
          == SequenceSet(
            offsets: [0, 2, 5, 6], inputs: .real((0..<12).map { Double($0) / 3 }, features: 2),
            targets: .real([0, 1, 0, 1, 1, 0], outputs: 1)))
      #expect(try SequenceFileCheck(contentsOf: path).isValid)
    }
  }

  @Test("No file, a folder, a text file, an empty file, a truncated one")
  func noFile() throws {
    let scratch = try Scratch()
    func error(_ path: String) -> SequenceFileError? {
      do throws(SequenceFileError) {
        _ = try SequenceFile(contentsOf: path)
        return nil
      } catch {
        return error
      }
    }
    #expect(error(scratch.file("none.h5"))?.kind == .missing)
    #expect(error(scratch.path)?.kind == .data)
    try Data("offsets,inputs\n0,1\n".utf8).write(to: URL(fileURLWithPath: scratch.file("text.h5")))
    #expect(error(scratch.file("text.h5"))?.kind == .data)
    try Data().write(to: URL(fileURLWithPath: scratch.file("empty.h5")))
    #expect(error(scratch.file("empty.h5"))?.kind == .data)
    try SampleFile.classes(at: scratch.file())
    let whole = try Data(contentsOf: URL(fileURLWithPath: scratch.file()))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: scratch.file("half.h5")))
    #expect(error(scratch.file("half.h5"))?.kind == .data)
    for name in ["text.h5", "empty.h5", "half.h5"] {
      let check = try SequenceFileCheck(contentsOf: scratch.file(name))
      #expect(check.findings.count == 1 && check.findings[0].sentences[0].contains(name))
    }
    #expect(throws: SequenceFileError.self) { try SequenceFileCheck(contentsOf: scratch.file("none.h5")) }
  }

  @Test("Non-finite numbers are let through on request, but never as weights or logistic targets out of range")
  func nonFinite() throws {
    let scratch = try Scratch()
    let path = scratch.file()
    func read() throws -> SequenceSet {
      let part = try SequenceFile(contentsOf: path, allowsNonFinite: true).split(.train)
      return try part.sequences(0..<part.count)
    }
    try SampleFile.numbers(at: path, loss: "logistic") {
      try $0.dataset("train/targets").write([.nan, 1, 0, .infinity, 1, 0] as [Float])
    }
    guard case .real(let values, _) = try read().targets else {
      Issue.record("the targets are not real numbers")
      return
    }
    #expect(values[0].isNaN && values[3] == .infinity)
    #expect(try SequenceFileCheck(contentsOf: path, allowsNonFinite: true).isValid)
    try SampleFile.numbers(at: path, loss: "logistic") {
      try $0.dataset("train/targets").write([0, 1, 0, 1.5, 1, 0] as [Float])
    }
    #expect(throws: SequenceFileError.self) { try read() }
    try SampleFile.classes(at: path) {
      try $0.dataset("train/weights").write([0, 1, 0, .nan, 1, 1] as [Float])
    }
    #expect(throws: SequenceFileError.self) { try read() }
  }

  /// One sentence that names the file and says what is wrong, from the reader and from the check.
  private func expectRefused(_ bad: BadFile, atOpening: Bool = true) throws {
    let scratch = try Scratch()
    let path = scratch.file("bad.h5")
    try bad.write(to: path)
    var found: SequenceFileError?
    do throws(SequenceFileError) {
      let file = try SequenceFile(contentsOf: path)
      #expect(!atOpening, "opening should have failed")
      for split in file.splits {
        let part = try file.split(split)
        _ = try part.sequences(0..<part.count)
      }
    } catch {
      found = error
    }
    let error = try #require(found, "the file was read")
    #expect(error.kind == .data)
    #expect(error.description.contains("bad.h5"), "\(error.description)")
    #expect(error.description.contains(bad.words), "\(error.description)")
    #expect(!error.description.contains("\n"))
    let check = try SequenceFileCheck(contentsOf: path)
    #expect(!check.isValid)
    #expect(
      check.findings.contains { $0.sentences.contains { $0.contains(bad.words) } }, "\(check.findings)")
  }
}
