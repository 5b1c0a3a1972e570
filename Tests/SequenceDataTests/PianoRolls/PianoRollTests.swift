import DurableFiles
import Losses
import Foundation
import HDF5
import SequenceData
import TestSupport
import Testing

@Suite("Piano rolls in HDF5")
struct PianoRollTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Steps of three notes each.
  private static let first: [UInt8] = [1, 0, 0, 0, 1, 0, 1, 1, 1]
  private static let second: [UInt8] = [0, 0, 1, 1, 0, 1]

  private func make(notes: Int = 3, _ body: (Group) throws -> Void) throws -> (
    splits: [PianoRollSplit], file: SequenceFile
  ) {
    try File.replacing(scratch.file("roll.h5")) { try body($0.root) }
    let splits = try PianoRoll(contentsOf: [scratch.file("roll.h5")], notes: notes).write(to: scratch.file("made.h5"))
    #expect(try SequenceFileCheck(contentsOf: scratch.file("made.h5")).isValid)
    return (splits, try SequenceFile(contentsOf: scratch.file("made.h5")))
  }

  private static let expected = SequenceSet(
    offsets: [0, 2, 3],
    inputs: .real([1, 0, 0, 0, 1, 0, 0, 0, 1], features: 3), targets: .real([0, 1, 0, 1, 1, 1, 1, 0, 1], outputs: 3))

  @Test("Each step is to be predicted from those before it")
  func joined() throws {
    let made = try make { root in
      try root.createDataset(named: "train", values: Self.first + Self.second, shape: [5, 3])
      try root.createDataset(named: "train_len", values: [3, 2])
      try root.createDataset(named: "test", values: Self.second.map { Float($0) }, shape: [2, 3])
    }
    #expect(made.file.splits == [.train, .test] && made.file.description.loss == .logistic)
    #expect(made.file.description.task == "piano-roll" && made.file.description.success == nil)
    #expect(try made.file.split(.train).sequences(0..<2) == Self.expected)
    #expect(try made.file.split(.test).count == 1)
    #expect(made.splits.map(\.sequences) == [2, 1] && made.splits.map(\.steps) == [5, 2])
  }

  @Test("Padded arrays, with lengths and without")
  func padded() throws {
    let values = Self.first + Self.second + [0, 0, 0]
    let made = try make { root in
      try root.createDataset(named: "train", values: values, shape: [2, 3, 3])
      try root.createDataset(named: "train_lengths", values: [3, 2] as [UInt8])
      try root.createDataset(named: "valid", values: values, shape: [2, 3, 3])
    }
    #expect(try made.file.split(.train).sequences(0..<2) == Self.expected)
    #expect(try made.file.split(.validation).offsets == [0, 2, 4])
  }

  @Test("A group with an array for each sequence, in the order of their numbers")
  func separate() throws {
    let made = try make { root in
      try root.createDataset(named: "train/10", values: Self.second, shape: [2, 3])
      try root.createDataset(named: "train/9", values: Self.first, shape: [3, 3])
    }
    #expect(try made.file.split(.train).sequences(0..<2) == Self.expected)
  }

  @Test("Eight notes to a byte, the first in the highest bit")
  func packed() throws {
    let made = try make(notes: 10) { root in
      try root.createDataset(named: "train_bits", values: [0x81, 0x40, 0x00, 0xC0] as [UInt8], shape: [2, 2])
    }
    let set = try made.file.split(.train).sequences(0..<1)
    #expect(
      set
        == SequenceSet(
          offsets: [0, 1], inputs: .real([1, 0, 0, 0, 0, 0, 0, 1, 0, 1], features: 10),
          targets: .real([0, 0, 0, 0, 0, 0, 0, 0, 1, 1], outputs: 10)))
  }

  @Test("88 notes have the names of keys, and files are cut as they are")
  func keys() throws {
    _ = try make(notes: 88) { root in
      try root.createDataset(named: "train", values: [UInt8](repeating: 0, count: 176), shape: [2, 88])
    }
    let names = try File.open(scratch.file("made.h5")).root.dataset("train/feature").readStrings()
    #expect(names.first == "A0" && names[39] == "C4" && names.last == "C8" && names.count == 88)
  }

  @Test("Sequences of less than two steps are left out, and counted")
  func short() throws {
    let made = try make { root in
      try root.createDataset(named: "train", values: Self.first + Self.second + [1, 1, 1], shape: [6, 3])
      try root.createDataset(named: "train_len", values: [0, 3, 2, 1])
    }
    #expect(made.splits == [made.splits[0]] && made.splits[0].tooShort == 2 && made.splits[0].sequences == 2)
    #expect(try made.file.split(.train).sequences(0..<2) == Self.expected)
  }

  /// What cannot be a piano roll of three notes, and why.
  static let bad: [(String, String, @Sendable (Group) throws -> Void)] = [
    ("nothing", "has no array named train, valid, validation or test", { _ in }),
    ("other names", "only \"x\"", { try $0.createDataset(named: "x", values: [1]) }),
    ("one axis", "should have the shape (steps, 3)", { try $0.createDataset(named: "train", values: first) }),
    ("other notes", "found [9, 1] (--notes", { try $0.createDataset(named: "train", values: first, shape: [9, 1]) }),
    (
      "sequences without steps", "should have steps in its sequences, found [1000000000000, 0, 3]",
      { try $0.createDataset(named: "train", values: [] as [UInt8], shape: [1_000_000_000_000, 0, 3]) }
    ),
    ("a scalar", "should have 1 to 3 axes", { try $0.createDataset(named: "train", values: [1], shape: []) }),
    ("words", "should hold numbers", { try $0.createDataset(named: "train", strings: ["a"]) }),
    (
      "loudness", "/train, sequence 0, step 1, note 1: 0 or 1 was expected, found 64.0",
      { try $0.createDataset(named: "train", values: [0, 0, 0, 0, 64, 0] as [UInt8], shape: [2, 3]) }
    ),
    (
      "no number", "found nan",
      { try $0.createDataset(named: "train", values: [0, 0, 0, 0, .nan, 0] as [Float], shape: [2, 3]) }
    ),
    (
      "lengths beyond the steps", "/train_len adds up to more than the 3 steps",
      {
        try $0.createDataset(named: "train", values: first, shape: [3, 3])
        try $0.createDataset(named: "train_len", values: [2, 2])
      }
    ),
    (
      "huge lengths", "a length of at least 0 was expected",
      {
        try $0.createDataset(named: "train", values: first, shape: [3, 3])
        try $0.createDataset(named: "train_len", values: [Int.max, Int.max])
      }
    ),
    (
      "lengths that fall short", "adds up to 2 steps, but",
      {
        try $0.createDataset(named: "train", values: first, shape: [3, 3])
        try $0.createDataset(named: "train_len", values: [2])
      }
    ),
    (
      "negative lengths", "/train_len, entry 1: a length of at least 0 was expected, found -1",
      {
        try $0.createDataset(named: "train", values: first, shape: [3, 3])
        try $0.createDataset(named: "train_len", values: [4, -1])
      }
    ),
    (
      "lengths with a fraction", "should be integers of shape (sequences,)",
      {
        try $0.createDataset(named: "train", values: first, shape: [3, 3])
        try $0.createDataset(named: "train_len", values: [3.0])
      }
    ),
    (
      "a length beyond the padding", "a length of at most 3 was expected, found 4",
      {
        try $0.createDataset(named: "train", values: first + first, shape: [2, 3, 3])
        try $0.createDataset(named: "train_len", values: [2, 4])
      }
    ),
    (
      "fewer lengths than sequences", "has 1 length for 2 sequences",
      {
        try $0.createDataset(named: "train", values: first + first, shape: [2, 3, 3])
        try $0.createDataset(named: "train_len", values: [2])
      }
    ),
    (
      "two validations", "has \"valid\" and \"dev\", of which only one",
      {
        try $0.createDataset(named: "valid", values: first, shape: [3, 3])
        try $0.createDataset(named: "dev", values: first, shape: [3, 3])
      }
    ),
    (
      "packed and not", "has \"train\" and \"train_bits\"",
      {
        try $0.createDataset(named: "train", values: first, shape: [3, 3])
        try $0.createDataset(named: "train_bits", values: [1, 1] as [UInt8], shape: [2, 1])
      }
    ),
    (
      "bytes beyond 255", "a byte was expected, found 256.0",
      { try $0.createDataset(named: "train_bits", values: [1, 256], shape: [2, 1]) }
    ),
    (
      "one step", "/train has no sequence of at least 2 steps",
      { try $0.createDataset(named: "train", values: [0, 0, 1] as [UInt8], shape: [1, 3]) }
    ),
    (
      "2⁴⁰ steps that nobody wrote", "has never been written",
      { try $0.createDataset(named: "train", of: UInt8.self, shape: [1 << 40, 3], options: .growing) }
    ),
  ]

  @Test("What is no piano roll is refused, and nothing is written", arguments: bad.indices)
  func refused(index: Int) throws {
    let (name, words, body) = Self.bad[index]
    let error = #expect(throws: SequenceFileError.self, "\(name)") { try make(body) }
    #expect(error?.description.contains(words) == true, "\(name): \(error?.description ?? "")")
    #expect(error?.description.contains("roll.h5") == true && error?.kind == .data)
    #expect(!scratch.exists("made.h5"))
  }
}
