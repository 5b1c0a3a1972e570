import ArgumentParser
import Benchmarking
import DurableFiles
import HDF5
import LinearAlgebra
import Machine
import RecurrentNetworks
import Training

struct BenchmarkPassesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "passes",
    abstract: "Time loss, gradient and Gauss-Newton product.",
    discussion: """
      Examples:
        recur benchmark --reference-products
        recur benchmark --shape A --shape B --json > before.json
        recur benchmark --shape A --shape B --compare before.json
        recur benchmark --hidden 500 --symbols 86 --outputs 86 --loss softmax \\
          --every-step --length 200 --batch 100
        recur benchmark --problem P.h5 --output O.h5

      Without sizes all named shapes are measured: A and A2 (addition, T = 200 and
      100), B (characters), C (T = 1000), D (chords). Times are medians over
      repetitions that take turns. GFLOP/s count the multiplications and additions
      of matrix products; symbols are gathered and cost none.

      --reference-products also makes the matrix products of each pass bare, on the
      same workers with operands in the cache: in single calls of the BLAS, and in
      the slices in which the passes make them.

      A problem file holds parameters, a direction and data (W_hh, x, targets,
      v_W_hh, ...; see Benchmarks/README.md); the output gets loss, gradient (g_)
      and product (Gv_) for others to compare.
      """)

  @Option(help: "HDF5 file of a problem, with data and parameters.")
  var problem: String?

  @Option(help: "HDF5 file for loss, gradient and product of the problem.")
  var output: String?

  @Flag(help: "Replace the output even if it is no result of an earlier benchmark.")
  var force = false

  @Option(help: "A named shape: \(PassShape.names.joined(separator: ", ")). May be given several times.")
  var shape: [String] = []

  @Option(help: "A pass. May be given several times. (default: all)")
  var pass: [Pass] = []

  @OptionGroup(title: "Sizes")
  var sizes: PassSizes

  @Option(help: "Repetitions, of which the median counts.")
  var repetitions = 9

  @Option(help: "Worker threads. (default: the cores that this process may use)")
  var threads: Int?

  @Option(help: "Precision of all numbers.")
  var precision: Precision = .float

  @Option(
    help: """
      Bytes that kept activations may take, such as 500M or 2G; beyond it they are recomputed. (default: what a ulimit or a
      control group leaves, else no bound)
      """)
  var memoryLimit: String?

  @Flag(help: "Also time the bare matrix products of each pass.")
  var referenceProducts = false

  @Option(help: "Lines of an earlier recur benchmark --json to compare with.")
  var compare: String?

  @Flag(help: "Print one JSON object for each pass.")
  var json = false

  func validate() throws {
    try OptionLimits.require(repetitions: repetitions)
    try OptionLimits.require(threads: threads)
    for name in shape where PassShape.named(name) == nil {
      throw ValidationError(
        "--shape should be one of \(PassShape.names.joined(separator: ", ")), got '\(name.excerpt)'")
    }
    guard problem != nil || output == nil else { throw ValidationError("--output needs a --problem to solve") }
    guard [problem != nil, !shape.isEmpty, sizes.isGiven].count(where: { $0 }) <= 1 else {
      throw ValidationError("--problem, --shape and sizes exclude each other")
    }
  }

  func run() throws {
    switch precision {
    case .float: try run(Float.self)
    case .double: try run(Double.self)
    }
  }

  private func run<Element: Scalar>(_: Element.Type) throws {
    let memoryLimit = try memoryLimit.map(ByteCount.parse) ?? MachineLimits.current.activationLimit
    let printer = PassPrinter(json: json, comparison: try compare.map { try PassComparison(contentsOf: $0) })
    let pool = WorkerPool(threads: threads)
    func measure(_ problem: PassProblem<Element>, _ name: String) throws {
      var benchmark = PassBenchmark(problem, pool: pool, memoryLimit: memoryLimit)
      benchmark.name = name
      if !pass.isEmpty { benchmark.passes = Pass.allCases.filter(pass.contains) }
      benchmark.stopwatch.repetitions = repetitions
      benchmark.hasFloor = referenceProducts
      try printer.show(benchmark.measure())
    }
    if let path = problem {
      let mayReplace = force || output.map { ProblemFile.isResults($0) } ?? false
      if let output {
        try OutputPath.require(output, mayReplace: mayReplace, unlikeAnyOf: [path])
      }
      let file = try ProblemFile(FileGuard.admit(path))
      let problem: PassProblem<Element> = try file.problem()
      try measure(problem, file.name)
      if let output { try ProblemFile.writeResults(of: problem, pool: pool, to: output, mayReplace: mayReplace) }
      return
    }
    if sizes.isGiven { return try measure(PassSizes.problem(sizes.shape), "") }
    for name in shape.isEmpty ? PassShape.names : shape {
      try measure(PassProblem(random: PassShape.named(name)!), name)
    }
  }
}
