import Inspection
package import LinearAlgebra
import Machine
package import RecurrentNetworks
package import SequenceData
import Training

/// What `derivatives` is asked to do: to write loss, gradient and curvature products of a checkpoint.
package struct DerivativeRequest {
  /// A checkpoint, or the folder of a run.
  package var checkpoint: String
  package var data: String
  /// The file of the vector v.
  package var vectors: String
  package var output: String
  package var split = Split.train
  package var curvatures: [Curvature] = [.gaussNewton]
  package var precision = Precision.double
  package var lambda = 0.0
  package var mu = 0.0
  /// Nil for that of the checkpoint, as with the next two.
  package var structural: StructuralForm?
  package var weightDecay: Double?
  package var normalization: Normalization?
  package var seed: UInt64 = 1
  package var threads: Int?
  /// Bytes that kept activations may take, as words.
  package var memoryLimit: String?
  package var allowsNonFinite = false
  package var mayReplace = false
  package var json = false

  /// A request with its four files.
  package init(_ checkpoint: String, data: String, vectors: String, output: String) {
    self.checkpoint = checkpoint
    self.data = data
    self.vectors = vectors
    self.output = output
  }

  /// Makes sure that the numbers make sense.
  package func validate() throws(CommandError) {
    try OptionLimits.require(lambda: lambda, mu: mu, others: [("weight-decay", weightDecay)])
    try OptionLimits.require(threads: threads)
  }

  /// Writes.
  ///
  /// - Returns: the exit code.
  package func run() throws -> Int32 {
    switch precision {
    case .float: try run(Float.self)
    case .double: try run(Double.self)
    }
  }

  private func run<Element: Scalar>(_: Element.Type) throws -> Int32 {
    let memoryLimit = try memoryLimit.map(ByteCount.parse) ?? MachineLimits.current.activationLimit
    let path = try RunLocation(checkpoint).checkpoint
    try OutputPath.require(output, mayReplace: mayReplace, unlikeAnyOf: [path, data, vectors])
    let inputs = try [path, data, vectors].map { try FileGuard.admit($0) }
    let problem = try DerivativeProblem<Element>(
      checkpoint: inputs[0], data: inputs[1], split: split, vectors: inputs[2], allowsNonFinite: allowsNonFinite)
    var options = problem.defaults
    options.curvatures = curvatures
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
      return ExitStatus.failed
    }
    try DerivativeFile.write(
      derivatives, to: output, mayReplace: mayReplace, network: problem.network, options: options,
      sources: problem.sources)
    let report = DerivativeReport(derivatives, problem, options, output: output)
    try Console.show(report, asJSON: json) { report.lines }
    return ExitStatus.succeeded
  }
}
