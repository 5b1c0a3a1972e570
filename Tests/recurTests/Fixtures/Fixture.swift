import TestSupport

/// A folder in which some commands have been run. Tests that ask for the same commands share it: each command runs once
/// in a process of tests. Nobody changes the folder; who wants to takes a copy.
struct Fixture: Sendable {
  /// A command that is run in the folder, and the exit code that it has to end with.
  struct Line: Hashable, Sendable {
    let words: [String]
    let code: Int32

    /// A command that ends well.
    static func line(_ words: String...) -> Line { Line(words: words, code: 0) }

    /// Training that ends without a solved task.
    static func unsolved(_ words: String...) -> Line { unsolved(words) }

    /// The same, with the words in an array.
    static func unsolved(_ words: [String]) -> Line { Line(words: words, code: 1) }
  }

  /// A command of the fixture ended otherwise than it should have.
  struct Failure: Error, CustomStringConvertible {
    let line: Line
    let command: Command
    var description: String {
      "\(line.words): exit code \(command.exitCode) instead of \(line.code): \(command.errors)"
    }
  }

  /// The folder.
  let scratch: Scratch
  /// What each command has said.
  let commands: [Command]

  var path: String { scratch.path }

  /// A copy of the folder, which the test may change.
  func copied() throws -> Scratch { try Scratch(copying: scratch) }

  /// The folder that some commands have made.
  static func made(by lines: Line...) throws -> Fixture { try made(by: lines) }

  /// The folder that some commands have made.
  static func made(by lines: [Line]) throws -> Fixture {
    try Once.value(for: "\(lines.map { ($0.code, $0.words) })") { try fresh(by: lines) }
  }

  /// The same in a folder of the test's own: where a run knows the path of its data, a copy of it still finds the first.
  static func fresh(by lines: [Line]) throws -> Fixture {
    let scratch = try Scratch()
    let commands = try lines.map { line in
      let command = try Command(line.words, folder: scratch.path, limit: 120)
      guard command.exitCode == line.code, !command.isKilled else { throw Failure(line: line, command: command) }
      return command
    }
    return Fixture(scratch: scratch, commands: commands)
  }
}
