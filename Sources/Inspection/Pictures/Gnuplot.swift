internal import Foundation
internal import LinearAlgebra
internal import Synchronization
internal import Training

/// The program that draws; it is no part of this one and need not be there.
enum Gnuplot {
  /// Runs a script and returns what gnuplot writes.
  static func run(_ script: String) throws(TrainingError) -> Data {
    let program = try program()
    // Foundation starts threads for it, and cannot do without.
    guard WorkerPool.canStartThreads(6) else {
      throw TrainingError(.missing, "gnuplot cannot be started: the system refuses this process further threads")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    // Without the settings of whoever runs it.
    process.arguments = ["-d", "-"]
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
    do { try process.run() } catch {
      throw TrainingError(.missing, "gnuplot cannot be started: \(error.localizedDescription)")
    }
    // All at a time: a full pipe would make each wait for the other.
    let collected = Collected()
    let group = DispatchGroup()
    for (pipe, isError) in [(output, false), (errors, true)] {
      let handle = pipe.fileHandleForReading
      DispatchQueue.global().async(group: group) { collected.add(handle.readDataToEndOfFile(), isError: isError) }
    }
    try? input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
    try? input.fileHandleForWriting.close()
    group.wait()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let words = String(decoding: collected.errors, as: UTF8.self).split(whereSeparator: \.isWhitespace).suffix(20)
      throw TrainingError(.data, "gnuplot could not draw: \(words.joined(separator: " "))")
    }
    return collected.output
  }

  /// Where it is.
  static func program() throws(TrainingError) -> String {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    guard
      let path = folders.map({ "\($0)/gnuplot" }).first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else {
      throw TrainingError(
        .missing, "pictures are drawn by gnuplot, which is not installed (Debian: apt-get install gnuplot-nox)")
    }
    return path
  }

  /// What comes out of two pipes at a time.
  private final class Collected: Sendable {
    private let data = Mutex((output: Data(), errors: Data()))
    var output: Data { data.withLock { $0.output } }
    var errors: Data { data.withLock { $0.errors } }

    func add(_ more: Data, isError: Bool) {
      data.withLock { if isError { $0.errors += more } else { $0.output += more } }
    }
  }
}
