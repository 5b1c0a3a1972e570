import Foundation
import TestSupport
import Testing

/// Damages files at random for a few seconds, or for `RECUR_FUZZ_SECONDS`.
///
/// The cases are those of one seed, or of `RECUR_FUZZ_SEED`, from `RECUR_FUZZ_CASE` on.
@Suite("Damaged files", .serialized)
struct FuzzTests {
  @Test("Files damaged at random are refused in one sentence, or read as they were written")
  func damage() throws {
    let settings = ProcessInfo.processInfo.environment
    let seconds = settings["RECUR_FUZZ_SECONDS"].flatMap(Double.init) ?? 4
    let seed = settings["RECUR_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_261_129
    let made = try VictimMaker.made()
    let scratch = try Scratch(copying: made.scratch)
    let fuzzer = Fuzzer(victims: made.victims, seed: seed, folder: scratch.path)
    let outcomes = try fuzzer.run(from: settings["RECUR_FUZZ_CASE"].flatMap { Int($0) } ?? 0, seconds: seconds)
    for outcome in outcomes {
      guard case .failure(let words) = outcome.verdict else { continue }
      let kept = try keep(outcome.file, seed: seed)
      Issue.record(
        """
        \(words)
          \(outcome.reading) of \(outcome.victim.name), \(outcome.mutation)
          seed \(seed), case \(outcome.case), kept as \(kept)
        """)
    }
    #expect(!outcomes.isEmpty)
    print("seed \(seed): \(outcomes.count) damaged files\n\(FuzzTable(outcomes))")
  }

  @Test("The files that are damaged are good ones, and what protects them is there")
  func victims() throws {
    let made = try VictimMaker.made()
    let (scratch, victims) = (try Scratch(copying: made.scratch), made.victims)
    #expect(victims.count == (Python.hasH5py ? 36 : 22))
    for victim in victims {
      #expect(victim.checksummed.count >= 4, "\(victim.name)")
      #expect((victim.protection == .chunks) == !victim.chunks.isEmpty, "\(victim.name)")
      for reading in [.checksum, .forged].contains(victim.protection) ? victim.readings : [.inspect] {
        let command = try Command(
          reading.words(for: victim.name, victim.content, writing: "\(victim.name)-\(reading)"), folder: scratch.path,
          limit: 120)
        #expect(command.exitCode <= 1 && !command.isKilled, "\(reading) of \(victim.name): \(command.errors)")
      }
    }
  }

  /// Copies a file that has brought a fault to light out of the folder that goes away.
  private func keep(_ file: String, seed: UInt64) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("recur-fuzz-\(seed)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let copy = folder.appendingPathComponent(URL(fileURLWithPath: file).lastPathComponent)
    try? FileManager.default.removeItem(at: copy)
    try FileManager.default.copyItem(atPath: file, toPath: copy.path)
    return copy.path
  }
}
