import DurableFiles
import Foundation
import HDF5
import TestSupport
import Testing

@Suite("Locks")
struct LockTests {
  private static let flock = "/usr/bin/flock"
  private static let hasFlock = FileManager.default.isExecutableFile(atPath: flock)

  private let scratch: Scratch
  private let path: String

  init() throws {
    scratch = try Scratch()
    path = scratch.file()
    try File.replacing(path) { file in
      _ = try file.root.createDataset(named: "values", values: [Int32(1), 2, 3])
    }
  }

  /// Lets another program hold a lock on the file.
  private func hold(_ kind: String, seconds: Double) throws -> Process {
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: Self.flock)
    let output = Pipe()
    holder.standardOutput = output
    holder.arguments = ["-F", kind, path, "sh", "-c", "echo held; exec sleep \(seconds)"]
    try holder.run()
    // The lock is held once the word has come.
    #expect(output.fileHandleForReading.availableData == Data("held\n".utf8))
    return holder
  }

  @Test(
    "a file that another program holds for a moment is waited for", .enabled(if: hasFlock, "flock is not installed"))
  func waits() throws {
    let holder = try hold("-x", seconds: 0.5)
    var values: [Int32] = []
    let waited = try ContinuousClock().measure {
      values = try File.open(path).root.dataset("values").read(as: Int32.self)
    }
    #expect(values == [1, 2, 3])
    #expect(waited > .milliseconds(200), "the lock was not in the way, so nothing has been shown")
    holder.waitUntilExit()
  }

  @Test("a file that another program goes on holding is refused", .enabled(if: hasFlock, "flock is not installed"))
  func refuses() throws {
    let holder = try hold("-s", seconds: 30)
    defer { holder.terminate() }
    #expect(try File.open(path).root.dataset("values").read(as: Int32.self) == [1, 2, 3])
    let error = #expect(throws: HDF5Error.self) { try File.open(path, for: .updating) }
    #expect(error?.reason == "another program has it open and locked")
  }

  @Test("an open file is locked for others until it is closed", .enabled(if: hasFlock, "flock is not installed"))
  func locks() throws {
    func canLock(_ kind: String) throws -> Bool {
      try Command("-n", kind, path, "true", of: URL(fileURLWithPath: Self.flock)).exitCode == 0
    }
    do {
      let file = try File.open(path, for: .updating)
      #expect(try !canLock("-s"))
      try file.close()
      #expect(try canLock("-x"))
    }
    do {
      let dataset = try File.open(path).root.dataset("values")
      #expect(try canLock("-s"))
      #expect(try !canLock("-x"), "the dataset keeps the file open")
      _ = try dataset.read(as: Int32.self)
    }
    #expect(try canLock("-x"))
    let file = try File.create(path, .truncating)
    #expect(try !canLock("-s"))
    try file.close()
    #expect(try canLock("-x"))
  }

  @Test("a program that is started while a file is being opened does not keep it locked")
  func children() async throws {
    let end = ContinuousClock.now + .seconds(1)
    async let children = {
      var children: [Process] = []
      while ContinuousClock.now < end, children.count < 200 {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/sleep")
        child.arguments = ["10"]
        try child.run()
        children.append(child)
      }
      return children
    }()
    let slowest = try {
      var slowest = Duration.zero
      while ContinuousClock.now < end {
        slowest = max(slowest, try ContinuousClock().measure { try File.open(path, for: .updating).close() })
      }
      return slowest
    }()
    for child in try await children { child.terminate() }
    #expect(slowest < .seconds(1))
  }
}
