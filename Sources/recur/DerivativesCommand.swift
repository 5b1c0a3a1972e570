import ArgumentParser
import Commands
import LinearAlgebra
import RecurrentNetworks
import SequenceData

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

  @Argument(help: "The checkpoint, or the folder of a run.") var checkpoint: String
  @Option(help: "The dataset file, taken as it is: it need not be that of the run.") var data: String
  @Option(help: "The file that holds the vector v.") var vectors: String
  @Option(help: "The file to write.") var output: String
  @Option(help: "The split: train, validation or test.") var split: Split = .train

  @Option(help: "Curvature matrices, separated by commas: \(CurvatureList.names).")
  var curvature = CurvatureList([.gaussNewton])

  @Option(help: "Precision of all passes and of what is written.") var precision: Precision = .double
  @Option(help: "λ: adds λ v to every product.") var lambda: Double = 0
  @Option(help: "μ: adds λμ G_S v to every product, the structural damping.") var mu: Double = 0
  @Option(help: "Form of structural damping. (default: the checkpoint's)") var structural: StructuralForm?
  @Option(help: "Weight decay. (default: the checkpoint's)") var weightDecay: Double?

  @Option(help: "What sums over the split are divided by. (default: the checkpoint's)")
  var normalization: Normalization?

  @Option(help: "Seed of the targets that monte-carlo-fisher draws.") var seed: UInt64 = 1
  @Option(help: "Worker threads. (default: the cores that this process may use)") var threads: Int?

  @Option(
    help: """
      Bytes that kept activations may take, such as 500M or 2G; beyond it they are recomputed. (default: what a ulimit or a
      control group leaves, else no bound)
      """)
  var memoryLimit: String?

  @Flag(help: "Accept infinities and NaN in the dataset file.") var allowNonfiniteData = false
  @Flag(help: "Replace the output if it exists.") var force = false
  @Flag(help: "Print one JSON object.") var json = false

  private var request: DerivativeRequest {
    var request = DerivativeRequest(checkpoint, data: data, vectors: vectors, output: output)
    (request.split, request.curvatures, request.precision) = (split, curvature.curvatures, precision)
    (request.lambda, request.mu, request.structural) = (lambda, mu, structural)
    (request.weightDecay, request.normalization, request.seed) = (weightDecay, normalization, seed)
    (request.threads, request.memoryLimit, request.allowsNonFinite) = (threads, memoryLimit, allowNonfiniteData)
    (request.mayReplace, request.json) = (force, json)
    return request
  }

  func validate() throws { try checked(request.validate()) }

  func run() throws { throw ExitCode(try request.run()) }
}
