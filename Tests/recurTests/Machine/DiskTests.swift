import Foundation
import TestSupport
import Testing
import Training

/// Disks that are full, for a while or for good: a small file system of its own, in a namespace of its own.
@Suite("A full disk", .serialized, .enabled(if: SmallDisk.canMount, "no small file system can be mounted here"))
struct DiskTests {
  /// Trains on a disk of 1500 KiB while `meanwhile` runs, and copies the run folder to `run` in the scratch folder.
  private func train(_ scratch: Scratch, _ options: String, meanwhile: String) throws -> Command {
    let script = """
      mkdir disk && mount -t tmpfs -o size=1500k tmpfs disk || exit 99
      fill() { dd if=/dev/zero of=disk/ballast bs=1k 2>dd.txt; }
      wait_for() { for i in $(seq 400); do grep -q "$1" "$2" 2>/dev/null && return; sleep 0.05; done; }
      touch errors.txt
      "\(Command.program.path)" train \(ResumeTests.small.joined(separator: " ")) --run-folder disk/run \
        \(options) >out.txt 2>errors.txt &
      \(meanwhile)
      wait $!
      code=$?
      cat out.txt
      cat errors.txt >&2
      cp -r disk/run run
      exit $code
      """
    try scratch.write(script, to: "script")
    return try Command("-c", "exec unshare -rm sh script", of: SmallDisk.shell, folder: scratch.path, limit: 60)
  }

  @Test("A disk that is full for a while: said once, and again when it is over; nothing is missing")
  func forAWhile() throws {
    let scratch = try Scratch()
    let run = try train(
      scratch, "--checkpoint-every 5 --iterations 200",
      meanwhile: "wait_for step disk/run/log.jsonl; fill; wait_for again errors.txt; rm disk/ballast")
    #expect(run.exitCode == 1, "\(run.errors)")
    let sentences = run.errors.split(separator: "\n").filter { $0.contains("disk/run") }
    #expect(sentences.count == 2, "\(run.errors)")
    #expect(sentences.first?.contains("No space left on device; training goes on") == true)
    #expect(sentences.last?.contains("can be written again") == true)
    let checkpoint = try Checkpoint<Float>(contentsOf: scratch.path + "/run/checkpoint.h5")
    #expect(checkpoint.iteration == 200)
    let log = try String(contentsOfFile: scratch.path + "/run/log.jsonl", encoding: .utf8)
    #expect(try log == checkpoint.history.map { try JSONText.line($0) + "\n" }.joined())
  }

  @Test("A disk that stays full: 73 in the end, and the last good checkpoint is the one that is named")
  func forGood() throws {
    let scratch = try Scratch()
    let run = try train(
      scratch, "--checkpoint-every 5 --iterations 100",
      meanwhile: "wait_for '\"step\":12' disk/run/log.jsonl; fill")
    #expect(run.exitCode == 73, "\(run.errors)")
    #expect(run.output.contains("not solved within the steps asked for after 100 steps"))
    let last = try #require(run.errors.split(separator: "\n").last)
    let match = try #require(
      try /the last good checkpoint is disk\/run\/checkpoint.h5, of step (\d+)$/.firstMatch(in: last))
    let checkpoint = try Checkpoint<Float>(contentsOf: scratch.path + "/run/checkpoint.h5")
    #expect(Int(match.1) == checkpoint.iteration && checkpoint.iteration >= 10)
    let resumed = try Command("resume", "run", "--iterations", "101", folder: scratch.path)
    #expect(resumed.exitCode == 1, "\(resumed.errors)")
    #expect(try Checkpoint<Float>(contentsOf: scratch.path + "/run/checkpoint.h5").iteration == 101)
  }

  @Test("A limit on the size of files is met like a full disk")
  func limit() throws {
    let scratch = try Scratch()
    let script =
      "ulimit -f 40; exec \"$0\" train \(ResumeTests.small.joined(separator: " ")) --run-folder run --iterations 12"
    let run = try Command("-c", script, Command.program.path, of: SmallDisk.shell, folder: scratch.path)
    #expect(run.exitCode == 73, "\(run.errors)")
    let last = run.errors.split(separator: "\n").last
    #expect(
      last?.contains("checkpoint.h5 cannot be written: File too large; there is no checkpoint") == true, "\(run.errors)"
    )
    #expect(try String(contentsOfFile: scratch.path + "/run/log.jsonl", encoding: .utf8).count { $0 == "\n" } == 12)
  }
}
