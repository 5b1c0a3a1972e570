import ArgumentParser
import Benchmarking
import Commands
import LinearAlgebra

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

  @Option(help: "HDF5 file of a problem, with data and parameters.") var problem: String?
  @Option(help: "HDF5 file for loss, gradient and product of the problem.") var output: String?
  @Flag(help: "Replace the output even if it is no result of an earlier benchmark.") var force = false

  @Option(help: "A named shape: \(PassShape.names.joined(separator: ", ")). May be given several times.")
  var shape: [String] = []

  @Option(help: "A pass. May be given several times. (default: all)") var pass: [Pass] = []
  @OptionGroup(title: "Sizes") var sizes: PassSizeOptions
  @Option(help: "Repetitions, of which the median counts.") var repetitions = 9
  @Option(help: "Worker threads. (default: the cores that this process may use)") var threads: Int?
  @Option(help: "Precision of all numbers.") var precision: Precision = .float

  @Option(
    help: """
      Bytes that kept activations may take, such as 500M or 2G; beyond it they are recomputed. (default: what a ulimit or a
      control group leaves, else no bound)
      """)
  var memoryLimit: String?

  @Flag(help: "Also time the bare matrix products of each pass.") var referenceProducts = false
  @Option(help: "Lines of an earlier recur benchmark --json to compare with.") var compare: String?
  @Flag(help: "Print one JSON object for each pass.") var json = false

  private var request: PassRequest {
    var request = PassRequest()
    (request.problem, request.output, request.mayReplace) = (problem, output, force)
    (request.shapes, request.passes, request.sizes) = (shape, pass, sizes.sizes)
    (request.repetitions, request.threads, request.precision) = (repetitions, threads, precision)
    (request.memoryLimit, request.hasReferenceProducts) = (memoryLimit, referenceProducts)
    (request.comparison, request.json) = (compare, json)
    return request
  }

  func validate() throws { try checked(request.validate()) }

  func run() throws { try request.run() }
}
