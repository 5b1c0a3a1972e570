/// Work that writes one file: shows how far it has come, and leaves nothing behind when it is interrupted.
enum InterruptibleWriting {
  /// Runs `body`, which is to tell how much of how much is done now and then.
  static func run<Result>(_ output: String, body: ((Int, Int) throws -> Void) throws -> Result) throws -> Result {
    let progress = ProgressLine("writing \(output)")
    defer { progress.end() }
    Interrupt.listen(leavesCheckpoint: false)
    do {
      return try body { done, total in
        if Interrupt.isRequested { throw CommandError.exit(ExitStatus.interrupted) }
        progress.show(done, of: total)
      }
    } catch CommandError.exit(ExitStatus.interrupted) {
      progress.end()
      Console.error("interrupted; \(output) was not written")
      throw CommandError.exit(ExitStatus.interrupted)
    }
  }
}
