import HDF5
import SequenceData
import TestSupport
import Testing

@Suite("What a check finds")
struct SequenceFileCheckTests {
  @Test("Everything at once, each in a sentence")
  func everything() throws {
    let scratch = try Scratch()
    let path = scratch.file()
    try SampleFile.classes(at: path) { root in
      try root.attributes.set("seed", to: -1)
      try root.attributes.set("baseline_wrong", to: "half")
      try root.remove("train/offsets")
      try root.dataset("train/weights").write([-1, 1, .nan, 1, 1, 1] as [Float])
      try SampleFile.replace("train/targets", with: [9, 2, 1, 0, 1, 2] as [Int32], cardinality: 3, in: root)
      try SampleFile.replace("test/offsets", with: [0, 2, 8], in: root)
      try root.remove("test/inputs")
    }
    let check = try SequenceFileCheck(contentsOf: path)
    #expect(
      check.findings.map(\.kind) == [
        "seed", "baseline_wrong", "/train/offsets", "/test/inputs", "/test: rows", "/train/targets: class out of range",
        "/train/weights: not finite and at least 0",
      ])
    #expect(check.findings.map(\.count) == [1, 1, 1, 1, 1, 1, 2])
    #expect(check.findings.last?.sentences.last?.contains("row 2: a finite weight") == true)
  }

  @Test("What occurs often is counted, and told twenty times")
  func bounded() throws {
    let scratch = try Scratch()
    let path = scratch.file()
    try SampleFile.numbers(at: path, loss: "squared-error") { root in
      try SampleFile.replace("train/inputs", with: [Double](repeating: .nan, count: 600), shape: [300, 2], in: root)
      try SampleFile.replace("train/targets", with: [Float](repeating: 0, count: 300), shape: [300, 1], in: root)
      try SampleFile.replace("train/offsets", with: [0, 100, 300], in: root)
    }
    let check = try SequenceFileCheck(contentsOf: path)
    #expect(check.findings.count == 1)
    #expect(check.findings[0].count == 600)
    #expect(check.findings[0].sentences.count == SequenceFileFinding.limit)
    #expect(check.rows == 300 && check.sequences == 2)
  }

  @Test("Data without a step that carries loss are found, and rows of damaged chunks")
  func uselessAndDamaged() throws {
    let scratch = try Scratch()
    let path = scratch.file()
    try SampleFile.classes(at: path) {
      try $0.dataset("test/weights").write([Float](repeating: 0, count: 6))
    }
    let check = try SequenceFileCheck(contentsOf: path)
    #expect(check.findings.map(\.kind) == ["/test/weights: no loss"])
  }
}
