internal import LinearAlgebra
internal import RecurrentNetworks

// What must not change a single bit. The figure is the number of results that did change.
extension Invariant {
  static let repetition = Invariant(
    name: "repetition", proves: "what is computed twice has the same bits, whatever was computed between", bound: noBit
  ) { problem in
    var deviation = Deviation()
    let first = Results(of: problem.linearization, problem)
    Results(of: problem.linearization, problem).note(against: first, "same operator", &deviation)
    Results(problem, problem.batch).note(against: first, "another evaluator", &deviation)
    return deviation
  }

  static let padding = Invariant(
    name: "padding", proves: "steps of weight 0 after a sequence's end change no bit, even where they hold no numbers",
    bound: noBit
  ) { problem in
    var (deviation, generator) = (Deviation(), problem.generator("padding"))
    let padded = try Batch(problem.view.padded(using: &generator), for: problem.network)
    Results(problem, padded).note(against: Results(problem, problem.batch), "padded", &deviation)
    return deviation
  }

  static let threads = Invariant(
    name: "threads", proves: "any number of threads gives the same bits", bound: noBit
  ) { problem in
    var deviation = Deviation()
    let crowd = try problem.crowd
    let expected = Results(problem, crowd)
    for threads in problem.options.threads where threads > 1 {
      Results(problem, crowd, threads: threads).note(against: expected, "\(threads) threads", &deviation)
    }
    return deviation
  }

  static let memory = Invariant(
    name: "memory", proves: "states that are recomputed to save memory have the same bits as states that are kept",
    bound: noBit
  ) { problem in
    var deviation = Deviation()
    let crowd = try problem.crowd
    Results(problem, crowd, memoryLimit: 1).note(against: Results(problem, crowd), "least memory", &deviation)
    return deviation
  }
}

extension InvariantProblem {
  /// The same sequences again and again, ragged: enough for four chunks.
  fileprivate var crowd: Batch<Double> {
    get throws { try Batch(view.crowd(100, limit: 40), for: network) }
  }
}
