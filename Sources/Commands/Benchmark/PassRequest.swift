import DurableFiles
package import Benchmarking
import HDF5
package import LinearAlgebra
import Machine
import RecurrentNetworks
import Training

/// What `benchmark` is asked to do: to time loss, gradient and curvature products.
package struct PassRequest {
  /// The file of a problem with data and parameters.
  package var problem: String?
  /// The file for what it comes to.
  package var output: String?
  package var mayReplace = false
  /// The names of shapes; all where none is given.
  package var shapes: [String] = []
  /// All where none is given.
  package var passes: [Pass] = []
  package var sizes = PassSizes()
  package var repetitions = 9
  package var threads: Int?
  package var precision = Precision.float
  /// Bytes that kept activations may take, as words.
  package var memoryLimit: String?
  package var hasReferenceProducts = false
  /// The lines of an earlier benchmark.
  package var comparison: String?
  package var json = false

  /// A request for all shapes.
  package init() {}

  /// Makes sure that the choices make sense, and together.
  package func validate() throws(CommandError) {
    try sizes.validate()
    try OptionLimits.require(repetitions: repetitions)
    try OptionLimits.require(threads: threads)
    for name in shapes where PassShape.named(name) == nil {
      throw .usage("--shape should be one of \(PassShape.names.joined(separator: ", ")), got '\(name.excerpt)'")
    }
    guard problem != nil || output == nil else { throw .usage("--output needs a --problem to solve") }
    guard [problem != nil, !shapes.isEmpty, sizes.isGiven].count(where: { $0 }) <= 1 else {
      throw .usage("--problem, --shape and sizes exclude each other")
    }
  }

  /// Measures and prints.
  package func run() throws {
    switch precision {
    case .float: try run(Float.self)
    case .double: try run(Double.self)
    }
  }

  private func run<Element: Scalar>(_: Element.Type) throws {
    let memoryLimit = try memoryLimit.map(ByteCount.parse) ?? MachineLimits.current.activationLimit
    let printer = PassPrinter(json: json, comparison: try comparison.map { try PassComparison(contentsOf: $0) })
    let pool = WorkerPool(threads: threads)
    func measure(_ problem: PassProblem<Element>, _ name: String) throws {
      var benchmark = PassBenchmark(problem, pool: pool, memoryLimit: memoryLimit)
      benchmark.name = name
      if !passes.isEmpty { benchmark.passes = Pass.allCases.filter(passes.contains) }
      benchmark.stopwatch.repetitions = repetitions
      benchmark.hasFloor = hasReferenceProducts
      try printer.show(benchmark.measure())
    }
    if let path = problem {
      let mayReplace = mayReplace || output.map { ProblemFile.isResults($0) } ?? false
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
    for name in shapes.isEmpty ? PassShape.names : shapes {
      try measure(PassProblem(random: PassShape.named(name)!), name)
    }
  }
}
