internal import Foundation

/// The program under limits that a shell sets before it starts it.
public enum Limited {
  private static let shell = URL(fileURLWithPath: "/bin/bash")

  /// What kept a shell from setting the limits ends with this code.
  public static let refused: Int32 = 99

  /// Runs the program in a shell's place after `words`, such as `ulimit -v 300000`.
  public static func run(
    _ words: String, _ arguments: [String], folder: String? = nil, limit: Double = 60, signal: Int32 = 2,
    environment: [String: String] = [:], interruptWhen whileRunning: (() -> Bool)? = nil
  ) throws -> Command {
    try Command(
      ["-c", "\(words) || exit \(refused); exec \"$0\" \"$@\"", Command.program.path] + arguments, of: shell,
      folder: folder, limit: limit, signal: signal, environment: environment, interruptWhen: whileRunning)
  }

  /// Runs the program as a user who may have no further thread; the folder is opened to that user.
  public static func runWithoutThreads(_ arguments: [String], folder: String) throws -> Command {
    guard getuid() == 0 else { return try run("ulimit -u 1", arguments, folder: folder) }
    chmod(folder, 0o777)
    let words = "exec setpriv --reuid=65534 --regid=65534 --clear-groups /bin/bash -c 'ulimit -u 1; exec \"$0\" \"$@\"'"
    return try Command(
      ["-c", "\(words) \"$0\" \"$@\"", Command.program.path] + arguments, of: shell, folder: folder, limit: 60)
  }

  /// Whether address space can be limited here: a sanitizer or an emulator may need more of it than there is.
  public static let canLimitMemory = (try? run("ulimit -v 4000000", ["--version"]))?.exitCode == 0

  /// Whether threads can be refused here, and the program found by whom they are refused to.
  public static let canRefuseThreads: Bool = {
    guard let scratch = try? Scratch() else { return false }
    return (try? runWithoutThreads(["--help"], folder: scratch.path))?.exitCode == 0
  }()

  /// Whether the program must not be started so: a signal ended it, or it had to be ended.
  public static func isFault(_ run: Command) -> Bool {
    run.isKilled || run.isTimedOut || run.exitCode > 128 && run.exitCode != 130
  }
}
