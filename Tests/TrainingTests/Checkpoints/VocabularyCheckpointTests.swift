import DurableFiles
import Foundation
import HDF5
import LinearAlgebra
import SequenceData
import TestSupport
import Testing
import Training

@Suite("Vocabularies in checkpoints")
struct VocabularyCheckpointTests {
  private func roundTrip<Element: Scalar>(_ run: TextRun, _: Element.Type) throws {
    let trainer: Trainer<Element> = try run.trainer()
    #expect(trainer.records.vocabulary == run.vocabulary)
    try trainer.checkpoint.write(to: run.scratch.file("c.h5"))
    let read = try Checkpoint<Element>(contentsOf: run.scratch.file("c.h5"))
    #expect(read.records == trainer.records && read.records.vocabulary == run.vocabulary)
    #expect(read.state == trainer.state)
  }

  @Test(
    "A run on text leaves its vocabulary, whatever is in it", arguments: [TextUnit.character, .byte], [true, false])
  func roundTrips(unit: TextUnit, unknown: Bool) throws {
    let text = String(repeating: "é\u{0}\n\t\"\\— 😀a\u{301}b", count: 40)
    try roundTrip(TextRun(text, unit: unit, unknown: unknown), Float.self)
    try roundTrip(TextRun(text, unit: unit, unknown: unknown), Double.self)
  }

  @Test("Other runs leave none")
  func none() throws {
    let scratch = try Scratch()
    let trainer = try Trainer<Float>(Small.configuration("temporal-order") { $0.iterations = 0 })
    try trainer.checkpoint.write(to: scratch.file())
    #expect(try !File.open(scratch.file()).root.contains("model/vocabulary"))
    #expect(try Checkpoint<Float>(contentsOf: scratch.file()).records.vocabulary == nil)
  }

  @Test("A run goes on with it to the bit, and keeps it", arguments: ["tanh", "lstm"])
  func resumes(cell: String) throws {
    let run = try TextRun(cell: cell)
    let whole: Trainer<Float> = try run.trainer(steps: 4)
    let first: Trainer<Float> = try run.trainer(steps: 2)
    try first.checkpoint.write(to: run.scratch.file("c.h5"))
    let checkpoint = try Checkpoint<Float>(contentsOf: run.scratch.file("c.h5"))
    var configuration = checkpoint.configuration
    configuration.iterations = 4
    configuration.threads = 3
    let second = try Trainer(checkpoint, configuration: configuration)
    try second.run()
    #expect(Bits.of(second.state) == Bits.of(whole.state))
    #expect(second.checkpoint.records.vocabulary == run.vocabulary)
  }

  @Test("The text is not needed to read it, and not to write some")
  func withoutText() throws {
    let run = try TextRun()
    let trainer: Trainer<Float> = try run.trainer()
    try trainer.checkpoint.write(to: run.scratch.file("c.h5"))
    try FileManager.default.removeItem(atPath: run.scratch.file("text.h5"))
    let model = try TextModel(Checkpoint<Float>(contentsOf: run.scratch.file("c.h5")), name: "c.h5")
    var sampler = try SymbolSampler(SamplingOptions(), for: model.vocabulary)
    #expect(try model.write(10, with: &sampler).written.characters == 10)
  }

  @Test("h5py reads it", .enabled(if: Python.hasH5py, Python.missing))
  func h5py() throws {
    let run = try TextRun(String(repeating: "ab\u{0}é ba", count: 40), unit: .character, unknown: true)
    try run.trainer(Float.self, steps: 0).checkpoint.write(to: run.scratch.file("c.h5"))
    let result = try Python.run(
      """
      import h5py, sys
      v = h5py.File(sys.argv[1], "r")["model/vocabulary"]
      assert list(v.asstr()) == ["<00>", " ", "a", "b", "é", "\\ufffd"], list(v.asstr())
      assert v.attrs["unit"] == "character" and v.attrs["unknown"] == 5, dict(v.attrs)
      """, run.scratch.file("c.h5"))
    #expect(result.status == 0, "\(result.output)")
  }

