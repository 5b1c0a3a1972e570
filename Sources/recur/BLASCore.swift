import Foundation
import LinearAlgebra

/// OpenBLAS chooses the code for this processor when it is loaded: an old library does not know a new processor, and an
/// environment variable can force a slow choice, which halves the speed in silence. Setting the variable afterwards has no
/// effect, so the program starts itself again with a better one. `RECUR_BLAS_CORE=keep` prevents that.
enum BLASCore {
  private static let choice = "RECUR_BLAS_CORE"

  /// Starts the program again where another core of OpenBLAS is known to be faster on this processor.
  static func chooseFastest() {
    guard ProcessInfo.processInfo.environment[choice] == nil, let core = BLASLibrary.fasterCore else { return }
    setenv("OPENBLAS_CORETYPE", core, 1)
    unsetenv("OPENBLAS_L2_SIZE")
    setenv(choice, core, 1)
    var arguments = CommandLine.arguments.map { strdup($0) }
    arguments.append(nil)
    execv("/proc/self/exe", arguments)
    // Without /proc the program goes on as it is; `recur doctor` says what could be had.
  }

  /// Whether the core in use was chosen by this program.
  static var wasChosen: Bool {
    guard let value = ProcessInfo.processInfo.environment[choice] else { return false }
    return value != "keep"
  }
}
