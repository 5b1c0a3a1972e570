import HDF5
import LinearAlgebra
import Machine
import Training

/// What `doctor` has found.
struct DoctorReport: Encodable {
  let version = programBuild
  let processor = Processor.name
  let vectorBits = Processor.vectorBits
  let secondLevelCache = Processor.secondLevelCacheBytes
  let threads = Processor.usableCores
  let limits = MachineLimits.current
  let blas = BLASLibrary.configuration
  let blasCore = BLASLibrary.core
  let blasCoreChosen = BLASCore.wasChosen
  let blasSettings = BLASCore.settings
  let hdf5 = HDF5Library.version
  /// The core in use.
  let trial = BLASTrial()
  /// What OpenBLAS does by itself, with the settings that were found.
  let asFound = BLASCore.trial(nil)
  /// Other cores.
  let others = BLASLibrary.candidateCores(vectorBits: Processor.vectorBits).compactMap { BLASCore.trial($0) }

  /// The core that beats the one in use by more than a tenth, by how much, and each time that both were measured.
  let faster: (core: String, gain: Double)?
  /// Whether OpenBLAS by itself was slower than the core in use, or than a faster one, each time that it was measured.
  private let isSlowAsFound: Bool

  /// Measures this machine.
  init() {
    let (own, others) = (trial, others)
    let best = others.filter { $0.core != own.core }.max { $0.gflops < $1.gflops }
    // What one measurement shows may be what else the machine did meanwhile.
    func speeds(_ first: BLASTrial, _ again: () -> BLASTrial?) -> [Double] {
      [first.gflops] + (0..<2).compactMap { _ in again()?.gflops }
    }
    var ownSpeeds = [own.gflops]
    if let best, BLASLibrary.isFaster([best.gflops], than: ownSpeeds) {
      ownSpeeds = speeds(own) { BLASCore.trial(own.core) }
      let found = speeds(best) { BLASCore.trial(best.core) }
      let gain = (found.min() ?? 0) / (ownSpeeds.max() ?? 1)
      faster = BLASLibrary.isFaster(found, than: ownSpeeds) ? (best.core, gain) : nil
    } else {
      faster = nil
    }
    let bestCore = faster?.core ?? own.core
    if let asFound, asFound.core != bestCore, let again = BLASCore.trial(bestCore),
      BLASLibrary.isFaster([again.gflops], than: [asFound.gflops])
    {
      isSlowAsFound = BLASLibrary.isFaster(
        speeds(again) { BLASCore.trial(bestCore) }, than: speeds(asFound) { BLASCore.trial(nil) })
    } else {
      isSlowAsFound = false
    }
  }

  /// Why OpenBLAS is slow here.
  var cause: String? {
    guard let asFound, isSlowAsFound else { return nil }
    let reason =
      blasSettings.isEmpty
      ? "OpenBLAS does not know this processor" : "\(blasSettings.joined(separator: " ")) is set in the environment"
    return "by itself OpenBLAS takes its \(asFound.core) code, at \(Numbers.short(asFound.gflops)) GFLOP/s: \(reason)"
  }

  /// What would make this program faster.
  var remedy: String? {
    guard let faster else { return nil }
    let unset = BLASCore.isKept ? ", or unset RECUR_BLAS_CORE" : ""
    return "set OPENBLAS_CORETYPE=\(faster.core)\(unset): at least \(Numbers.ratio(faster.gain)) times as fast"
  }

  /// The report for people.
  var lines: [String] {
    let chosen = blasCoreChosen ? ", chosen by recur for this processor" : ""
    let cache = secondLevelCache.map { ", \(ByteCount.describe($0)) second-level cache" } ?? ""
    var lines = [
      "recur        \(version)",
      "processor    \(processor), \(vectorBits)-bit vectors, \(threads, "usable core")\(cache)",
      "memory       \(ByteCount.describe(limits.memory.bytes)) for this process, bounded by \(limits.memory.source.rawValue)",
      "BLAS         \(blas)",
      "BLAS core    \(blasCore)\(chosen)",
      "HDF5         \(hdf5)",
      "one core     \(Numbers.short(trial.gflops)) GFLOP/s in float, \(Numbers.short(trial.gflopsDouble)) in double",
    ]
    for other in others where other.core != trial.core {
      lines.append(
        "             \(Numbers.short(other.gflops)) and \(Numbers.short(other.gflopsDouble)) with the \(other.core) code"
      )
    }
    lines.append("")
    if let cause { lines.append(cause) }
    lines.append(remedy ?? "no problems found: the fastest code known for this processor is in use")
    return lines
  }

  enum CodingKeys: String, CodingKey {
    case version, processor, threads, blas, hdf5, gflops, cores, cause, remedy
    case memory = "memory_bytes"
    case vectorBits = "vector_bits"
    case secondLevelCache = "second_level_cache_bytes"
    case blasCore = "blas_core"
    case blasCoreChosen = "blas_core_chosen"
    case blasCoreFaster = "blas_core_faster"
    case blasSettings = "blas_settings"
    case gflopsDouble = "gflops_double"
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(version, forKey: .version)
    try values.encode(processor, forKey: .processor)
    try values.encode(vectorBits, forKey: .vectorBits)
    try values.encode(secondLevelCache, forKey: .secondLevelCache)
    try values.encode(threads, forKey: .threads)
    try values.encode(limits.memory.bytes, forKey: .memory)
    try values.encode(blas, forKey: .blas)
    try values.encode(blasCore, forKey: .blasCore)
    try values.encode(blasCoreChosen, forKey: .blasCoreChosen)
    try values.encode(faster?.core, forKey: .blasCoreFaster)
    try values.encode(blasSettings, forKey: .blasSettings)
    try values.encode(hdf5, forKey: .hdf5)
    try values.encode(trial.gflops, forKey: .gflops)
    try values.encode(trial.gflopsDouble, forKey: .gflopsDouble)
    try values.encode(others, forKey: .cores)
    try values.encode(cause, forKey: .cause)
    try values.encode(remedy, forKey: .remedy)
  }
}

/// What `doctor` is asked to do: to say what this machine offers and whether it is used well.
package enum DoctorRequest {
  /// Measures this machine and prints the report.
  package static func run(json: Bool) throws {
    let report = DoctorReport()
    try Console.show(report, asJSON: json) { report.lines }
  }

  /// Measures the core of OpenBLAS that this process uses, for a process that waits for the result.
  package static func trial() throws { Console.print(try JSONText.line(BLASTrial())) }
}
