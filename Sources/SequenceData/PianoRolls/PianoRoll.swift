internal import DurableFiles
public import Losses
internal import HDF5
internal import Machine

/// Sequences of sounding notes, read from files of NumPy, HDF5 or MATLAB in the forms in which they go around.
///
/// The arrays of a split have its name: `train`; `validation`, `valid`, `val` or `dev`; `test`; or that with `data` behind it, as
/// in the files of Boulanger-Lewandowski, Bengio & Vincent (2012). Each is one of
///
/// - steps × notes, with `train_len` (or `train_lengths`, `train_length`) for the steps of each sequence, if there are several;
/// - sequences × steps × notes, padded behind the length of each;
/// - `train_bits`, steps × bytes: eight notes to a byte, the first in the highest bit (`numpy.packbits`);
/// - in HDF5, a group `train` with an array of steps × notes for each sequence; in MATLAB, a cell of such arrays.
///
/// A NumPy array in a file of its own has the name of the file. Pickled objects are not read.
public struct PianoRoll: Sendable {
  /// The number of notes, of which any may sound at a step.
  public let notes: Int
  /// The files.
  public let paths: [String]
  private let parts: [RollPart]

  private static let names: [(Split, [String])] = [
    (.train, ["train", "traindata"]),
    (.validation, ["validation", "valid", "val", "dev", "validationdata", "validdata"]), (.test, ["test", "testdata"]),
  ]
  private static let lengthNames = ["len", "lens", "length", "lengths"]

  /// Opens files and finds the splits in them.
  ///
  /// - Parameters:
  ///   - paths: the files, whose arrays are taken together.
  ///   - notes: the number of notes; 88 are those of a piano.
  /// - Throws: ``SequenceFileError`` where a file is missing, or its arrays are of other shapes.
  public init(contentsOf paths: [String], notes: Int = 88) throws(SequenceFileError) {
    precondition(notes >= 1, "A piano roll has at least one note.")
    self.paths = paths
    self.notes = notes
    var members: [String: ArrayFile.Content] = [:]
    for path in paths {
      for member in try ArrayFile(path, advice: { $0.wayToNotes($1) }).members {
        guard members.updateValue(member.content, forKey: member.name) == nil else {
          throw SequenceFileError(.data, "\(path) has an array \(member.name.quoted), and so has a file before it")
        }
      }
    }
    var parts: [RollPart] = []
    for (split, names) in Self.names {
      let found = names.filter { name in ["", "_bits"].contains { members[name + $0] != nil } }
      guard let name = found.first else { continue }
      guard found.count == 1, members[name] == nil || members[name + "_bits"] == nil else {
        let two = found.count == 1 ? [name, name + "_bits"] : Array(found.prefix(2))
        throw SequenceFileError(
          .data, "\(paths[0]) has \(two[0].quoted) and \(two[1].quoted), of which only one can be /\(split.rawValue)")
      }
      parts.append(try Self.part(split, name, members, notes: notes))
    }
    guard !parts.isEmpty else {
      let there = members.keys.sorted().prefix(8).map(\.quoted).joined(separator: ", ")
      throw SequenceFileError(
        .data,
        "\(paths[0]) has no array named train, valid, validation or test (or train_bits, ...), only \(there.isEmpty ? "none" : there)"
      )
    }
    self.parts = parts
  }

  private static func part(
    _ split: Split, _ name: String, _ members: [String: ArrayFile.Content], notes: Int
  ) throws(SequenceFileError) -> RollPart {
    let isPacked = members[name] == nil
    var lengths: NumberArray?
    for suffix in lengthNames {
      if case .array(let array)? = members["\(name)_\(suffix)"] { lengths = array }
    }
    switch members[isPacked ? name + "_bits" : name] {
    case .array(let array)?:
      return try RollPart(split, array, lengths: lengths, isPacked: isPacked, notes: notes)
    case .group(let arrays)?: return try RollPart(split, arrays, notes: notes)
    case nil: preconditionFailure("A split is made of an array that is there.")
    }
  }

  /// Writes a dataset file of next-step prediction: inputs x₁ … x_{T−1}, targets x₂ … x_T, logistic loss.
  ///
  /// Sequences of less than two steps have nothing to predict and are left out.
  ///
  /// - Parameters:
  ///   - path: the file to write.
  ///   - mayReplace: whether there may be a file; if not, one that has come to be there in the end is left alone.
  ///   - description: its attributes; task and loss are set here.
  ///   - progress: told the steps done and to do; what it throws ends the work.
  /// - Returns: what has been written.
  /// - Throws: what `progress` throws; ``SequenceFileError`` where a value is neither 0 nor 1, and where the file cannot be
  ///   stored.
  @discardableResult
  public func write(
    to path: String, mayReplace: Bool = true,
    _ description: SequenceFileDescription = SequenceFileDescription(loss: .logistic),
    progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws -> [PianoRollSplit] {
    var description = description
    (description.loss, description.task) = (.logistic, "piano-roll")
    let names = notes == 88 ? (21..<109).map { Self.noteName($0) } : []
    let content = SequenceFileContent(
      inputs: .real(features: notes), targets: .real(outputs: notes), isWeighted: false, precision: .single,
      featureNames: names, outputNames: names)
    let total = parts.reduce(0) { $0 + $1.lengths.reduce(0, +) }
    let isLarge = Double(total) * Double(content.bytesPerRow) > Double(1 << 28)
    let written = parts.map { PianoRollSplit($0.split, lengths: $0.lengths) }
    if let empty = written.first(where: { $0.sequences == 0 }) {
      throw SequenceFileError(
        .data,
        "\(paths[0]): /\(empty.split.rawValue) has no sequence of at least 2 steps, so there is nothing to predict")
    }
    var done = 0
    try SequenceFile.write(
      to: path, mayReplace: mayReplace, description, content, growing: isLarge ? .disk : .memory
    ) { writer in
      for part in parts {
        for (sequence, length) in part.lengths.enumerated() {
          if length >= 2 {
            // As numbers, as inputs and targets, and as they are written.
            if let shortage = MemoryNeed(
              "sequence \(sequence) of /\(part.split.rawValue) of \(length) steps with \(notes) notes", 32, length,
              notes
            ).shortageIfLarge() {
              throw SequenceFileError(.data, "\(paths[0]): \(shortage)")
            }
            let steps = try part.steps(of: sequence)
            let set = SequenceSet(
              offsets: [0, length - 1], inputs: .real(Array(steps.dropLast(notes)), features: notes),
              targets: .real(Array(steps.dropFirst(notes)), outputs: notes), weights: nil)
            try writer.append(set, to: part.split)
          }
          done += length
          try progress(done, total)
        }
      }
    }
    return written
  }

  /// The name of a key, such as A0 for 21 and C4 for 60, as MIDI numbers them.
  private static func noteName(_ number: Int) -> String {
    let names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
    return "\(names[number % 12])\(number / 12 - 1)"
  }
}