  /// The vocabulary of `TextRun("cabab…")` is a, b, c.
  static let damages: [(String, String, @Sendable (Group) throws -> Void)] = [
    ("too few symbols", "/model/vocabulary should have the shape [3], it has [2]", { try replace($0, ["a", "b"]) }),
    (
      "too many symbols", "/model/vocabulary should have the shape [3], it has [4]",
      { try replace($0, ["a", "b", "c", "d"]) }
    ),
    ("none at all", "/model/vocabulary should have the shape [3], it has [0]", { try replace($0, []) }),
    ("a symbol twice", "symbol 2 of the vocabulary", { try replace($0, ["a", "b", "a"]) }),
    (
      "two characters for one", "symbol 1 of the vocabulary should be one character",
      { try replace($0, ["a", "bb", "c"]) }
    ),
    ("an empty symbol", "symbol 0 of the vocabulary should be one character", { try replace($0, ["", "b", "c"]) }),
    (
      "two axes", "should have the shape [3], it has [3, 1]",
      {
        try $0.remove("model/vocabulary")
        try $0.createDataset(named: "model/vocabulary", values: [1, 2, 3] as [Int32], shape: [3, 1])
      }
    ),
    (
      "numbers", "/model/vocabulary",
      {
        try $0.remove("model/vocabulary")
        try describe($0.createDataset(named: "model/vocabulary", values: [1, 2, 3] as [Int32]))
      }
    ),
    (
      "a group", "/model/vocabulary",
      {
        try $0.remove("model/vocabulary")
        try $0.createGroup(named: "model/vocabulary")
      }
    ),
    (
      "an unknown symbol that is none", "'unknown' of /model/vocabulary should be a number from -1 to 2, it is 3",
      {
        try $0.dataset("model/vocabulary").attributes.set("unknown", to: Int64(3))
      }
    ),
    (
      "an unknown symbol far below", "should be a number from -1 to 2, it is -2",
      {
        try $0.dataset("model/vocabulary").attributes.set("unknown", to: Int64(-2))
      }
    ),
    (
      "an unknown symbol in words", "unknown",
      {
        try $0.dataset("model/vocabulary").attributes.set("unknown", to: "a")
      }
    ),
    ("no unknown", "unknown", { try $0.dataset("model/vocabulary").attributes.remove("unknown") }),
    ("no unit", "unit", { try $0.dataset("model/vocabulary").attributes.remove("unit") }),
    (
      "another unit", "'unit' of /model/vocabulary should be one of character, byte",
      {
        try $0.dataset("model/vocabulary").attributes.set("unit", to: "word")
      }
    ),
    ("a number for a unit", "unit", { try $0.dataset("model/vocabulary").attributes.set("unit", to: 1.5) }),
  ]

  private static func replace(_ root: Group, _ symbols: [String]) throws {
    try root.remove("model/vocabulary")
    try describe(root.createDataset(named: "model/vocabulary", strings: symbols))
  }

  private static func describe(_ dataset: Dataset) throws {
    try dataset.attributes.set("unit", to: "character")
    try dataset.attributes.set("unknown", to: Int64(-1))
  }

  private func refusal(_ path: String) -> TrainingError? {
    Small.error { _ = try Checkpoint<Float>(contentsOf: path) }
  }

  @Test("A vocabulary that was tampered with gives one sentence", arguments: damages.indices)
  func damaged(index: Int) throws {
    let (name, words, damage) = Self.damages[index]
    let run = try TextRun(String(repeating: "cab", count: 200))
    let path = run.scratch.file("c.h5")
    try run.trainer(Float.self, steps: 0).checkpoint.write(to: path)
    let file = try File.open(path, for: .updating)
    try damage(try file.root)
    try file.close()
    let error = refusal(path)
    #expect(error?.kind == .data, "\(name)")
    #expect(error?.description.contains(words) == true, "\(name): \(error?.description ?? "")")
    #expect(error?.description.contains(path) == true && error?.description.contains("\n") == false)
  }

  @Test("A vocabulary for a network that is no model of text is refused")
  func misplaced() throws {
    let scratch = try Scratch()
    let trainer = try Trainer<Float>(Small.configuration("temporal-order") { $0.iterations = 0 })
    try trainer.checkpoint.write(to: scratch.file())
    let file = try File.open(scratch.file(), for: .updating)
    try Self.describe(try file.root.createDataset(named: "model/vocabulary", strings: ["a", "b", "c", "d"]))
    try file.close()
    #expect(refusal(scratch.file())?.description.contains("this one reads 6 symbols and has 4 outputs") == true)
  }
}
