import Foundation
import LinearAlgebra

/// OpenBLAS chooses the code for this processor when it is loaded: an old library does not know a new processor, and an
/// environment variable can force a slow choice, which halves the speed in silence. Setting the variable afterwards has no
/// effect, so the program starts itself again with a better one. `RECUR_BLAS_CORE=keep` prevents that.
package enum BLASCore {
  private static let choice = "RECUR_BLAS_CORE"
  /// Holds what the variables below were before the program set them.
  private static let found = "RECUR_BLAS_FOUND"
  private static let variables = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// Starts the program again where another core of OpenBLAS is known to be faster on this processor.
  package static func chooseFastest() {
    guard environment[choice] == nil, let core = BLASLibrary.fasterCore else { return }
    setenv(found, settings(environment).joined(separator: " "), 1)
    setenv("OPENBLAS_CORETYPE", core, 1)
    unsetenv("OPENBLAS_L2_SIZE")
    setenv(choice, core, 1)
    var arguments = CommandLine.arguments.map { strdup($0) }
    arguments.append(nil)
    execv("/proc/self/exe", arguments)
    // Without /proc the program goes on as it is; `recur doctor` says what could be had.
  }

  /// Whether the core in use was chosen by this program.
  static var wasChosen: Bool { environment[choice].map { $0 != "keep" } ?? false }

  /// Whether whoever started the program keeps it from choosing.
  static var isKept: Bool { environment[choice] != nil && environment[found] == nil }

  /// The settings of OpenBLAS with which the program was started, as in a shell: `OPENBLAS_CORETYPE=Haswell`.
  static var settings: [String] {
    wasChosen ? (environment[found] ?? "").split(separator: " ").map(String.init) : settings(environment)
  }

  /// The threads that Foundation starts for a process, and to spare.
  private static var threadsOfProcess: Int { 4 }

  private static func settings(_ environment: [String: String]) -> [String] {
    variables.compactMap { name in environment[name].map { "\(name)=\($0)" } }
  }

  /// Measures this processor's speed with a core of OpenBLAS, in a process of its own; nil leaves the choice to OpenBLAS, with
  /// the settings that were found.
  static func trial(_ core: String?) -> BLASTrial? {
    var environment = environment
    for name in variables { environment[name] = nil }
    if let core {
      environment["OPENBLAS_CORETYPE"] = core
    } else {
      for setting in settings {
        let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
        environment[parts[0]] = parts.last
      }
    }
    environment[choice] = "keep"
    guard WorkerPool.canStartThreads(threadsOfProcess) else { return nil }
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["doctor", "--trial"]
    process.environment = environment
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try? JSONDecoder().decode(BLASTrial.self, from: data)
  }
}

/// How fast a core of OpenBLAS is on this processor.
struct BLASTrial: Codable {
  /// The core's name for itself.
  let core: String
  /// GFLOP/s of one thread in float and in double.
  let gflops, gflopsDouble: Double

  enum CodingKeys: String, CodingKey {
    case core, gflops
    case gflopsDouble = "gflops_double"
  }

  /// A trial of the core that this process uses.
  init() {
    core = BLASLibrary.core
    gflops = BLASLibrary.measuredGigaflops(Float.self, seconds: 0.15)
    gflopsDouble = BLASLibrary.measuredGigaflops(Double.self, seconds: 0.15)
  }
}
