internal import Losses

import ArgumentParser
import Benchmarking
import LinearAlgebra
import RecurrentNetworks
import Training

struct BenchmarkGridCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grid",
    abstract: "GFLOP/s of a pass over a grid of sizes, to look for cliffs.",
    discussion: """
      Example:
        recur benchmark grid --hidden 20,100,500 --batch 10,100,1000

      A row for each number of units and of steps, a column for each number of
      sequences; each entry is the speed in GFLOP/s and its ratio to the bare
      matrix products of the same shapes.
      """)

  @Option(help: "Units, separated by commas.")
  var hidden = IntegerList([20, 100, 500, 1500])

  @Option(help: "Sequences, separated by commas.")
  var batch = IntegerList([10, 50, 200, 1000])

  @Option(help: "Steps, separated by commas.")
  var length = IntegerList([100])

  @Option(help: "The pass: \(Pass.allCases.map(\.rawValue).joined(separator: ", ")).")
  var pass = Pass.gaussNewton

  @Option(help: "Repetitions, of which the median counts; more for short passes.")
  var repetitions = 5

  @Option(help: "Worker threads. (default: the cores that this process may use)")
  var threads: Int?

  @Option(help: "Precision of all numbers.")
  var precision: Precision = .float

  @Flag(help: "Print one JSON object for each shape.")
  var json = false

  /// What a pass is timed for at least, in all.
  private static let leastMilliseconds = 200.0

  func validate() throws {
    try OptionLimits.require(repetitions: repetitions)
    try OptionLimits.require(threads: threads)
    for units in hidden.values where units > PassSizes.mostUnits {
      throw ValidationError("--hidden should be between 1 and \(PassSizes.mostUnits), got \(units)")
    }
    try PassSizes.requireSteps(Self.shape(hidden: 1, length: length.values.max()!, batch: batch.values.max()!))
  }

  private static func shape(hidden: Int, length: Int, batch: Int) -> PassShape {
    let network = NetworkDefinition(
      input: .features(2), hidden: hidden, outputs: 1, loss: .squaredError, learnsInitialState: false)
    return PassShape(network, length: length, batch: batch, scoresLastStepOnly: true)
  }

  func run() throws {
    switch precision {
    case .float: try run(Float.self)
    case .double: try run(Double.self)
    }
  }

  private func run<Element: Scalar>(_: Element.Type) throws {
    let pool = WorkerPool(threads: threads)
    var table = TextTable(["units", "steps"] + batch.values.map { "\($0) seq." }, wordColumns: 0)
    let progress = ProgressLine("grid")
    let total = hidden.values.count * length.values.count * batch.values.count
    var done = 0
    for hidden in hidden.values {
      for length in length.values {
        var row = ["\(hidden)", "\(length)"]
        for batch in batch.values {
          progress.show(done, of: total)
          let shape = Self.shape(hidden: hidden, length: length, batch: batch)
          var benchmark = PassBenchmark<Element>(try PassSizes.problem(shape), pool: pool)
          benchmark.passes = [pass]
          benchmark.stopwatch.repetitions = repetitions
          var measurement = benchmark.measure()[0]
          // A pass of less than a millisecond says little when it is timed a few times.
          let enough = Int(Self.leastMilliseconds / measurement.milliseconds)
          if enough > repetitions {
            benchmark.stopwatch.repetitions = enough
            measurement = benchmark.measure()[0]
          }
          if json { Console.print(try JSONText.line(measurement)) }
          row.append("\(Numbers.whole(measurement.gigaflops)) (\(Numbers.ratio(measurement.ratioToFloor ?? .nan)))")
          done += 1
        }
        table.add(row)
      }
    }
    progress.end()
    guard !json else { return }
    Console.print(
      Console.bold("\(pass.rawValue), \(precision.rawValue), \(pool.threads, "thread")")
        + ": GFLOP/s (time over that of the bare products)")
    table.lines().forEach(Console.print)
  }
}
