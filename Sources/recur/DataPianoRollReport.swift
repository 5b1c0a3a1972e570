import LinearAlgebra
import SequenceData
import Training

/// What has been made of a piano roll.
struct DataPianoRollReport: Encodable {
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
  func print() {
    Console.print("\(Console.bold(output)): piano roll of \(notes, "note"), to predict each step from those before")
    for part in splits {
      Console.print(
        "/\(part.split): \(part.sequences, "sequence"), \(part.steps, "step"), \(part.predicted) of them predicted")
    }
    Console.print("size     \(ByteCount.describe(bytes))")
    Console.print("SHA-256  \(sha256)")
  }
}
