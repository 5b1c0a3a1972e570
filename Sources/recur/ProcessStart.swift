import CStart
import Commands
import Foundation
import LinearAlgebra
import Synchronization

/// What comes before the command line is read. What has to come before OpenBLAS is loaded is in the target `CStart`: open
/// descriptors 0 to 2, the signal of a file beyond its size, a core of OpenBLAS that this processor cannot run, and
/// OpenBLAS's own threads.
enum ProcessStart {
  /// Says what was left aside, starts again with a better core of OpenBLAS, and listens to what the system will refuse.
  static func begin() {
    Refusal.onRefusal { tell($0) }
    let variable = String(cString: cstart_refused_core_variable)
    if let core = ProcessInfo.processInfo.environment[variable] {
      Console.error("OPENBLAS_CORETYPE=\(Console.plain(core)) is left aside: this processor cannot run that code")
      unsetenv(variable)
    }
    BLASCore.chooseFastest()
  }

  /// The refusals that have been told, each once.
  private static let told = Mutex<[Refusal]>([])

  private static func tell(_ refusal: Refusal) {
    let isNew = told.withLock { told in
      if told.contains(refusal) { return false }
      told.append(refusal)
      return true
    }
    switch refusal {
    case .threads:
      if isNew { Console.error(refusal.description) }
    case .memory:
      Console.error(refusal.description)
      // Other threads are at work: nothing may be tidied up under their feet.
      _exit(ExitStatus.failed)
    }
  }
}
