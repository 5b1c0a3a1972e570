import Foundation
import Synchronization

/// Ctrl-C and the signals by which systems ask programs to end: the first asks the run to end after its present step, a second
/// Ctrl-C ends it at once.
enum Interrupt {
  private static let requests = Atomic<Int>(0)
  private static let leavesCheckpoint = Atomic<Bool>(true)

  /// What asks for the end: besides the usual ones what batch systems send some time before they kill.
  static let signals = [SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU]

  /// Takes the signals over, but for those that whoever started the process has it ignore: under `nohup` a run outlives its
  /// terminal, and Ctrl-C is not meant for what a script has started in the background.
  ///
  /// - Parameter leavesCheckpoint: whether what is interrupted leaves one behind; otherwise it leaves nothing.
  static func listen(leavesCheckpoint: Bool = true) {
    Self.leavesCheckpoint.store(leavesCheckpoint, ordering: .relaxed)
    let signals = signals.filter { !isIgnored($0) }
    for number in signals {
      signal(number) { number in
        let before = Interrupt.requests.add(1, ordering: .relaxed).oldValue
        if before > 0 && number == SIGINT { _exit(130) }
        // A limit of processor time is told of every second.
        if before > 0 && number == SIGXCPU { return }
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
    // A closed pipe is an error of the write, not the end of the run.
    signal(SIGPIPE, SIG_IGN)
  }

  /// Whether somebody has asked the run to end.
  static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

  /// Whether a signal is ignored, as it was when the process started where nothing else was said.
  static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
