import Foundation
import Synchronization

/// Ctrl-C and SIGTERM: the first asks the run to end after its present step, a second Ctrl-C ends it at once.
enum Interrupt {
  private static let requests = Atomic<Int>(0)

  /// Takes the signals over.
  static func listen() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        let before = Interrupt.requests.add(1, ordering: .relaxed).oldValue
        if before > 0 && number == SIGINT { _exit(130) }
        let words = "\nrecur: ending after this step; the checkpoint will be valid (Ctrl-C again: at once)\n"
        _ = words.withCString { write(STDERR_FILENO, $0, strlen($0)) }
      }
    }
    // A parent may have started this process from a thread that blocks signals, which is inherited.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    // A closed pipe is an error of the write, not the end of the run.
    signal(SIGPIPE, SIG_IGN)
  }

  /// Whether somebody has asked the run to end.
  static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }
}
