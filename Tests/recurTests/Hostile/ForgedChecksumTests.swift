import Foundation
import HDF5
import TestSupport
import Testing

/// Files that were damaged where libhdf5 does not look twice, and given a new checksum.
@Suite("Files with forged checksums", .serialized)
struct ForgedChecksumTests {
  /// Good files and, of each, those in which the sizes in a heap of texts are absurd.
  private static let files = Result { () throws -> (folder: Scratch, forged: [String: [String]]) in
    let scratch = try Scratch(copying: VictimMaker.made().scratch)
    var forged: [String: [String]] = [:]
    for name in [VictimMaker.checkpoint, "double.h5", VictimMaker.model, VictimMaker.numbers, VictimMaker.text] {
      let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: scratch.file(name))))
      let bytes = Array(whole.dropLast(Victim.trailerSize))
      try #require(try Forgery.checksummed(bytes, in: scratch.path) == whole)
      // A collection begins with GCOL; the objects of it follow after 16 bytes, each with its size at 8 to 15.
      let heaps = bytes.indices.dropLast(64).filter { bytes[$0...].starts(with: Array("GCOL".utf8)) }
      try #require(!heaps.isEmpty, "\(name)")
      for (number, damage) in [(16 + 8, 7), (16 + 14, 0x7F), (8, 0xFF)].enumerated() {
        var damaged = bytes
        for heap in heaps { damaged[heap + damage.0] = UInt8(damage.1) }
        let file = "heaps-\(number)-\(name)"
        try scratch.write(Forgery.checksummed(damaged, in: scratch.path), to: file)
        forged[name, default: []].append(file)
      }
    }
    return (scratch, forged)
  }

  @Test(
    "No command hands such a file to libhdf5 before a child has read it",
    arguments: [
      (VictimMaker.checkpoint, Reading.inspect), (VictimMaker.checkpoint, .evaluate), (VictimMaker.checkpoint, .resume),
      (VictimMaker.checkpoint, .check), (VictimMaker.checkpoint, .derivatives), (VictimMaker.checkpoint, .initialize),
      (VictimMaker.checkpoint, .difference), ("double.h5", .evaluate), (VictimMaker.model, .sample),
      (VictimMaker.model, .vocabulary), (VictimMaker.numbers, .train), (VictimMaker.numbers, .validate),
      (VictimMaker.numbers, .describe), (VictimMaker.numbers, .evaluate), (VictimMaker.text, .train),
      (VictimMaker.text, .vocabulary), (VictimMaker.text, .check),
    ])
  func forged(name: String, reading: Reading) throws {
    let (scratch, forged) = try Self.files.get()
    let isDataset = [VictimMaker.numbers, VictimMaker.text].contains(name)
    for file in try #require(forged[name]) {
      let words = reading.words(for: file, isDataset ? .dataset : .checkpoint, writing: "out-\(UUID().uuidString)")
      let command = try Command(
        words, folder: scratch.path, limit: 120, environment: ["RECUR_BLAS_CORE": "keep"])
      #expect(!command.isKilled && !command.isTimedOut, "\(reading) of \(file): \(command.errors)")
      #expect(!command.errors.contains("Fatal error"), "\(reading) of \(file): \(command.errors)")
      // Some of the damage is in texts that nobody wants; what is refused is refused as it should be.
      if command.exitCode > 1 {
        #expect(command.exitCode == 65, "\(reading) of \(file): \(command.errors)")
        let sentence = command.errors + (reading == .validate ? command.output : "")
        #expect(sentence.contains(file), "\(reading) of \(file): \(sentence)")
      }
    }
  }

  @Test("An older checkpoint in a run folder is not called whole because of its checksum")
  func keptCheckpoint() throws {
    let (scratch, forged) = try Self.files.get()
    try FileManager.default.copyItem(atPath: scratch.file("float"), toPath: scratch.file("kept"))
    for name in ["checkpoint.h5", "checkpoint-2.h5"] {
      try? FileManager.default.removeItem(atPath: scratch.file("kept/\(name)"))
      try FileManager.default.copyItem(
        atPath: scratch.file(try #require(forged[VictimMaker.checkpoint]?.first)), toPath: scratch.file("kept/\(name)"))
    }
    let command = try Command("resume", "kept", folder: scratch.path, limit: 120)
    #expect(command.exitCode == 65 && !command.isKilled, "\(command.errors)")
    #expect(!command.errors.contains("an older one is whole"), "\(command.errors)")
  }
}
