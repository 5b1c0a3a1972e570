import ArgumentParser
import Benchmarking
import LinearAlgebra
import Training

struct BenchmarkPartsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parts",
    abstract: "Time everything that training does around the passes over a batch.",
    discussion: """
      Examples:
        recur benchmark parts
        recur benchmark parts kernel cg/iteration-large --repetitions 20 --json

      Kernels on matrices that stay in a core's cache, the vectors of conjugate
      gradients, the making of sequences, dataset files and checkpoints. A name
      stands for all parts that begin with it:

      \(Self.families)

      Times are of doing a part once: a call of a kernel, an iteration, a batch,
      a file. Files are written to the disk of --folder, and go away; they are read
      from the system's memory.
      The result of each part is checked; exit code 1 where one is wrong.

      --json prints an object a line: part, what, milliseconds_median,
      milliseconds_least, rate, unit, item, nanoseconds_per_item, repetitions,
      threads, precision.
      """)

  @Argument(help: ArgumentHelp("Parts, or beginnings of their names. (default: all)", valueName: "name"))
  var names: [String] = []

  @Option(help: "Repetitions of each part.")
  var repetitions = 7

  @Option(help: "Worker threads that make sequences. (default: the cores of this process)")
  var threads: Int?

  @Option(help: "Precision: float or double.")
  var precision = Precision.float

  @Option(help: "Folder for temporary files. (default: TMPDIR, or /tmp)")
  var folder: String?

  @Flag(help: "Print one JSON object for each part.")
  var json = false

  func validate() throws {
    try OptionLimits.require(repetitions: repetitions)
    try OptionLimits.require(threads: threads)
  }

  func run() throws {
    do {
      try measure()
    } catch let error as PartError {
      Console.error(error.description)
      throw ExitCode(error.kind.exitCode)
    }
  }

  private func measure() throws {
    let total = try PartBenchmarks.names(beginningWith: names).count
    Interrupt.listen(leavesCheckpoint: false)
    let progress = ProgressLine("benchmark parts")
    var table = TextTable(["part", "what", "median", "least", "", "rate", "", "ns", "per"], wordColumns: 2)
    var done = 0
    defer { progress.end() }
    try PartBenchmarks.measure(
      names, repetitions: repetitions, threads: threads ?? Processor.usableCores, precision: precision, folder: folder
    ) { result in
      done += 1
      if json {
        Console.print(try JSONText.line(result))
      } else {
        table.add(Self.row(result))
      }
      if Interrupt.isRequested { throw ExitCode(ExitStatus.interrupted) }
      progress.show(done, of: total)
    }
    progress.end()
    if !json { table.lines().forEach(Console.print) }
  }

  private static func row(_ result: PartMeasurement) -> [String] {
    [
      result.part, result.what, Numbers.short(result.millisecondsMedian), Numbers.short(result.millisecondsLeast), "ms",
      Numbers.short(result.rate), result.unit, Numbers.short(result.nanosecondsPerItem), result.item,
    ]
  }

  /// The parts of each family on a line of their own.
  private static var families: String {
    var lines: [String] = []
    for name in PartBenchmarks.names {
      let family = name.prefix { $0 != "/" }
      if let last = lines.indices.last, lines[last].hasPrefix("  \(family)/"), lines[last].count + name.count < 76 {
        lines[last] += " \(name)"
      } else {
        lines.append("  \(name)")
      }
    }
    return lines.joined(separator: "\n")
  }
}

extension PartError.Kind {
  fileprivate var exitCode: Int32 {
    switch self {
    case .unknown: ExitStatus.usage
    case .writing: ExitStatus.cannotWrite
    case .wrong: ExitStatus.failed
    }
  }
}
