import LinearAlgebra

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
