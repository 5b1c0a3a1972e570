import Foundation
import Synchronization

/// Ctrl-C, SIGTERM and SIGHUP: the first asks the run to end after its present step, a second Ctrl-C ends it at once.
enum Interrupt {
  private static let requests = Atomic<Int>(0)
  private static let leavesCheckpoint = Atomic<Bool>(true)

  /// Takes the signals over.
  ///
  /// - Parameter leavesCheckpoint: whether what is interrupted leaves one behind; otherwise it leaves nothing.
  static func listen(leavesCheckpoint: Bool = true) {
    Self.leavesCheckpoint.store(leavesCheckpoint, ordering: .relaxed)
    // Under `nohup` a run outlives its terminal.
    let signals = isHangUpIgnored ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]
    for number in signals {
      signal(number) { number in
        let before = Interrupt.requests.add(1, ordering: .relaxed).oldValue
        if before > 0 && number == SIGINT { _exit(130) }
        let words: StaticString =
          Interrupt.leavesCheckpoint.load(ordering: .relaxed)
          ? "\nrecur: ending after this step; the checkpoint will be valid (Ctrl-C again: at once)\n"
          : "\nrecur: ending (Ctrl-C again: at once)\n"
        _ = write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
      }
    }
    // A parent may have started this process from a thread that blocks signals, which is inherited.
    var unblocked = sigset_t()
    sigemptyset(&unblocked)
    for number in signals { sigaddset(&unblocked, number) }
    pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
    // A closed pipe, and a file beyond the size allowed, are errors of the write, not the end of the run.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Whether somebody has asked the run to end.
  static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

  /// Whether whoever started the process has asked it to survive a hang-up.
  private static var isHangUpIgnored: Bool {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") }
    let mask = line.flatMap { UInt64($0.dropFirst("SigIgn:".count).trimmingCharacters(in: .whitespaces), radix: 16) }
    return (mask ?? 0) >> UInt64(SIGHUP - 1) & 1 == 1
  }
}
