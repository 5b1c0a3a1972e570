import DurableFiles
import Foundation
import HDF5
import SequenceData
import TestSupport
import Testing

@Suite("recur data piano-roll")
struct DataPianoRollTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Scales up and down, of eight notes.
  private func write() throws {
    try File.replacing(scratch.file("roll.h5")) { file in
      for (name, count) in [("train", 30), ("valid", 6), ("test", 6)] {
        let steps = (0..<count * 12).flatMap { step in (0..<8).map { UInt8($0 == abs(step % 14 - 7) % 8 ? 1 : 0) } }
        try file.root.createDataset(named: name, values: steps, shape: [count * 12, 8])
        try file.root.createDataset(named: "\(name)_len", values: [Int](repeating: 12, count: count))
      }
    }
  }

  @Test("A roll becomes a file that is described, valid and learned")
  func roll() throws {
    try write()
    let made = try Command(
      "data", "piano-roll", "roll.h5", "--notes", "8", "--output", "made.h5", "--json", folder: scratch.path)
    #expect(made.exitCode == 0 && made.errors.isEmpty, "\(made.errors)")
    let object = try #require(try made.objects.first)
    let splits = try #require(object["splits"] as? [[String: Any]])
    #expect(splits.map { $0["split"] as? String } == ["train", "validation", "test"])
    #expect(splits.map { $0["predicted"] as? Int } == [330, 66, 66] && object["notes"] as? Int == 8)
    #expect(try object["sha256"] as? String == File.digest(of: scratch.file("made.h5")))
    let valid = try Command("data", "validate", "made.h5", folder: scratch.path)
    #expect(valid.output == "made.h5: valid; 42 sequences, 462 rows\n")
    let described = try Command("data", "describe", "made.h5", folder: scratch.path)
    #expect(described.output.contains("task piano-roll, loss logistic"), "\(described.output)")
    let run = try Command(
      "train", "made.h5", "--recipe", "long-range", "--hidden", "8", "--iterations", "6", "--gradient-batch", "30",
      "--threads", "1",
      "--run-folder", "run", "--json", folder: scratch.path, limit: 60)
    let losses = try run.objects.compactMap { $0["loss"] as? Double }
    #expect(run.exitCode == 0 && losses.count >= 6, "\(run.errors)")
    #expect(losses[losses.count - 1] < 0.7 * losses[0], "\(losses)")
  }

  @Test("64, 65, 66 and 73: what cannot be done")
  func errors() throws {
    try write()
    func expect(_ arguments: [String], _ code: Int32, _ words: String) throws {
      let command = try Command(["data", "piano-roll"] + arguments, folder: scratch.path)
      #expect(command.exitCode == code && command.output.isEmpty, "\(command.errors)")
      #expect(command.errors.contains(words), "\(command.errors)")
    }
    try scratch.write([0x80, 0x04, 0x95, 0x00], to: "a.pickle")
    try scratch.write("train", to: "a.txt")
    try expect(["a.pickle", "--output", "x.h5"], 65, "a.pickle is a Python pickle, which is not read")
    try expect(["a.txt", "--output", "x.h5"], 65, "neither a NumPy array (.npy, .npz) nor an HDF5 or MATLAB file")
    try expect([".", "--output", "x.h5"], 65, ". should be a file of arrays, it is a folder")
    try expect(["none.npz", "--output", "x.h5"], 66, "there is no file none.npz")
    try expect(["roll.h5", "--output", "x.h5"], 65, "should have the shape (steps, 88)")
    try expect(["roll.h5", "--notes", "0", "--output", "x.h5"], 64, "--notes should be 1 to")
    try expect(["roll.h5", "--output", "none/x.h5"], 73, "there is no folder")
    try expect(["roll.h5", "--output", "a.txt"], 73, "--force replaces it")
    try expect(["--output", "x.h5"], 64, "files")
    // What is damaged is read by a process that may crash.
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: scratch.file("roll.h5"))))
    bytes.removeLast(bytes.count / 2)
    try scratch.write(bytes, to: "half.h5")
    try expect(["half.h5", "--notes", "8", "--output", "x.h5"], 65, "half.h5 is damaged")
    #expect(!scratch.exists("x.h5"))
  }
}
