public import Foundation
internal import Synchronization

/// The program as people run it: a process, its two streams and its exit code.
public struct Command: Sendable {
  /// The exit code, or the number of the signal that ended it.
  public let exitCode: Int32
  /// Whether a signal ended it.
  public let isKilled: Bool
  /// Whether it had not ended by itself within the time it was given.
  public let isTimedOut: Bool
  /// Standard output.
  public let output: String
  /// Standard error.
  public let errors: String

  /// Beside the test bundle.
  public static let program: URL = {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? Bundle.main.bundlePath
    return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("recur")
  }()

  /// Runs the program, or another one, to its end, or for `limit` seconds.
  ///
  /// `whileRunning` is asked ten times a second; when it first says true the process gets a signal, SIGINT unless another
  /// is named.
  public init(
    _ arguments: String..., of program: URL = Self.program, folder: String? = nil, limit: Double = 30,
    signal: Int32 = SIGINT, interruptWhen whileRunning: (() -> Bool)? = nil
  ) throws {
    try self.init(
      arguments, of: program, folder: folder, limit: limit, signal: signal, interruptWhen: whileRunning)
  }

  /// The same, with the arguments in an array.
  public init(
    _ arguments: [String], of program: URL = Self.program, folder: String? = nil, limit: Double = 30,
    signal: Int32 = SIGINT, environment: [String: String] = [:], interruptWhen whileRunning: (() -> Bool)? = nil
  ) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder.map { URL(fileURLWithPath: $0) }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let (output, errors) = (Collector(), Collector())
    process.standardOutput = output.pipe
    process.standardError = errors.pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    output.start()
    errors.start()
    let end = Date(timeIntervalSinceNow: limit)
    var asks = whileRunning
    while process.isRunning, Date() < end {
      if asks?() == true {
        kill(process.processIdentifier, signal)
        asks = nil
      }
      Thread.sleep(forTimeInterval: asks == nil ? 0.005 : 0.1)
    }
    isTimedOut = process.isRunning
    if process.isRunning {
      process.terminate()
      Thread.sleep(forTimeInterval: 0.5)
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
    process.waitUntilExit()
    exitCode = process.terminationStatus
    isKilled = process.terminationReason == .uncaughtSignal
    self.output = output.text
    self.errors = errors.text
  }

  /// Standard output as one JSON object a line.
  public var objects: [[String: Any]] {
    get throws {
      try output.split(separator: "\n").map {
        guard let object = try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] else {
          throw CocoaError(.propertyListReadCorrupt)
        }
        return object
      }
    }
  }
}

/// Reads a pipe to its end while the process runs, so that it never fills up.
private final class Collector: Sendable {
  let pipe = Pipe()
  private let bytes = Mutex(Data())
  private let done = DispatchSemaphore(value: 0)

  func start() {
    try? pipe.fileHandleForWriting.close()
    Thread.detachNewThread { [self] in
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      bytes.withLock { $0 = data }
      done.signal()
    }
  }

  var text: String {
    done.wait()
    return String(decoding: bytes.withLock { $0 }, as: UTF8.self)
  }
}
