import DurableFiles
import Foundation
import HDF5
import Losses
import SequenceData
import TestSupport
import Testing

@Suite("Arrays that are none of sequences")
struct HostileArrayTests {
  /// Files by what makes them, options, and the words of the refusal.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let words: String
    let files: @Sendable (Scratch) throws -> Void
    var options: @Sendable (inout ArrayChoices) -> Void = { _ in }
  }

  private static func x(_ shape: [Int], _ name: String = "x.npy") -> @Sendable (Scratch) throws -> Void {
    { try NumPyFile.write([Double](repeating: 0.5, count: shape.reduce(1, *)), shape: shape, to: name, in: $0) }
  }

  private static func labels(_ values: [Int], _ name: String = "y.npy") -> @Sendable (Scratch) throws -> Void {
    { try NumPyFile.write(values, shape: [values.count], to: name, in: $0) }
  }

  private static func all(_ parts: (@Sendable (Scratch) throws -> Void)...) -> @Sendable (Scratch) throws -> Void {
    { scratch in for part in parts { try part(scratch) } }
  }

  static let cases: [Case] = [
    Case(testDescription: "no targets", words: "has nothing to ask for", files: x([3, 2, 1])),
    Case(testDescription: "a number alone", words: "should have the shape (sequences, steps, features)", files: x([])),
    Case(testDescription: "four axes", words: "found [2, 2, 2, 2]", files: x([2, 2, 2, 2])),
    Case(testDescription: "no features", words: "should hold sequences of 1 to", files: x([3, 2, 0])),
    Case(testDescription: "no steps", words: "should have steps in its sequences", files: x([3, 0, 2])),
    Case(testDescription: "no sequences", words: "should hold sequences", files: x([0, 3, 2])),
    Case(
      testDescription: "other names", words: "has no array named x (or inputs",
      files: all(x([3, 2, 1], "a.npy"), x([3], "b.npy"))),
    Case(
      testDescription: "targets of another count",
      words: "should have something for each of the 3 sequences, or for each step",
      files: all(x([3, 2, 1]), labels([0, 1]))),
    Case(
      testDescription: "a target that is named and not there", words: "has no array \"z\"",
      files: all(x([3, 2, 1]), labels([0, 1, 0])), options: { $0.targets = ["z"] }),
    Case(
      testDescription: "lengths beyond the padding", words: "entry 1: a length of at most 2 was expected, found 3",
      files: all(x([2, 2, 1]), labels([0, 1]), labels([2, 3], "lengths.npy"))),
    Case(
      testDescription: "a sequence without a step", words: "sequence 1 has no step",
      files: all(x([2, 2, 1]), labels([0, 1]), labels([2, 0], "lengths.npy"))),
    Case(
      testDescription: "lengths that do not add up", words: "adds up to 3 steps, but",
      files: all(x([4, 1]), labels([0, 1]), labels([2, 1], "lengths.npy"))),
    Case(
      testDescription: "negative lengths", words: "a length of at least 0 was expected, found -2",
      files: all(x([4, 1]), labels([0, 1]), labels([-2, 6], "lengths.npy"))),
    Case(
      testDescription: "lists of different widths", words: "should have the shape (steps, 1)",
      files: all(x([4, 1], "x_0.npy"), x([4, 2], "x_1.npy"), labels([0, 1]))),
    Case(
      testDescription: "classes one for each number", words: "the number of the class is meant",
      files: all(x([3, 2, 1]), x([3, 2, 4], "y.npy")), options: { $0.loss = .softmax }),
    Case(
      testDescription: "splits and none", words: "has arrays of splits (x_train, ...) and one without",
      files: all(x([3, 2, 1]), x([3, 2, 1], "x_train.npy"), labels([0, 1, 1]), labels([0, 1, 1], "y_train.npy"))),
    Case(
      testDescription: "splits of other widths", words: "has 2 features",
      files: all(
        x([3, 2, 1], "x_train.npy"), x([3, 2, 2], "x_test.npy"), labels([0, 1, 1], "y_train.npy"),
        labels([0, 1, 1], "y_test.npy"))),
    Case(
      testDescription: "a horizon for whole sequences", words: "--horizon has no meaning",
      files: all(x([8, 3, 1]), labels([0, 1, 0, 1, 0, 1, 0, 1])), options: { ($0.horizon, $0.shares) = (1, [1, 0, 0]) }),
    Case(
      testDescription: "words as values", words: "holds words, which are classes",
      files: all(x([2, 3, 1]), { try NumPyFile.write(["a", "b"], to: "y.npy", in: $0) }),
      options: { $0.loss = .squaredError }),
    Case(
      testDescription: "words as inputs", words: "should hold numbers, found words such as",
      files: all({ try NumPyFile.write(["a", "b"], to: "x.npy", in: $0) }, labels([0, 1])),
      options: { ($0.shares, $0.loss) = ([1, 0, 0], .squaredError) }),
    Case(
      testDescription: "shapes beyond counting", words: "x.npy",
      files: { scratch in
        let header =
          "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 9223372036854775807, 9223372036854775807), }\n"
        let start: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
        try scratch.write(start + Array(header.utf8), to: "x.npy")
      }),
  ]

  @Test("They are refused in one sentence that names the array", arguments: cases)
  func refused(bad: Case) throws {
    let scratch = try Scratch()
    try bad.files(scratch)
    var choices = ArrayChoices()
    bad.options(&choices)
    let files = scratch.content.map { scratch.file($0) }
    let error = #expect(throws: SequenceFileError.self) { try ArrayDataset(contentsOf: files, choices) }
    #expect(error?.description.contains(bad.words) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false && error?.kind == .data)
  }

  @Test("Arrays that are damaged at random are refused in one line, or are still arrays", arguments: 0..<4)
  func damaged(seed: Int) throws {
    let scratch = try Scratch()
    try Self.x([4, 3, 2])(scratch)
    try NumPyFile.write(["a", "b", "a", "b"], to: "y.npy", in: scratch)
    let good = try ["x.npy", "y.npy"].map { Array(try Data(contentsOf: URL(fileURLWithPath: scratch.file($0)))) }
    var generator = TestGenerator(seed: UInt64(seed))
    func random(_ limit: Int) -> Int { generator.integer(0...limit - 1) }
    var choices = ArrayChoices()
    choices.shares = [1, 0, 0]
    for _ in 0..<150 {
      for (index, name) in ["x.npy", "y.npy"].enumerated() {
        var bytes = good[index]
        for _ in 0...random(3) { bytes[random(min(120, bytes.count))] = UInt8(random(256)) }
        if random(5) == 0 { bytes = Array(bytes.prefix(random(bytes.count))) }
        try scratch.write(bytes, to: name)
      }
      do {
        _ = try ArrayDataset(contentsOf: ["x.npy", "y.npy"].map { scratch.file($0) }, choices)
      } catch let error as SequenceFileError {
        #expect(error.description.contains(".npy") && !error.description.contains("\n"), "\(error)")
      }
    }
  }

  static let encodings: [(words: String, spoil: @Sendable (Group) throws -> Void)] = [
    (
      "should hold a positive number for each",
      { try $0.createDataset(named: "encoding/inputs_scale", values: [1.0, 0]) }
    ),
    ("should hold a positive number for each", { try $0.createDataset(named: "encoding/inputs_scale", values: [1.0]) }),
    (
      "should hold a positive number for each",
      { try $0.createDataset(named: "encoding/inputs_scale", values: [1, Double.nan]) }
    ),
    (
      "should be float64 of shape (columns,)",
      { try $0.createDataset(named: "encoding/inputs_scale", values: [1, 2] as [Int32]) }
    ),
    ("encoding/inputs_scale is missing", { _ in }),
  ]

  @Test("Constants that make no sense are refused, by all who read the file", arguments: encodings.indices)
  func constants(index: Int) throws {
    let scratch = try Scratch()
    let (words, spoil) = Self.encodings[index]
    try SampleFile.numbers(at: scratch.file(), loss: "squared-error") { root in
      try root.createDataset(named: "encoding/inputs_mean", values: [0.5, 1.5])
      try spoil(root)
    }
    let error = #expect(throws: SequenceFileError.self) { try SequenceFile(contentsOf: scratch.file()) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(throws: SequenceFileError.self) {
      try SequenceInputs(AdmittedFile(dataset: scratch.file()), split: nil)
    }
    #expect(try SequenceFileCheck(contentsOf: scratch.file()).findings.count == 1)
  }

  @Test("Constants of another number than columns are refused")
  func columns() throws {
    let scratch = try Scratch()
    try SampleFile.numbers(at: scratch.file(), loss: "squared-error") { root in
      for name in ["mean", "scale"] {
        try root.createDataset(named: "encoding/inputs_\(name)", values: [1.0, 1, 1])
      }
    }
    for open in [
      { () throws -> Void in _ = try SequenceFile(contentsOf: scratch.file()) },
      { _ = try SequenceInputs(AdmittedFile(dataset: scratch.file()), split: nil) },
    ] {
      let error = #expect(throws: SequenceFileError.self) { try open() }
      #expect(error?.description.contains("has constants for 3 features, but its inputs are 2 real") == true)
    }
  }
}
