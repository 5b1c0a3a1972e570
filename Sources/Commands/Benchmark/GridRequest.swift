import Losses
package import Benchmarking
package import LinearAlgebra
import RecurrentNetworks
import Training

/// What `benchmark grid` is asked to do: to time one pass over a grid of sizes.
package struct GridRequest {
  private let hidden: IntegerList
  private let batch: IntegerList
  private let length: IntegerList
  private let pass: Pass
  private let repetitions: Int
  private let threads: Int?
  private let precision: Precision
  private let json: Bool

  /// - Parameters:
  ///   - hidden: units.
  ///   - batch: sequences.
  ///   - length: steps.
  ///   - pass: the pass.
  ///   - repetitions: of which the median counts.
  ///   - threads: workers; nil for the cores of this process.
  ///   - precision: that of all numbers.
  ///   - json: whether an object is printed for each shape.
  package init(
    hidden: IntegerList, batch: IntegerList, length: IntegerList, _ pass: Pass, repetitions: Int, threads: Int?,
    precision: Precision, json: Bool
  ) {
    self.hidden = hidden
    self.batch = batch
    self.length = length
    self.pass = pass
    self.repetitions = repetitions
    self.threads = threads
    self.precision = precision
    self.json = json
  }

  /// What a pass is timed for at least, in all.
  private static let leastMilliseconds = 200.0

  /// Makes sure that the sizes make sense.
  package func validate() throws(CommandError) {
    try OptionLimits.require(repetitions: repetitions)
    try OptionLimits.require(threads: threads)
    for units in hidden.values { try OptionLimits.require("hidden", units, in: 1...PassSizes.mostUnits) }
    try PassSizes.requireSteps(Self.shape(hidden: 1, length: length.values.max()!, batch: batch.values.max()!))
  }

  private static func shape(hidden: Int, length: Int, batch: Int) -> PassShape {
    let network = NetworkDefinition(
      input: .features(2), hidden: hidden, outputs: 1, loss: .squaredError, learnsInitialState: false)
    return PassShape(network, length: length, batch: batch, scoresLastStepOnly: true)
  }

  /// Measures and prints.
  package func run() throws {
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
