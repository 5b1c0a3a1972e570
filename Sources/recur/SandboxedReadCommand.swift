import ArgumentParser
import Commands

/// The child process that reads a file before its parent does.
struct SandboxedReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandboxed-read", abstract: "Read an HDF5 file through, for a parent process that watches.",
    shouldDisplay: false)

  @Argument(help: "What the file is called that the parent hands over.") var path: String
  @Option(help: "An object to pass over.") var without: [String] = []
  @Option(help: "Processor time after which reading ends.") var seconds = 10

  func run() { SandboxReader(path, without: without, seconds: seconds).run() }
}
