import Foundation
import HDF5
import Testing

@Suite("Locks")
struct LockTests {
  private static let flock = "/usr/bin/flock"

  @Test(
    "a file that another process holds for a moment is waited for",
    .enabled(if: FileManager.default.isExecutableFile(atPath: flock), "flock is not installed"))
  func waits() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("lock-\(UUID().uuidString).h5").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try File.replacing(path) { file in
      _ = try file.root.createDataset(named: "values", values: [Int32(1), 2, 3])
    }
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: Self.flock)
    let output = Pipe()
    holder.standardOutput = output
    holder.arguments = ["-x", path, "sh", "-c", "echo held; sleep 0.5"]
    try holder.run()
    // The lock is held once the word has come.
    #expect(output.fileHandleForReading.availableData == Data("held\n".utf8))
    let clock = ContinuousClock()
    var values: [Int32] = []
    let waited = try clock.measure {
      values = try File.open(path).root.dataset("values").read(as: Int32.self)
    }
    #expect(values == [1, 2, 3])
    #expect(waited > .milliseconds(200), "the lock was not in the way, so nothing has been shown")
    holder.waitUntilExit()
  }
}
