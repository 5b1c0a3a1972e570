import ArgumentParser
import Commands
import LinearAlgebra
import Optimization
import RecurrentNetworks
import SequenceData

/// What `inspect` can find out about a checkpoint with data at hand.
struct AnalysisOptions: ParsableArguments {
  @Flag(help: "Eigenvalues, trace and spectral density of curvature matrices.") var curvature = false

  @Flag(help: "Eigenvalues and singular values of the recurrent matrices, and of the Jacobian of single steps.")
  var spectrum = false

  @Flag(help: "How gradients flow back through time, how far memory reaches, which units are saturated.")
  var gradientFlow = false

  @Flag(help: "Hidden units over time for some sequences, with inputs, targets and predictions.") var states = false

  @Option(
    help: ArgumentHelp("Which sequences --states shows, counted from 1. (default: the first two)", valueName: "list"))
  var showSequences: IntegerList?

  @Flag(help: "Fixed points of the step under a constant input, from the states that sequences visit.")
  var fixedPoints = false

  @Option(
    help: ArgumentHelp(
      "Inputs of --fixed-points: features separated by commas, or one symbol; several inputs by semicolons. (default: 0)",
      valueName: "numbers"))
  var fixedInput: NumberRows?

  @Option(help: "Searches of --fixed-points to begin.") var starts = 256

  @Option(
    help: ArgumentHelp(
      "End a search of --fixed-points where q is below this, to see where the network is slow. (default: 0, to rounding)",
      valueName: "q"))
  var slow = 0.0

  @Flag(
    help: "The loss and its quadratic models along the last step, down the gradient and along the first eigenvectors.")
  var damping = false

  @Flag(help: "The system of the next step solved: its model, and a held-out one, against the iterations.")
  var cgCurves = false

  @Option(
    help: ArgumentHelp(
      "Preconditioners of --cg-curves, separated by commas: \(PreconditionerKind.names.joined(separator: ", ")).",
      valueName: "list"))
  var preconditioners = PreconditionerList([.none, .kfac])

  @Option(help: "Most iterations of a solve of --cg-curves.") var cgIterations = 100

  @Option(help: "Dataset file, taken as it is. (default: the data of the run, if they are the same bytes)")
  var data: String?

  @Option(help: "Split: train, validation or test.") var split: Split = .train
  @Option(help: "Nominal length of a task made on the fly. (default: that of the run)") var length: Int?
  @Option(help: "Most sequences to look at, the first ones of the split.") var sequences = 1000
  @OptionGroup var parameters: ParameterOptions

  @Option(help: ArgumentHelp("Curvature matrices, separated by commas: \(CurvatureList.names).", valueName: "list"))
  var matrices = CurvatureList([.gaussNewton, .hessian])

  @Option(help: "Eigenvalues at each end.") var eigenvalues = 5
  @Flag(help: "Add the damping with which the run goes on: its λ and μ.") var damped = false
  @Option(help: "λ: adds λ I to every curvature matrix.") var lambda: Double?
  @Option(help: "μ: adds λμ G_S, the structural damping in the form of the run.") var mu: Double?
  @Option(help: "Products to spend at most on the eigenvalues of one matrix.") var products = 400
  @Option(help: "Seed of everything random.") var seed: UInt64 = 1
  @Option(help: "Precision of all passes. (default: that of the checkpoint)") var precision: Precision?
  @Option(help: "Worker threads. (default: the cores that this process may use)") var threads: Int?

  @Option(
    help:
      "Bytes that kept activations may take, such as 500M or 2G; beyond it they are recomputed. (default: 2G, or half of what may be had where that is less)"
  )
  var memoryLimit: String?

  @Flag(help: "Accept infinities and NaN in the dataset file.") var allowNonfiniteData = false
  @Option(help: "Write all arrays into this HDF5 file.") var output: String?
  @Option(help: "Draw into this file, .svg, .png or .pdf.") var picture: String?
  @Option(help: "Write an HTML page of all of this, or of what is named.") var report: String?
  @Flag(help: "Replace files that exist.") var force = false

  /// The request that these are.
  var request: AnalysisRequest {
    let sections: [(Bool, AnalysisRequest.Section)] = [
      (curvature, .curvature), (spectrum, .spectrum), (gradientFlow, .gradientFlow), (states, .states),
      (fixedPoints, .fixedPoints), (damping, .damping), (cgCurves, .cgCurves),
    ]
    var request = AnalysisRequest()
    (request.named, request.shownSequences) = (Set(sections.filter(\.0).map(\.1)), showSequences?.values)
    (request.data, request.split, request.length, request.sequences) = (data, split, length, sequences)
    (request.parameters, request.matrices, request.eigenvalues) = (parameters.choice, matrices.curvatures, eigenvalues)
    (request.isDamped, request.lambda, request.mu, request.products) = (damped, lambda, mu, products)
    (request.preconditioners, request.cgIterations) = (preconditioners.kinds, cgIterations)
    (request.fixedInputs, request.starts, request.slow) = (fixedInput?.rows ?? [], starts, slow)
    (request.seed, request.precision, request.threads) = (seed, precision, threads)
    (request.memoryLimit, request.allowsNonFinite) = (memoryLimit, allowNonfiniteData)
    (request.output, request.picture, request.report, request.mayReplace) = (output, picture, report, force)
    return request
  }

  func validate() throws { try checked(request.validate()) }
}
