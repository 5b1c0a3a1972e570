import ArgumentParser
import DurableFiles
import Inspection
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Training

/// What `inspect` can find out about a checkpoint with data at hand.
struct AnalysisOptions: ParsableArguments {
  @Flag(help: "Eigenvalues, trace and spectral density of curvature matrices.")
  var curvature = false

  @Flag(help: "Eigenvalues and singular values of the recurrent matrices, and of the Jacobian of single steps.")
  var spectrum = false

  @Flag(help: "How gradients flow back through time, how far memory reaches, which units are saturated.")
  var gradientFlow = false

  @Flag(help: "Hidden units over time for some sequences, with inputs, targets and predictions.")
  var states = false

  @Option(
    help: ArgumentHelp("Which sequences --states shows, counted from 1. (default: the first two)", valueName: "list"))
  var showSequences: IntegerList?

  @Flag(
    help: "The loss and its quadratic models along the last step, down the gradient and along the first eigenvectors.")
  var damping = false

  @Option(help: "Dataset file, taken as it is. (default: the data of the run, if they are the same bytes)")
  var data: String?

  @Option(help: "Split: train, validation or test.")
  var split: Split = .train

  @Option(help: "Nominal length of a task made on the fly. (default: that of the run)")
  var length: Int?

  @Option(help: "Most sequences to look at, the first ones of the split.")
  var sequences = 1000

  @Flag(help: "Take the best parameters met on validation data, not the last ones.")
  var best = false

  @Option(help: ArgumentHelp("Curvature matrices, separated by commas: \(CurvatureList.names).", valueName: "list"))
  var matrices = CurvatureList([.gaussNewton, .hessian])

  @Option(help: "Eigenvalues at each end.")
  var eigenvalues = 5

  @Flag(help: "Add the damping with which the run goes on: its λ and μ.")
  var damped = false

  @Option(help: "λ: adds λ I to every curvature matrix.")
  var lambda: Double?

  @Option(help: "μ: adds λμ G_S, the structural damping in the form of the run.")
  var mu: Double?

  @Option(help: "Products to spend at most on the eigenvalues of one matrix.")
  var products = 400

  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 1

  @Option(help: "Precision of all passes. (default: that of the checkpoint)")
  var precision: Precision?

  @Option(help: "Worker threads. (default: the cores that this process may use)")
  var threads: Int?

  @Option(
    help:
      "Bytes that kept activations may take, such as 500M or 2G; beyond it they are recomputed. (default: 2G, or half of what may be had where that is less)"
  )
  var memoryLimit: String?

  @Flag(help: "Accept infinities and NaN in the dataset file.")
  var allowNonfiniteData = false

  @Option(help: "Write all arrays into this HDF5 file.")
  var output: String?

  @Option(help: "Draw into this file, .svg, .png or .pdf.")
  var picture: String?

  @Option(help: "Write an HTML page of all of this, or of what is named.")
  var report: String?

  @Flag(help: "Replace files that exist.")
  var force = false

  /// What is asked for; everything where a page is and nothing else.
  var sections: Set<Section> {
    let named = Set(
      [
        (curvature, Section.curvature), (spectrum, .spectrum), (gradientFlow, .gradientFlow), (states, .states),
        (damping, .damping),
      ].filter(\.0).map(\.1))
    return named.isEmpty && report != nil ? Set(Section.allCases) : named
  }

  /// A part of the analysis.
  enum Section: CaseIterable { case curvature, spectrum, gradientFlow, states, damping }

  /// Whether anything is to be found out.
  var isAsked: Bool { !sections.isEmpty }

  /// The files to write.
  var outputs: [String] { [output, picture, report].compactMap(\.self) }

  func validate() throws {
    if let picture, Picture.Format(ofFile: picture) == nil {
      throw ValidationError("--picture should end in .svg, .png or .pdf, got '\(picture.excerpt)'")
    }
    for (name, value, most) in [
      ("sequences", sequences, 10_000_000), ("eigenvalues", eigenvalues, 100_000), ("products", products, 100_000_000),
    ] {
      try OptionLimits.require(name, value, in: 1...most)
    }
    for (name, value) in [("lambda", lambda ?? 0), ("mu", mu ?? 0)] where !(value >= 0 && value < .infinity) {
      throw ValidationError("--\(name) should be a number of at least 0, got \(value)")
    }
    guard (mu ?? 0) == 0 || (lambda ?? 0) > 0 || damped else {
      throw ValidationError("--mu \(mu!) is relative to --lambda, which is 0: give --lambda a number above 0")
    }
    if Set(outputs).count < outputs.count { throw ValidationError("--output, --picture and --report need a file each") }
    if !isAsked, !outputs.isEmpty {
      throw ValidationError(
        "nothing is to be found out: name --curvature, --spectrum, --gradient-flow, --states or --damping")
    }
    try OptionLimits.require(threads: threads)
  }
}
