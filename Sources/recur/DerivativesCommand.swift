import ArgumentParser
import Foundation
import Inspection
import LinearAlgebra
import Machine
import RecurrentNetworks
import SequenceData
import Training

struct DerivativesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "derivatives",
    abstract: "Write loss, gradient and curvature products of a checkpoint over a split, for others to check.",
    discussion: """
      Examples:
        recur derivatives runs/addition-100-seed-1 --data F.h5 \\
          --vectors V.h5 --output O.h5
        recur derivatives checkpoint.h5 --data F.h5 --vectors V.h5 \\
          --output O.h5 --curvature gauss-newton,hessian --lambda 0.1 --mu 0.03

      The file of vectors holds one vector v as named blocks at its root (W_hh,
      W_xh, b_h, ...) with the shapes of /model/parameters in the checkpoint.
      The output holds loss, gradient/NAME, and product/CURVATURE/NAME for each
      curvature asked for; attributes of its root say what was computed.

        product = C v + weight decay + λ v + λμ G_S v

      Products are undamped unless --lambda and --mu are given. The whole split is
      read in parts: it may be larger than memory.

      Exit code 0: written; 1: numbers overflowed; 65, 66: a file is not what it
      should be, or missing; 73: the output cannot be written, or exists.
      """)

  @Argument(help: "The checkpoint, or the folder of a run.")
  var checkpoint: String

  @Option(help: "The dataset file, taken as it is: it need not be that of the run.")
  var data: String

  @Option(help: "The file that holds the vector v.")
  var vectors: String

  @Option(help: "The file to write.")
  var output: String

  @Option(help: "The split: train, validation or test.")
  var split: Split = .train

  @Option(help: "Curvature matrices, separated by commas: \(CurvatureList.names).")
  var curvature = CurvatureList([.gaussNewton])

  @Option(help: "Precision of all passes and of what is written.")
  var precision: Precision = .double

  @Option(help: "λ: adds λ v to every product.")
  var lambda: Double = 0

  @Option(help: "μ: adds λμ G_S v to every product, the structural damping.")
  var mu: Double = 0

  @Option(help: "Form of structural damping. (default: the checkpoint's)")
  var structural: StructuralForm?

  @Option(help: "Weight decay. (default: the checkpoint's)")
  var weightDecay: Double?

  @Option(help: "What sums over the split are divided by. (default: the checkpoint's)")
  var normalization: Normalization?

  @Option(help: "Seed of the targets that monte-carlo-fisher draws.")
  var seed: UInt64 = 1

  @Option(help: "Worker threads. (default: the cores that this process may use)")
  var threads: Int?

  @Option(
    help: """
      Bytes that kept activations may take, such as 500M or 2G; beyond it they are recomputed. (default: what a ulimit or a
      control group leaves, else no bound)
      """)
  var memoryLimit: String?

  @Flag(help: "Accept infinities and NaN in the dataset file.")
  var allowNonfiniteData = false

  @Flag(help: "Replace the output if it exists.")
  var force = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    for (name, value) in [("lambda", lambda), ("mu", mu), ("weight-decay", weightDecay ?? 0)] {
      guard value >= 0 && value < .infinity else {
        throw ValidationError("--\(name) should be a number of at least 0, got \(value)")
      }
    }
    guard mu == 0 || lambda > 0 else {
      throw ValidationError("--mu \(mu) is relative to --lambda, which is 0: give --lambda a number above 0")
    }
    try OptionLimits.require(threads: threads)
  }

  func run() throws {
    switch precision {
    case .float: try run(Float.self)
    case .double: try run(Double.self)
    }
  }

  private func run<Element: Scalar>(_: Element.Type) throws {
    let memoryLimit = try memoryLimit.map(ByteCount.parse) ?? MachineLimits.current.activationLimit
    let path = try RunLocation(checkpoint).checkpoint
    try OutputPath.require(output, mayReplace: force, unlikeAnyOf: [path, data, vectors])
    let inputs = try [path, data, vectors].map { try FileGuard.admit($0) }
    let problem = try DerivativeProblem<Element>(
      checkpoint: inputs[0], data: inputs[1], split: split, vectors: inputs[2], allowsNonFinite: allowNonfiniteData)
    var options = problem.defaults
    options.curvatures = curvature.curvatures
    options.lambda = lambda
    options.mu = mu
    options.structural = structural ?? options.structural
    options.weightDecay = weightDecay ?? options.weightDecay
    options.normalization = normalization ?? options.normalization
    options.seed = seed
    options.memoryLimit = memoryLimit
    let progress = ProgressLine("derivatives")
    let derivatives = try problem.derivatives(options, pool: WorkerPool(threads: threads)) {
      progress.show($0, of: $1)
    }
    progress.end()
    guard derivatives.isFinite else {
      Console.error("numbers overflowed in \(precision.rawValue) at the parameters of \(path): nothing is written")
      throw ExitCode(ExitStatus.failed)
    }
    try DerivativeFile.write(
      derivatives, to: output, mayReplace: force, network: problem.network, options: options,
      sources: problem.sources)
    let report = DerivativeReport(derivatives, problem, options, output: output)
    if json {
      Console.print(try JSONText.line(report))
    } else {
      report.lines.forEach(Console.print)
    }
  }
}
