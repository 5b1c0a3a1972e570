import ArgumentParser
import LinearAlgebra
import Machine
import SequenceData
import Training

struct DataTaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task",
    abstract: "Make a dataset file of a long-range task.",
    discussion: """
      Examples:
        recur data task addition --length 100 --output addition.h5
        recur data task random-permutation --variant last --length 50 \\
          --train 50000 --test 0 --seed 7 --output permutation.h5

      The tasks: \(SequenceTasks.names.joined(separator: ", ")).

      The sequences are those that a run on the task itself is given for the same
      seed, in the same order. memorization-5 has 32 sequences: every split that
      is asked for holds all of them, whatever the size.
      """)

  @Argument(help: "The task.")
  var task: String

  @Option(help: "The nominal length T of a sequence.")
  var length = 100

  @Option(help: "The variant of the task.")
  var variant = ""

  @Option(help: "Sequences to train on; 0 leaves the split out.")
  var train = 10_000

  @Option(help: "Sequences that decide when to stop.")
  var validation = 1000

  @Option(help: "Sequences for the verdict.")
  var test = 10_000

  @Option(help: "The seed of the sequences.")
  var seed: UInt64 = 1

  @OptionGroup var file: NewFileOptions

  func validate() throws {
    for (name, size) in [("train", train), ("validation", validation), ("test", test)] {
      guard (0...1 << 40).contains(size) else {
        throw ValidationError("--\(name) should be 0 to \(1 << 40), got \(size)")
      }
    }
    guard train + validation + test > 0 else {
      throw ValidationError("at least one of --train, --validation and --test should be above 0")
    }
    guard (1...1 << 30).contains(length) else {
      throw ValidationError("--length should be 1 to \(1 << 30), got \(length)")
    }
  }

  func run() throws {
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
    let asked = [Split.train: train, .validation: validation, .test: test].filter { $0.value > 0 }
    if let fixed = task.fixedSize(length: length), asked.values.contains(where: { $0 != fixed }) {
      Console.note("\(task.name) has \(fixed, "sequence"); every split holds each of them once")
    }
    let total = asked.values.reduce(0) { $0 + (task.fixedSize(length: length) ?? $1) }
    let sizes = try InterruptibleWriting.run(file.output) { progress in
      try SequenceFile.write(
        to: file.output, mayReplace: file.force, task, length: length, sizes: asked, seed: seed,
        creator: "recur \(programVersion)"
      ) { try progress($0, total) }
    }
    let report = try DataTaskReport(task, length, seed, sizes, file.output)
    if file.json {
      Console.print(try JSONText.line(report))
    } else {
      report.print()
    }
  }
}

/// What has been written.
private struct DataTaskReport: Encodable {
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

  func print() {
    let form = variant.isEmpty ? task : "\(task) (\(variant))"
    let splits = Split.allCases.compactMap { split in sequences[split.rawValue].map { "\($0) \(split.rawValue)" } }
    Console.print("\(Console.bold(output)): \(form), T = \(length), seed \(seed)")
    Console.print("sequences  \(splits.joined(separator: ", "))")
    Console.print("size       \(ByteCount.describe(bytes))")
    Console.print("SHA-256    \(sha256)")
  }
}
