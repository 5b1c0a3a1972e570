package import LinearAlgebra
package import Optimization
package import RecurrentNetworks
package import SequenceData
import Training

/// What `inspect` is asked to find out about a checkpoint with data at hand.
package struct AnalysisRequest {
  /// A part of the analysis.
  package enum Section: CaseIterable { case curvature, spectrum, gradientFlow, states, fixedPoints, damping, cgCurves }

  /// The parts that are named.
  package var named: Set<Section> = []
  /// Which sequences are shown as states, counted from 1; nil for the first two.
  package var shownSequences: [Int]?
  /// A dataset file, taken as it is; nil for the data of the run.
  package var data: String?
  package var split = Split.train
  /// The nominal length of a task made on the fly; nil for that of the run.
  package var length: Int?
  /// The most sequences to look at.
  package var sequences = 1000
  package var parameters = ParameterChoice.usual
  package var matrices: [Curvature] = [.gaussNewton, .hessian]
  /// Eigenvalues at each end.
  package var eigenvalues = 5
  /// Whether the damping of the run is added.
  package var isDamped = false
  package var lambda: Double?
  package var mu: Double?
  /// The most products for the eigenvalues of one matrix.
  package var products = 400
  /// The preconditioners with which the system of the next step is solved.
  package var preconditioners: [PreconditionerKind] = [.none, .kfac]
  /// The most iterations of such a solve.
  package var cgIterations = 100
  /// The inputs under which fixed points are looked for; empty for no input.
  package var fixedInputs: [[Double]] = []
  /// How many searches for fixed points are begun, and q at which each ends.
  package var starts = 256
  package var slow = 0.0
  package var seed: UInt64 = 1
  /// Nil for that of the checkpoint.
  package var precision: Precision?
  /// Nil for the cores of this process.
  package var threads: Int?
  /// Bytes that kept activations may take, as words.
  package var memoryLimit: String?
  package var allowsNonFinite = false
  /// The HDF5 file of all arrays.
  package var output: String?
  package var picture: String?
  /// The HTML page.
  package var report: String?
  package var mayReplace = false

  /// A request for nothing.
  package init() {}

  /// What is asked for; everything where a page is and nothing else, but for the solves, which are as dear as steps of the run, and for fixed
  /// points, which are of some networks.
  package var sections: Set<Section> {
    named.isEmpty && report != nil ? Set(Section.allCases).subtracting([.cgCurves, .fixedPoints]) : named
  }

  /// Which parameters are looked at: where nobody says, the last ones for what is about the next step of the run.
  var parametersRead: ParameterChoice {
    let isOfNextStep = isDamped || named.contains(.damping) || named.contains(.cgCurves)
    return parameters == .usual && isOfNextStep ? .last : parameters
  }

  /// A choice of other data or parameters than those with which the run goes on.
  private var dataChoice: String? {
    length != nil ? "length" : split != .train ? "split" : parameters == .best ? "best" : nil
  }

  /// The files to write.
  var outputs: [String] { [output, picture, report].compactMap(\.self) }

  /// Makes sure that the choices make sense, and together.
  package func validate() throws(CommandError) {
    try ComparisonRequest.requirePicture(picture, option: "picture")
    try OptionLimits.require("sequences", sequences, in: 1...10_000_000)
    try OptionLimits.require("eigenvalues", eigenvalues, in: 1...100_000)
    try OptionLimits.require("products", products, in: 1...100_000_000)
    try OptionLimits.require("cg-iterations", cgIterations, in: 1...1_000_000)
    try OptionLimits.require("starts", starts, in: 1...1_000_000)
    guard slow >= 0, slow < .infinity else { throw .usage("--slow should be a number of at least 0, got \(slow)") }
    if sections.contains(.cgCurves), let choice = dataChoice {
      throw .usage("--\(choice) has no meaning for --cg-curves, which takes the batches of the next step of the run")
    }
    try OptionLimits.require(lambda: lambda, mu: mu, isDamped: isDamped)
    if Set(outputs).count < outputs.count { throw .usage("--output, --picture and --report need a file each") }
    if sections.isEmpty, !outputs.isEmpty {
      throw .usage(
        "nothing is to be found out: name --curvature, --spectrum, --gradient-flow, --states, --fixed-points, --damping or --cg-curves"
      )
    }
    try OptionLimits.require(threads: threads)
  }
}
