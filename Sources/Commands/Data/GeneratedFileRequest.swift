package import Losses
import LinearAlgebra
import Machine
package import SequenceData
import Training

/// What `data curves` and `data balls` are asked to do: to write data that are made from a definition.
package struct GeneratedFileRequest {
  private let data: any GeneratedData
  private let loss: Loss
  private let sizes: [(name: String, split: Split, count: Int)]
  private let seed: UInt64

  /// - Parameters:
  ///   - data: what is made.
  ///   - loss: the loss that the file states.
  ///   - sizes: the sequences of each split; 0 leaves it out.
  ///   - seed: that of the sequences.
  package init(
    _ data: any GeneratedData, loss: Loss, train: Int, validation: Int, test: Int, seed: UInt64
  ) {
    (self.data, self.loss, self.seed) = (data, loss, seed)
    sizes = [("train", .train, train), ("validation", .validation, validation), ("test", .test, test)]
  }

  /// Makes sure that the numbers make sense.
  package func validate() throws(CommandError) {
    for (name, _, count) in sizes { try OptionLimits.require(name, count, in: 0...1 << 30) }
    guard sizes.contains(where: { $0.count > 0 }) else {
      throw .usage("at least one of --train, --validation and --test should be above 0")
    }
    guard loss.target != .classes else {
      throw .usage("--loss should be logistic or squared-error, got \(loss.rawValue)")
    }
  }

  /// Writes the file.
  package func run(_ file: NewFile) throws {
    try file.require(unlikeAnyOf: [])
    if let shortage = MemoryNeed("a sequence", 8 * 8, data.length, data.inputs.width + data.targets.width).shortage() {
      throw TrainingError(.usage, shortage)
    }
    let asked = Dictionary(uniqueKeysWithValues: sizes.map { ($0.split, $0.count) })
    let total = asked.values.reduce(0, +)
    let summary = try InterruptibleWriting.run(file.output) { progress in
      try SequenceFile.write(
        to: file.output, mayReplace: file.mayReplace, data, loss: loss, sizes: asked, seed: seed,
        creator: "recur \(programVersion)"
      ) { try progress($0, total) }
    }
    try file.show(GeneratedFileReport(data, loss, seed, summary, file.output))
  }
}

/// What has been written.
private struct GeneratedFileReport: NewFileReport {
  struct Part: Encodable {
    let split: String
    let sequences: Int
    let meanTarget: Double
    let inputsAsTargets: Double

    private enum CodingKeys: String, CodingKey {
      case split, sequences
      case meanTarget = "squared_error_of_mean"
      case inputsAsTargets = "squared_error_of_inputs"
    }
  }

  let output: String
  let task: String
  let version: Int
  let seed: UInt64
  let loss: String
  let steps: Int
  let splits: [Part]
  let bytes: Int
  let sha256: String
  private let summary: String

  private enum CodingKeys: String, CodingKey { case output, task, version, seed, loss, steps, splits, bytes, sha256 }

  init(
    _ data: any GeneratedData, _ loss: Loss, _ seed: UInt64, _ summary: GeneratedSummary, _ output: String
  ) throws {
    (self.output, self.seed, self.loss, steps, self.summary) = (output, seed, loss.rawValue, data.length, data.summary)
    (task, version) = (type(of: data).name, type(of: data).definitionVersion)
    splits = summary.parts.map {
      Part(
        split: $0.split.rawValue, sequences: $0.sequences, meanTarget: $0.ofMean, inputsAsTargets: $0.ofInputs)
    }
    let file = try OutputRecord(output)
    (bytes, sha256) = (file.bytes, file.sha256)
  }

  /// In words, for people.
  var lines: [String] {
    var lines = ["\(Console.bold(output)): \(summary) Version \(version), seed \(seed), loss \(loss)"]
    for part in splits {
      var words =
        "/\(part.split): \(part.sequences, "sequence") of \(steps, "step"); squared error of the mean \(Numbers.short(part.meanTarget))"
      if part.inputsAsTargets > 0 { words += ", of the step before \(Numbers.short(part.inputsAsTargets))" }
      lines.append(words)
    }
    lines.append("size     \(ByteCount.describe(bytes))")
    lines.append("SHA-256  \(sha256)")
    return lines
  }
}
