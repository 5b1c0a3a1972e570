import Benchmarking
package import LinearAlgebra
import Training

/// What `benchmark parts` is asked to do: to time what training does around the passes.
package struct PartsRequest {
  private let names: [String]
  private let repetitions: Int
  private let threads: Int?
  private let precision: Precision
  private let folder: String?
  private let json: Bool

  /// - Parameters:
  ///   - names: parts, or beginnings of their names; empty for all.
  ///   - repetitions: of each part.
  ///   - threads: workers; nil for the cores of this process.
  ///   - precision: that of all numbers.
  ///   - folder: for temporary files.
  ///   - json: whether an object is printed for each part.
  package init(
    _ names: [String], repetitions: Int, threads: Int?, precision: Precision, folder: String?, json: Bool
  ) {
    self.names = names
    self.repetitions = repetitions
    self.threads = threads
    self.precision = precision
    self.folder = folder
    self.json = json
  }

  /// Makes sure that the numbers make sense.
  package func validate() throws(CommandError) {
    try OptionLimits.require(repetitions: repetitions)
    try OptionLimits.require(threads: threads)
  }

  /// Measures and prints.
  package func run() throws {
    do {
      try measure()
    } catch let error as PartError {
      Console.error(error.description)
      throw CommandError.exit(error.kind.exitCode)
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
      if Interrupt.isRequested { throw CommandError.exit(ExitStatus.interrupted) }
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
  package static var families: String {
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
