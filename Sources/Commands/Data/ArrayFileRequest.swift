import Losses
import LinearAlgebra
package import SequenceData
import Training

/// What `data arrays` is asked to do: to make a dataset file of arrays or of a table of one's own.
package struct ArrayFileRequest {
  private let files: [String]
  private let choices: ArrayChoices
  private let split: String?
  private let like: String?
  private let description: String?

  /// The losses, in words.
  package static let losses = Loss.allCases.map(\.rawValue).joined(separator: ", ")

  /// The shares of train, validation and test where nothing else is said.
  package static let usualSplit = "0.8,0.1,0.1"

  /// - Parameters:
  ///   - files: the files that hold the arrays, or the table.
  ///   - choices: what is chosen of them, but for the shares.
  ///   - split: the shares.
  ///   - like: a model or a dataset file whose constants and names are taken over.
  ///   - description: the data in a sentence.
  package init(
    _ files: [String], _ choices: ArrayChoices, split: String?, like: String?, description: String?
  ) {
    self.files = files
    self.choices = choices
    self.split = split
    self.like = like
    self.description = description
  }

  /// Makes sure that the numbers make sense together.
  package func validate() throws(CommandError) {
    if let split { _ = try ShareList(split) }
    for (name, value) in [("window", choices.window), ("stride", choices.stride), ("horizon", choices.horizon)] {
      if let value { try OptionLimits.require(name, value, in: (name == "horizon" ? 0 : 1)...1 << 30) }
    }
    if choices.stride != nil, choices.window == nil {
      throw .usage("--stride is from one --window to the next, which is not given")
    }
    if like != nil, choices.standardizes {
      throw .usage("--like takes constants over, --standardize computes them: one of both")
    }
  }

  /// Writes the file.
  package func run(_ file: NewFile) throws {
    try file.require(unlikeAnyOf: files)
    for path in files where FileGuard.isHDF5(path) { try FileGuard.admit(path) }
    var choices = choices
    let shares = try ShareList(split ?? Self.usualSplit).values
    choices.shares = shares + Array(repeating: 0, count: 3 - shares.count)
    if let like {
      try FileGuard.admit(RunLocation(like).checkpoint)
      choices.given = try DataEncoding(ofModelOrData: like)
    }
    var about = SequenceFileDescription(loss: .squaredError)
    about.text = description
    about.creator = "recur \(programVersion)"
    let chosen = choices
    let dataset = try InterruptibleWriting.run(file.output) { progress in
      // Everything is gone through twice: once to see what is there.
      let dataset = try ArrayDataset(contentsOf: files, chosen) { try progress($0, 2 * $1) }
      try dataset.write(to: file.output, mayReplace: file.mayReplace, about) { try progress($1 + $0, 2 * $1) }
      return dataset
    }
    try file.show(ArrayFileReport(dataset, isStandardized: choices.standardizes, file.output))
  }
}

/// What has been made of arrays.
struct ArrayFileReport: NewFileReport {
  struct Part: Encodable {
    let split: String
    let sequences: Int
    let steps: Int
    let scoredSteps: Int

    private enum CodingKeys: String, CodingKey {
      case split, sequences, steps
      case scoredSteps = "scored_steps"
    }
  }

  let output: String
  let loss: String
  let features: Int
  let targets: String
  let outputNames: [String]
  let horizon: Int
  let standardized: Bool
  let splits: [Part]
  let missingInputs: Int
  let missingTargets: Int
  let leftSteps: Int
  let bytes: Int
  let sha256: String
  private let isScoredAtTheEnd: Bool
  private let scale: (deviation: Double, mean: Double)

  private enum CodingKeys: String, CodingKey {
    case output, loss, features, targets, horizon, standardized, splits, bytes, sha256
    case outputNames = "output_names"
    case missingInputs = "missing_inputs"
    case missingTargets = "missing_targets"
    case leftSteps = "left_steps"
  }

  init(_ dataset: ArrayDataset, isStandardized: Bool, _ output: String) throws {
    self.output = output
    (loss, features, targets) = (dataset.loss.rawValue, dataset.inputs.width, "\(dataset.targets)")
    (outputNames, horizon) = (dataset.encoding.outputNames, dataset.horizon)
    standardized = dataset.encoding.inputs != nil
    splits = dataset.sizes.map {
      Part(split: $0.split.rawValue, sequences: $0.sequences, steps: $0.steps, scoredSteps: $0.scored)
    }
    (missingInputs, missingTargets) = dataset.missing
    leftSteps = dataset.left
    (isScoredAtTheEnd, scale) = (dataset.isScoredAtTheEnd, dataset.inputScale)
    let file = try OutputRecord(output)
    (bytes, sha256) = (file.bytes, file.sha256)
  }

  /// Says on standard error what one might not expect.
  func note() {
    if !standardized, scale.deviation > 10 || scale.mean > 10 {
      Console.note(
        "inputs are far from 0 and 1 (a mean of \(Numbers.short(scale.mean)), a deviation of \(Numbers.short(scale.deviation))), which training suffers from: --standardize"
      )
    }
    if missingInputs + missingTargets > 0 {
      Console.note(
        "missing: \(missingInputs, "input"), given as the mean; \(missingTargets, "target"), whose steps carry no loss")
    }
    if leftSteps > 0 {
      Console.note(
        "\(leftSteps, "step") are in no sequence: behind the last whole window, or without a target so far ahead")
    }
  }

  /// In words, for people.
  var lines: [String] {
    var asked = targets + (horizon > 0 ? ", \(horizon, "step") ahead" : "")
    asked += isScoredAtTheEnd ? ", at the last step of a sequence" : ", at every step"
    var lines = ["\(Console.bold(output)): \(features, "feature"), \(asked); loss \(loss)"]
    if !outputNames.isEmpty { lines.append("outputs  \(DataDescription.list(outputNames))") }
    if standardized {
      lines.append("standardized by constants of the training split, which go with the file into models")
    }
    for part in splits {
      lines.append(
        "/\(part.split): \(part.sequences, "sequence"), \(part.steps, "step"), \(part.scoredSteps) of them scored")
    }
    lines.append("size     \(ByteCount.describe(bytes))")
    lines.append("SHA-256  \(sha256)")
    return lines
  }
}
