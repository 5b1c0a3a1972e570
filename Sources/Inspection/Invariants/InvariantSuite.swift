public import LinearAlgebra
public import RecurrentNetworks

/// The invariants of a model's derivatives, on the model itself and some of its data.
///
/// Each check compares what the library computes with something that shares no code with it: differences of the loss, of
/// logits, gradients and states, the formulas of the losses, batches of one sequence; or it demands the same bits. All
/// parameters are covered by random directions, one in all of them and one in each block: a wrong product stays hidden from
/// a random direction with probability 0. That works for any size; the time is some hundred passes over the data.
///
///     let suite = try InvariantSuite(network, at: θ, over: sequences)
///     let report = suite.run { print($0.name, $0.figure, $0.passed) }
///
/// A few short sequences are enough. A point where a unit sits exactly on the kink of `relu` has no derivative, and
/// checks by differences fail there. Parameters that are zero at the start can be such a point: take
/// `Network.parametersInGeneralPosition(_:seed:)`.
public struct InvariantSuite {
  private let problem: InvariantProblem

  /// A suite for a network at some parameters over some sequences.
  ///
  /// - Throws: `NetworkError` if the network cannot read the sequences.
  public init(
    _ network: Network<Double>, at parameters: Vector<Double>, over sequences: SequenceView,
    options: InvariantOptions = InvariantOptions()
  ) throws(NetworkError) {
    problem = try InvariantProblem(network, at: parameters, over: sequences, options)
  }

  /// The names of all checks, in the order in which they run.
  public var names: [String] { Invariant.all(for: problem).map(\.name) }

  /// Runs all checks, or those named; `report` is called after each.
  public func run(
    only names: Set<String>? = nil, report: (InvariantCheck) throws -> Void = { _ in }
  ) throws -> InvariantReport {
    var checks: [InvariantCheck] = []
    for invariant in Invariant.all(for: problem) where names?.contains(invariant.name) ?? true {
      let check = InvariantCheck(
        name: invariant.name, proves: invariant.proves, bound: invariant.bound(problem),
        deviation: try invariant.measure(problem))
      checks.append(check)
      try report(check)
    }
    return InvariantReport(
      parameters: problem.network.layout.count, sequences: problem.batch.sequences, scored: problem.batch.scored,
      checks: checks)
  }
}
