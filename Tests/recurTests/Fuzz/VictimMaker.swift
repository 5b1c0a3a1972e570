import Foundation
import HDF5
import TestSupport
import Training

/// Files of every kind that the commands read, small so that a random bit hits something that matters.
struct VictimMaker {
  let folder: String

  static let checkpoint = "checkpoint.h5"
  static let numbers = "numbers.h5"
  static let symbols = "symbols.h5"
  static let text = "text.h5"
  static let words = "words.txt"
  static let roll = "roll.h5"
  static let model = "model.h5"
  static let vector = "vector.h5"

  /// The folder with the files, which is copied by who writes into it, and what they are.
  struct Made: Sendable {
    let scratch: Scratch
    let victims: [Victim]
  }

  /// All of them, made once for all tests.
  static func made() throws -> Made {
    try Once.value(for: "victims") {
      let scratch = try Scratch()
      return Made(scratch: scratch, victims: try VictimMaker(folder: scratch.path).make())
    }
  }

  /// Makes all of them in the folder.
  private func make() throws -> [Victim] {
    try makeChecksummed()
    let datasets = [Self.numbers, Self.symbols, Self.text, Self.roll]
    let checkpoints = [Self.checkpoint, "double.h5", Self.model]
    var victims: [Victim] = []
    for (names, content) in [(datasets, Victim.Content.dataset), (checkpoints, .checkpoint)] {
      for name in names {
        victims.append(try Victim(name, content, .checksum, in: folder))
        try FileManager.default.copyItem(at: url(name), to: url("forged-\(name)"))
        victims.append(try Victim("forged-\(name)", content, .forged, in: folder))
        try Data(victims.last!.bytes).write(to: url("open-\(name)"))
        victims.append(try Victim("open-\(name)", content, .structures, in: folder))
        guard Python.hasH5py else { continue }
        for (format, protection) in [("earliest", Victim.Protection.chunks), ("v110", .structures)] {
          let copy = "\(format)-\(name)"
          victims.append(try Victim(copy, content, protection, in: folder, chunks: try rewrite(name, to: copy, format)))
        }
      }
    }
    victims.append(try Victim(Self.vector, .vector, .structures, in: folder))
    return victims
  }

  private func url(_ name: String) -> URL { URL(fileURLWithPath: "\(folder)/\(name)") }

  /// Makes the files of the program itself, and the runs that some are taken from.
  private func makeChecksummed() throws {
    try recur("data", "task", "addition", "--length", "10", "--train", "30", "--test", "12", "--output", Self.numbers)
    try recur(
      "data", "task", "temporal-order", "--length", "12", "--train", "30", "--validation", "9", "--output", Self.symbols
    )
    let words = (0..<200).map { ["the cat ", "sat, ", "é\n", "on "][$0 * $0 / 3 % 4] }.joined()
    try Data(words.utf8).write(to: url(Self.words))
    try recur("data", "text", Self.words, "--split", "0.8,0.1,0.1", "--unknown", "--output", Self.text)
    let notes = try File.create("\(folder)/notes.h5")
    let steps = (0..<600).map { UInt8($0 % 7 == 0 || $0 % 11 == 0 ? 1 : 0) }
    try notes.root.createDataset(named: "train", values: steps, shape: [20, 10, 3])
    try notes.close()
    try recur("data", "piano-roll", "notes.h5", "--notes", "3", "--output", Self.roll)
    let sizes = [
      "--hidden", "4", "--gradient-batch", "30", "--curvature-batch", "15", "--iterations", "3", "--threads", "1",
    ]
    try recur(["train", Self.numbers, "--run-folder", "float"] + sizes)
    try recur(
      ["train", Self.text, "--optimizer", "hf", "--window", "10", "--cell", "gru", "--run-folder", "text"] + sizes)
    try recur(["train", "addition", "--length", "10", "--precision", "double", "--run-folder", "double"] + sizes)
    try FileManager.default.copyItem(at: url("float/checkpoint.h5"), to: url(Self.checkpoint))
    try FileManager.default.copyItem(at: url("double/checkpoint.h5"), to: url("double.h5"))
    try FileManager.default.copyItem(at: url("text/checkpoint.h5"), to: url(Self.model))
    let checkpoint = try File.open("\(folder)/double.h5")
    let parameters = try checkpoint.root.group("model/parameters")
    let vector = try File.create("\(folder)/\(Self.vector)")
    for member in try parameters.members {
      let block = try parameters.dataset(member.name)
      try vector.root.createDataset(
        named: member.name, values: try block.read(as: Double.self), shape: try block.shape, options: .compressed)
    }
    try vector.close()
  }

  private func recur(_ words: String...) throws { try recur(words) }

  private func recur(_ words: [String]) throws {
    let command = try Command(words, folder: folder)
    guard command.exitCode <= 1, !command.isKilled else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: command.errors])
    }
  }

  /// The same content written by h5py, and where the chunks of its arrays lie.
  private func rewrite(_ name: String, to copy: String, _ format: String) throws -> [String: [Range<Int>]] {
    let script = """
      import h5py, sys
      old, new, format = sys.argv[1:]
      skipped = ["DIMENSION_LIST", "REFERENCE_LIST", "CLASS", "NAME", "_Netcdf4Dimid"]
      with h5py.File(old, "r") as a, h5py.File(new, "w", libver=(format, "v110")) as b:
          def add(name, x):
              if isinstance(x, h5py.Group):
                  y = b.require_group(name)
              elif x.shape and x.size and x.dtype != object:
                  y = b.create_dataset(name, data=x[...], chunks=True, compression="gzip", shuffle=True, fletcher32=True)
              else:
                  y = b.create_dataset(name, data=x[...], dtype=x.dtype)
              for key, value in x.attrs.items():
                  if key not in skipped: y.attrs[key] = value
          add("/", a)
          a.visititems(add)
      with h5py.File(new, "r") as b:
          def show(name, x):
              if isinstance(x, h5py.Dataset) and x.fletcher32:
                  for k in range(x.id.get_num_chunks()):
                      chunk = x.id.get_chunk_info(k)
                      print("/" + name, chunk.byte_offset, chunk.size)
          b.visititems(show)
      """
    let result = try Python.run(script, "\(folder)/\(name)", "\(folder)/\(copy)", format)
    guard result.status == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: result.output])
    }
    var chunks: [String: [Range<Int>]] = [:]
    for line in result.output.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 3, let offset = Int(words[1]), let size = Int(words[2]) else { continue }
      chunks[String(words[0]), default: []].append(offset..<offset + size)
    }
    return chunks
  }
}
