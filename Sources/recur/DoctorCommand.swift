import ArgumentParser
import HDF5
import LinearAlgebra
import Training

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what this machine offers and whether it is used well.",
    discussion: """
      Example:
        recur doctor --json

      Measures one core on products of the shape that training consists of.
      OpenBLAS picks its code when it is loaded; where an old library or an
      environment variable makes it pick a slow one, recur starts itself again
      with a better one (RECUR_BLAS_CORE=keep prevents that).
      """)

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let report = DoctorReport()
    if json {
      Console.print(try JSONText.line(report))
      return
    }
    Console.print("recur        \(report.version)")
    Console.print("processor    \(report.processor), \(report.vectorBits)-bit vectors, \(report.threads) usable cores")
    Console.print("BLAS         \(report.blas)")
    let reason = report.blasCoreChosen ? ", chosen by recur for this processor" : ""
    Console.print("BLAS core    \(report.blasCore)\(reason)")
    Console.print("HDF5         \(report.hdf5)")
    let (single, double) = (Numbers.short(report.gigaflops), Numbers.short(report.gigaflopsDouble))
    Console.print("one core     \(single) GFLOP/s in float, \(double) in double")
    if let faster = report.blasCoreFaster {
      Console.print("")
      Console.print(
        "OpenBLAS uses its \(report.blasCore) code, which does not use this processor's 512-bit vectors; set OPENBLAS_CORETYPE=\(faster), or unset RECUR_BLAS_CORE, to about double the speed."
      )
    } else {
      Console.print("nothing to mend: the fastest code known for this processor is in use")
    }
  }
}

/// What `doctor` has found.
private struct DoctorReport: Encodable {
  let version = programVersion
  let processor = Processor.name
  let vectorBits = Processor.vectorBits
  let threads = Processor.usableCores
  let blas = BLASLibrary.configuration
  let blasCore = BLASLibrary.core
  let blasCoreChosen = BLASCore.wasChosen
  let blasCoreFaster = BLASLibrary.fasterCore
  let hdf5 = HDF5Library.version
  let gigaflops = BLASLibrary.measuredGigaflops(Float.self)
  let gigaflopsDouble = BLASLibrary.measuredGigaflops(Double.self)

  enum CodingKeys: String, CodingKey {
    case version, processor, threads, blas, hdf5, gflops
    case vectorBits = "vector_bits"
    case blasCore = "blas_core"
    case blasCoreChosen = "blas_core_chosen"
    case blasCoreFaster = "blas_core_faster"
    case gflopsDouble = "gflops_double"
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(version, forKey: .version)
    try values.encode(processor, forKey: .processor)
    try values.encode(vectorBits, forKey: .vectorBits)
    try values.encode(threads, forKey: .threads)
    try values.encode(blas, forKey: .blas)
    try values.encode(blasCore, forKey: .blasCore)
    try values.encode(blasCoreChosen, forKey: .blasCoreChosen)
    try values.encode(blasCoreFaster, forKey: .blasCoreFaster)
    try values.encode(hdf5, forKey: .hdf5)
    try values.encode(gigaflops, forKey: .gflops)
    try values.encode(gigaflopsDouble, forKey: .gflopsDouble)
  }
}
