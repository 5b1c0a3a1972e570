import Losses
import LinearAlgebra
import SequenceData
import Training

/// What `data piano-roll` is asked to do: to make a dataset file of sequences of sounding notes.
package struct PianoRollFileRequest {
  private let files: [String]
  private let notes: Int
  private let description: String?

  /// - Parameters:
  ///   - files: the files that hold the rolls.
  ///   - notes: the number of notes.
  ///   - description: the music in a sentence.
  package init(_ files: [String], notes: Int, description: String?) {
    self.files = files
    self.notes = notes
    self.description = description
  }

  /// Makes sure that the number of notes makes sense.
  package func validate() throws(CommandError) {
    guard (1...1 << 16).contains(notes) else { throw .usage("--notes should be 1 to \(1 << 16), got \(notes)") }
  }

  /// Writes the file.
  package func run(_ file: NewFile) throws {
    try file.require(unlikeAnyOf: files)
    for path in files where FileGuard.isHDF5(path) { try FileGuard.admit(path) }
    let roll = try PianoRoll(contentsOf: files, notes: notes)
    var about = SequenceFileDescription(loss: .logistic)
    about.text = description
    about.creator = "recur \(programVersion)"
    let splits = try InterruptibleWriting.run(file.output) { progress in
      try roll.write(to: file.output, mayReplace: file.mayReplace, about, progress: progress)
    }
    try file.show(DataPianoRollReport(splits, notes: notes, file.output))
  }
}

/// What has been made of a piano roll.
struct DataPianoRollReport: NewFileReport {
  struct Part: Encodable {
    let split: String
    let sequences: Int
    let steps: Int
    let predicted: Int
    let tooShort: Int

    private enum CodingKeys: String, CodingKey {
      case split, sequences, steps, predicted
      case tooShort = "too_short"
    }
  }

  let output: String
  let notes: Int
  let splits: [Part]
  let bytes: Int
  let sha256: String

  init(_ splits: [PianoRollSplit], notes: Int, _ output: String) throws {
    (self.output, self.notes) = (output, notes)
    self.splits = splits.map {
      Part(
        split: $0.split.rawValue, sequences: $0.sequences, steps: $0.steps, predicted: $0.steps - $0.sequences,
        tooShort: $0.tooShort)
    }
    let file = try OutputRecord(output)
    (bytes, sha256) = (file.bytes, file.sha256)
  }

  /// Says on standard error what was left out.
  func note() {
    for part in splits where part.tooShort > 0 {
      Console.note(
        "/\(part.split): \(part.tooShort) sequence\(part.tooShort == 1 ? " has" : "s have") less than 2 steps and nothing to predict; left out"
      )
    }
  }

  /// In words, for people.
  var lines: [String] {
    var lines: [String] = []
    lines.append("\(Console.bold(output)): piano roll of \(notes, "note"), to predict each step from those before")
    for part in splits {
      lines.append(
        "/\(part.split): \(part.sequences, "sequence"), \(part.steps, "step"), \(part.predicted) of them predicted")
    }
    lines.append("size     \(ByteCount.describe(bytes))")
    lines.append("SHA-256  \(sha256)")
    return lines
  }
}
