import LinearAlgebra
import Machine
import SequenceData
import Training

/// What `data task` is asked to do: to write the sequences of a task into a file.
package struct TaskFileRequest {
  private let task: String
  private let variant: String
  private let length: Int
  private let sizes: (train: Int, validation: Int, test: Int)
  private let seed: UInt64

  /// - Parameters:
  ///   - task: the task.
  ///   - variant: its variant.
  ///   - length: the nominal length T of a sequence.
  ///   - sizes: the sequences of each split; 0 leaves it out.
  ///   - seed: that of the sequences.
  package init(
    _ task: String, variant: String, length: Int, sizes: (train: Int, validation: Int, test: Int), seed: UInt64
  ) {
    self.task = task
    self.variant = variant
    self.length = length
    self.sizes = sizes
    self.seed = seed
  }

  /// Makes sure that the numbers make sense.
  package func validate() throws(CommandError) {
    for (name, size) in [("train", sizes.train), ("validation", sizes.validation), ("test", sizes.test)] {
      guard (0...1 << 40).contains(size) else { throw .usage("--\(name) should be 0 to \(1 << 40), got \(size)") }
    }
    guard sizes.train + sizes.validation + sizes.test > 0 else {
      throw .usage("at least one of --train, --validation and --test should be above 0")
    }
    guard (1...1 << 30).contains(length) else { throw .usage("--length should be 1 to \(1 << 30), got \(length)") }
  }

  /// Writes the file.
  package func run(_ file: NewFile) throws {
    let task = try SequenceTasks.named(task, variant: variant)
    try task.validate(length: length)
    try file.require(unlikeAnyOf: [])
    let longest = task.maximumSequenceLength(length: length)
    // A block of sequences is held as it grows, and once more as it is written.
    let block = max(longest, SequenceFile.blockRows)
    if let shortage = MemoryNeed(
      "a sequence of --length \(length)", 4 * (task.inputs.rowBytes + task.outputs.rowBytes + 4), block
    ).shortage() {
      throw TrainingError(.usage, shortage)
    }
    let asked = [Split.train: sizes.train, .validation: sizes.validation, .test: sizes.test].filter { $0.value > 0 }
    if let fixed = task.fixedSize(length: length), asked.values.contains(where: { $0 != fixed }) {
      Console.note("\(task.name) has \(fixed, "sequence"); every split holds each of them once")
    }
    let total = asked.values.reduce(0) { $0 + (task.fixedSize(length: length) ?? $1) }
    let written = try InterruptibleWriting.run(file.output) { progress in
      try SequenceFile.write(
        to: file.output, mayReplace: file.mayReplace, task, length: length, sizes: asked, seed: seed,
        creator: "recur \(programVersion)"
      ) { try progress($0, total) }
    }
    try file.show(TaskFileReport(task, length, seed, written, file.output))
  }
}

/// What has been written.
private struct TaskFileReport: NewFileReport {
  let output: String
  let task: String
  let variant: String
  let length: Int
  let seed: UInt64
  let sequences: [String: Int]
  let bytes: Int
  let sha256: String

  init(_ task: any SequenceTask, _ length: Int, _ seed: UInt64, _ sizes: [Split: Int], _ output: String) throws {
    (self.output, self.task, variant, self.length, self.seed) = (output, task.name, task.variant, length, seed)
    sequences = Dictionary(uniqueKeysWithValues: sizes.map { ($0.key.rawValue, $0.value) })
    let file = try OutputRecord(output)
    (bytes, sha256) = (file.bytes, file.sha256)
  }

  var lines: [String] {
    let form = variant.isEmpty ? task : "\(task) (\(variant))"
    let splits = Split.allCases.compactMap { split in sequences[split.rawValue].map { "\($0) \(split.rawValue)" } }
    return [
      "\(Console.bold(output)): \(form), T = \(length), seed \(seed)",
      "sequences  \(splits.joined(separator: ", "))",
      "size       \(ByteCount.describe(bytes))",
      "SHA-256    \(sha256)",
    ]
  }
}
