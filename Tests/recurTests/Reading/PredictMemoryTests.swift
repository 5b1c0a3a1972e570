import HDF5
import TestSupport
import Testing

/// Data files that are larger than the memory that the program may have.
@Suite("recur predict in little memory", .enabled(if: Limited.canLimitMemory, "address space cannot be limited here"))
struct PredictMemoryTests {
  /// Writes a file of one split: all numbers are the same, so that it is small, though not where they are held.
  private static func write(
    _ path: String, _ split: String, features: Int = 64, lengths: [Int], hasTargets: Bool = false
  ) throws {
    try File.replacing(path, growing: .disk) { file in
      let root = try file.root
      try root.attributes.set("format", to: "recur.dataset")
      try root.attributes.set("format_version", to: 1)
      try root.attributes.set("loss", to: "squared-error")
      let group = try root.createGroup(named: split)
      var offsets: [Int64] = [0]
      for length in lengths { offsets.append(offsets[offsets.count - 1] + Int64(length)) }
      try group.createDataset(named: "offsets", values: offsets)
      var left = Int(offsets[offsets.count - 1])
      if hasTargets {
        try group.createDataset(named: "targets", values: [Float](repeating: 1, count: left), shape: [left, 1])
      }
      let inputs = try group.createDataset(named: "inputs", of: Float.self, shape: [0, features], options: .growing)
      let block = [Float](repeating: 0.25, count: features << 13)
      while left > 0 {
        let rows = min(left, 1 << 13)
        try inputs.append(Array(block.prefix(features * rows)))
        left -= rows
      }
    }
  }

  @Test(
    "A file is read piece by piece, in which one sequence is all of it, or many are",
    arguments: [[250_000], [7, 100_000] + Array(repeating: 100, count: 1500)])
  func pieces(lengths: [Int]) throws {
    let scratch = try Scratch()
    try Self.write(scratch.file("small.h5"), "train", lengths: [20, 30], hasTargets: true)
    let training = try Command(
      "train", "small.h5", "--cell", "tanh", "--hidden", "3", "--layers", "1", "--iterations", "1", "--run-folder",
      "run",
      folder: scratch.path)
    #expect(training.exitCode == 0, "\(training.errors)")
    // 128 MB as the program holds numbers, and half of it as the file does; it needs some 300 MB of address space for itself.
    try Self.write(scratch.file("large.h5"), "test", lengths: lengths)
    let command = try Limited.run(
      "ulimit -v 400000",
      ["predict", "run", "--data", "large.h5", "--threads", "1", "--output", "P.h5"], folder: scratch.path, limit: 300)
    #expect(command.exitCode == 0, "\(command.errors)")
    let root = try File.open(scratch.file("P.h5")).root
    let rows = lengths.reduce(0, +)
    #expect(try root.dataset("predictions").shape == [rows, 1])
    let ends = try root.dataset("predictions").read(as: Float.self, start: [rows - 2, 0], count: [2, 1])
    #expect(ends.allSatisfy { $0.isFinite && $0 != 0 }, "\(ends)")
  }

  @Test("A sequence too long for one JSON object is refused, with what is not")
  func tooLong() throws {
    let scratch = try Scratch()
    try Self.write(scratch.file("small.h5"), "train", features: 1, lengths: [20, 30], hasTargets: true)
    let training = try Command(
      "train", "small.h5", "--cell", "tanh", "--hidden", "3", "--iterations", "1", "--run-folder", "run",
      folder: scratch.path)
    #expect(training.exitCode == 0, "\(training.errors)")
    try Self.write(scratch.file("large.h5"), "test", features: 1, lengths: [20, 5_000_000])
    let command = try Limited.run(
      "ulimit -v 400000", ["predict", "run", "--data", "large.h5", "--threads", "1", "--json"], folder: scratch.path)
    #expect(command.exitCode == 64 && command.output.isEmpty, "\(command.errors)")
    let sentence =
      "recur: --json, which holds a sequence of 5000000 steps as a whole, as --output and --csv do not, takes at least "
    #expect(command.errors.hasPrefix(sentence), "\(command.errors)")
  }
}
