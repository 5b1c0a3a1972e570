import Foundation
import TestSupport
import Testing

/// Groups of version 1 or 2 of a test's own, where this machine lets them be made.
private enum Groups {
  /// The folder in which groups that limit memory can be made, the file that limits it, and whether it works.
  static let memory: (folder: String, file: String)? = {
    let candidates = [
      ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max"),
    ]
    return candidates.first { folder, file in
      let group = "\(folder)/recur-probe-\(getpid())"
      guard mkdir(group, 0o755) == 0 else { return false }
      defer { rmdir(group) }
      return access("\(group)/\(file)", W_OK) == 0
    }
  }()
}

@Suite("Control groups", .enabled(if: Groups.memory != nil, "no control group with a limit of memory can be made here"))
struct ControlGroupTests {
  @Test("In a group of 150 MiB a run keeps as much as fits, ends by itself and is not killed")
  func memory() throws {
    let (folder, file) = try #require(Groups.memory)
    let scratch = try Scratch()
    let group = "\(folder)/recur-test-\(UUID().uuidString)"
    #expect(mkdir(group, 0o755) == 0)
    defer { rmdir(group) }
    try "157286400".write(toFile: "\(group)/\(file)", atomically: false, encoding: .utf8)
    // Kept whole, the states of the curvature batch alone would take 220 MB.
    let run = try Limited.run(
      "echo $$ > \(group)/cgroup.procs",
      [
        "train", "addition", "--length", "100", "--hidden", "200", "--gradient-batch", "100", "--curvature-batch",
        "2500",
        "--backtracking-batch", "50", "--cg-iterations", "1", "--validation-batch", "10", "--iterations", "1",
        "--run-folder", "run",
      ], folder: scratch.path, limit: 120)
    #expect(run.exitCode == 1 && !Limited.isFault(run), "\(run.exitCode) \(run.errors)")
    #expect(run.output.contains("the rest recomputed"), "\(run.output)")
    let refused = try Limited.run(
      "echo $$ > \(group)/cgroup.procs", ["train", "addition", "--gradient-batch", "200000"], folder: scratch.path)
    #expect(
      refused.exitCode == 64 && refused.errors.contains("the memory limit of a control group"), "\(refused.errors)")
  }
}
