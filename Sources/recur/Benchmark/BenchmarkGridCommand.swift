internal import Losses

import ArgumentParser
import Benchmarking
import Commands
import LinearAlgebra

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

  @Option(help: "Units, separated by commas.") var hidden = IntegerList([20, 100, 500, 1500])
  @Option(help: "Sequences, separated by commas.") var batch = IntegerList([10, 50, 200, 1000])
  @Option(help: "Steps, separated by commas.") var length = IntegerList([100])
  @Option(help: "The pass: \(Pass.allCases.map(\.rawValue).joined(separator: ", ")).") var pass = Pass.gaussNewton
  @Option(help: "Repetitions, of which the median counts; more for short passes.") var repetitions = 5
  @Option(help: "Worker threads. (default: the cores that this process may use)") var threads: Int?
  @Option(help: "Precision of all numbers.") var precision: Precision = .float
  @Flag(help: "Print one JSON object for each shape.") var json = false

  private var request: GridRequest {
    GridRequest(
      hidden: hidden, batch: batch, length: length, pass, repetitions: repetitions, threads: threads,
      precision: precision, json: json)
  }

  func validate() throws { try checked(request.validate()) }

  func run() throws { try request.run() }
}
