import Foundation
import TestSupport
import Testing

/// Commands on files that no command may accept: exit code 65 or 66, and one sentence.
///
/// What the readers themselves make of such files, case by case, is in the tests of their modules.
@Suite("Hostile files", .serialized)
struct HostileFileTests {
  /// The good files, and a place for others.
  private static let good = Result { try Scratch(copying: VictimMaker.made().scratch) }

  private func command(_ words: [String], limit: Double = 60) throws -> Command {
    try Command(words, folder: try Self.good.get().path, limit: limit, environment: ["RECUR_BLAS_CORE": "keep"])
  }

  private func expectSentence(_ command: Command, _ code: Int32, _ words: String..., about: String) {
    #expect(!command.isTimedOut && !command.isKilled && command.exitCode == code, "\(about): \(command.errors)")
    #expect(command.output.isEmpty, "\(about): \(command.output)")
    #expect(command.errors.hasPrefix("recur: ") && command.errors.hasSuffix("\n"), "\(about): \(command.errors)")
    #expect(command.errors.split(separator: "\n").count == 1, "\(about): \(command.errors)")
    for word in words { #expect(command.errors.contains(word), "\(about): \(command.errors)") }
  }

  /// Every command that reads such a file refuses it, and leaves nothing behind.
  private func refuse(_ hostile: HostileFile) throws {
    let folder = try Self.good.get().path
    let name = "hostile-\(UUID().uuidString).h5"
    try hostile.write(to: "\(folder)/\(name)", from: folder)
    for reading in hostile.readings {
      let words = reading.words(for: name, hostile.content, writing: "\(name)-output")
      expectSentence(try command(words), 65, name, hostile.words, about: "\(reading)")
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(name)-output"), "\(reading)")
    }
    // Any HDF5 file can be looked at, unless it cannot be read.
    let inspection = try command(["inspect", name])
    if inspection.exitCode == 0 {
      #expect(inspection.errors.isEmpty && inspection.output.contains(name), "\(inspection.errors)")
    } else {
      expectSentence(inspection, 65, name, about: "inspect")
    }
    guard hostile.content == .dataset else { return }
    let validation = try command(["data", "validate", name])
    #expect(validation.exitCode == 65 && validation.errors.isEmpty, "\(validation.errors)")
    #expect(validation.output.contains(hostile.words), "\(validation.output)")
  }

  @Test("Dataset files that break the contract", arguments: HostileFile.datasets)
  func datasets(hostile: HostileFile) throws { try refuse(hostile) }

  @Test(
    "Dataset files with data elsewhere, or that cannot be unpacked",
    .enabled(if: Python.hasH5py, Python.missing), arguments: HostileFile.datasetsOfPython)
  func datasetsOfPython(hostile: HostileFile) throws { try refuse(hostile) }

  @Test("Checkpoints that make no sense", arguments: HostileFile.checkpoints)
  func checkpoints(hostile: HostileFile) throws { try refuse(hostile) }

  @Test(
    "Checkpoints with parts elsewhere",
    .enabled(if: Python.hasH5py, Python.missing), arguments: HostileFile.checkpointsOfPython)
  func checkpointsOfPython(hostile: HostileFile) throws { try refuse(hostile) }

  @Test("Files cut at every 1 % of their length", arguments: ["numbers.h5", "checkpoint.h5"])
  func truncated(name: String) throws {
    let folder = try Self.good.get().path
    let whole = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
    let parts = try (0..<100).map { percent in
      let part = "\(percent)-percent-of-\(name)"
      try whole.prefix(whole.count * percent / 100).write(to: URL(fileURLWithPath: "\(folder)/\(part)"))
      return part
    }
    let reports = try command(["data", "validate", "--json"] + parts, limit: 300)
    #expect(reports.exitCode == 65 && !reports.isKilled && reports.errors.isEmpty, "\(reports.errors)")
    let findings = try reports.objects.map { $0["findings"] as? [[String: Any]] ?? [] }
    #expect(findings.count == parts.count)
    for (part, findings) in zip(parts, findings) {
      let sentences = findings.flatMap { $0["sentences"] as? [String] ?? [] }
      #expect(sentences.count == 1 && sentences[0].contains(part) && Verdict.isDamage(sentences[0]), "\(sentences)")
    }
  }

  @Test(
    "What is no HDF5 file, or not the kind of file that is asked for",
    arguments: [
      ("text.h5", 65 as Int32, "it is plain text; recur data text"), ("empty.h5", 65, "it is empty"),
      ("folder.h5", 65, "folder"), ("nowhere.h5", 66, "nowhere.h5"), ("other.h5", 65, "other.h5"),
    ])
  func others(name: String, code: Int32, words: String) throws {
    let scratch = try Self.good.get()
    try scratch.write("offsets,inputs\n0,1\n", to: "text.h5")
    try scratch.write("", to: "empty.h5")
    try FileManager.default.createDirectory(
      atPath: "\(scratch.path)/folder.h5", withIntermediateDirectories: true)
    for (content, origin) in [(Victim.Content.dataset, VictimMaker.checkpoint), (.checkpoint, VictimMaker.numbers)] {
      try? FileManager.default.removeItem(atPath: "\(scratch.path)/other.h5")
      try FileManager.default.copyItem(atPath: "\(scratch.path)/\(origin)", toPath: "\(scratch.path)/other.h5")
      for reading in Reading.those(for: content) where reading.refusesAll {
        // What is no checkpoint may be a dataset to check, and a folder may be that of a run.
        if reading == .check && name == "other.h5" { continue }
        if name == "folder.h5" && (content == .checkpoint || reading == .check) { continue }
        let run = try command(reading.words(for: name, content, writing: "nothing"))
        expectSentence(run, code, words, about: "\(content) \(reading)")
      }
    }
  }
}
