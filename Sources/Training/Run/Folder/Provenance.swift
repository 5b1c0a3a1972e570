internal import LinearAlgebra

/// By what, where and how a result was made.
public struct Provenance: Codable, Sendable, Equatable {
  /// The version of the program, with its commit where that is known.
  public var version = programBuild
  /// The processor, not the name of the machine.
  public var host = Processor.name
  /// The threads.
  public var threads: Int
  /// The code that OpenBLAS used.
  public var blasCore = BLASLibrary.core
  /// The command.
  public var command: String

  /// Of this process.
  public init(threads: Int, command: String) {
    self.threads = threads
    self.command = command
  }

  enum CodingKeys: String, CodingKey {
    case version, host, threads, command
    case blasCore = "blas_core"
  }
}
