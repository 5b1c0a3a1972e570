import Foundation
import HDF5
import TestSupport
import Testing

/// How many bytes a command reads, children included, in lengths of the file that it is about: one for the child that reads
/// it through, one for the digest, in whose pass collections of texts are looked at, and what the command itself wants of it.
@Suite("Files are not read again and again", .serialized)
struct ReadingCountTests {
  /// A dataset and a text of noise, which does not deflate, and a run of one step on each.
  private static let folder = Result { () throws -> Scratch in
    let scratch = try Scratch()
    var generator = SystemRandomNumberGenerator()
    let noise = (0..<1 << 19).map { _ in generator.next() }
    let bytes = noise.withUnsafeBytes { Array($0) }
    try File.replacing(scratch.file("data.h5"), checksummed: true) { file in
      let root = try file.root
      for (name, words) in [("format", "recur.dataset"), ("loss", "squared-error")] {
        try root.attributes.set(name, to: words)
      }
      try root.attributes.set("format_version", to: 1)
      for (name, count) in [("train", 1000), ("validation", 10), ("test", 10)] {
        let group = try root.createGroup(named: name)
        try group.createDataset(named: "offsets", values: (0...count).map { Int64($0 * 20) })
        let values = bytes.prefix(count * 20 * 50).map { Float($0) / 7 }
        try group.createDataset(named: "inputs", values: values, shape: [count * 20, 50])
        try group.createDataset(
          named: "targets", values: [Float](repeating: 1, count: count * 20), shape: [count * 20, 1])
      }
    }
    try File.replacing(scratch.file("text.h5"), checksummed: true) { file in
      let root = try file.root
      for (name, words) in [("format", "recur.dataset"), ("task", "text"), ("loss", "softmax"), ("unit", "character")] {
        try root.attributes.set(name, to: words)
      }
      try root.attributes.set("format_version", to: 1)
      try root.attributes.set("unknown", to: -1)
      try root.createDataset(named: "vocabulary", strings: (0..<64).map { String(Unicode.Scalar(48 + $0)!) })
      for (name, count) in [("train", 1 << 22), ("test", 500)] {
        let symbols = bytes.prefix(count).map { $0 & 63 }
        try root.createGroup(named: name).createDataset(named: "symbols", values: symbols)
      }
    }
    return scratch
  }

  private static let batches = [
    "--hidden", "4", "--gradient-batch", "20", "--curvature-batch", "10", "--backtracking-batch", "10",
    "--validation-batch", "10", "--cg-iterations", "3",
  ]

  /// Runs a command and returns the bytes that it read, over the length of `file`.
  private func lengths(of file: String, _ arguments: [String]) throws -> Double {
    let scratch = try Self.folder.get()
    // The kernel adds what a process has read to the account of the one that has waited for it.
    let command = try Command(
      ["-c", "\"$0\" \"$@\" >out 2>err; echo $?; grep rchar /proc/$$/io", Command.program.path] + arguments,
      of: URL(fileURLWithPath: "/bin/bash"), folder: scratch.path, limit: 120, environment: ["RECUR_BLAS_CORE": "keep"])
    let words = command.output.split { $0.isWhitespace }
    let errors = try scratch.text("err")
    try #require(words.count == 3 && words[0] == "0", "\(arguments): \(command.output) \(errors)")
    let size = try #require(FileManager.default.attributesOfItem(atPath: scratch.file(file))[.size] as? Int)
    return Double(try #require(Int(words[2]))) / Double(size)
  }

  @Test(
    "A dataset is digested once",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/io"), "there are no accounts of reading here"))
  func dataset() throws {
    let runs: [([String], most: Double)] = [
      // Checked, and a batch of it read.
      (["train", "data.h5", "--recipe", "long-range", "--iterations", "1", "--run-folder", "run"] + Self.batches, 3.4),
      (["resume", "run", "--iterations", "2"], 2.4), (["evaluate", "run"], 2.4),
      (["data", "describe", "data.h5"], 3.4), (["data", "validate", "data.h5"], 3.4),
      (["inspect", "data.h5"], 3.4), (["inspect", "data.h5", "--tree", "--json"], 2.4),
    ]
    for (arguments, most) in runs {
      let lengths = try lengths(of: "data.h5", arguments)
      #expect(lengths > 1 && lengths < most, "\(arguments)")
    }
  }

  @Test(
    "A text is digested once",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/io"), "there are no accounts of reading here"))
  func text() throws {
    let scratch = try Self.folder.get()
    let windows = ["--window", "10", "--warm-up", "2"]
    let runs: [([String], most: Double)] = [
      // Checked, and held in memory.
      (
        ["train", "text.h5", "--optimizer", "hf", "--iterations", "1", "--run-folder", "run-text"] + windows
          + Self.batches, 4.4
      ),
      (["resume", "run-text", "--iterations", "2"], 3.4), (["evaluate", "run-text"], 3.4),
      (["data", "describe", "text.h5"], 3.4), (["data", "validate", "text.h5"], 3.4),
    ]
    for (arguments, most) in runs {
      let lengths = try lengths(of: "text.h5", arguments)
      #expect(lengths > 1 && lengths < most, "\(arguments)")
    }
    // Plain text, of which little is left when it is packed.
    try scratch.write(String(repeating: "the same again and again\n", count: 200_000), to: "plain.txt")
    let made = try lengths(of: "plain.txt", ["data", "text", "plain.txt", "--output", "plain.h5"])
    #expect(made > 1 && made < 1.4)
    // A model is read from its checkpoint alone.
    #expect(try lengths(of: "text.h5", ["sample", "run-text", "--length", "10"]) < 0.4)
  }
}
