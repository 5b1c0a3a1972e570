internal import LinearAlgebra
internal import SequenceData

extension Trainer {
  /// How the run stands.
  func summary(_ outcome: RunOutcome) throws -> RunSummary {
    let score = try standing.latest ?? scoreBeforeAnyStep()
    var summary = RunSummary(
      kind: data.kind, solved: data.kind == .judged ? outcome == .solved : nil, outcome: outcome,
      task: configuration.task,
      variant: configuration.variant,
      length: configuration.length, seed: configuration.seed, iterations: steps,
      minibatches: objective.cost.minibatches, forwardMinibatches: objective.cost.forwardMinibatches,
      seconds: standing.seconds, loss: score.loss.isFinite ? score.loss : nil,
      wrong: score.wrong == nil ? nil : score.wrongShare,
      sequences: score.sequences, tests: standing.tests,
      bestStep: best?.step, stepsSinceBest: stepsSinceBest(),
      baselineLoss: baseline.loss.isNaN ? nil : baseline.loss,
      baselineWrong: baseline.wrongShare.isNaN ? nil : baseline.wrongShare, profile: profile, checkpoint: "",
      provenance: Provenance(
        threads: configuration.threads, command: records.continuations.last ?? records.commandLine))
    summary.advice = advice
    return summary
  }

  /// A look at the network that leaves no trace: a run that goes on from here is the one that never stopped.
  private func scoreBeforeAnyStep() throws -> Score {
    let progress = objective.progress
    defer { objective.progress = progress }
    return try objective.score(
      at: parameters, size: configuration.validationBatch, split: .validation, length: growth.length
    ).score
  }
}
