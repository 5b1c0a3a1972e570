internal import Optimization
internal import LinearAlgebra
internal import SequenceData

extension Trainer {
  /// Rejected steps in a row that end a run: λ has grown by 10¹⁷ in vain.
  private static var rejectionLimit: Int { 100 }

  /// Takes a step, and whatever belongs to it.
  func step(_ secondsNow: () -> Double) throws -> HistoryRow {
    verdict = nil
    let length = growth.length
    let report = try takeStep()
    var notes: [String] = []
    verdict = ending(report, &notes)
    let validation = try objective.score(
      at: parameters, size: configuration.validationBatch, split: .validation, length: length)
    if tests == 0 { latest = validation }
    keepIfBest(validation, length: length)
    if verdict != .overflow, try passes(validation, &notes) { verdict = .solved }
    seconds = secondsNow()
    return HistoryRow(
      report: report, validation: validation, cost: objective.cost, seconds: seconds, length: length, notes: notes)
  }

  /// Remembers the parameters if they did better than any before at the length asked for.
  private func keepIfBest(_ score: Score, length: Int) {
    guard length == configuration.length, score.loss.isFinite, best?.isSurpassed(by: score) ?? true else { return }
    best = BestPoint(step: steps, score: score, parameters: parameters)
  }

  private func takeStep() throws -> StepReport {
    let before = Snapshot(parameters: parameters, reach: optimizer.reach)
    optimizer.note(spent: spent)
    let report = try timer.time(.vectors) {
      try optimizer.step(&parameters, objective: objective) { try objective.drawBatches(lengths: growth.mixture) }
    }
    rejections = report.accepted ? 0 : rejections + 1
    if report.accepted {
      previous = before
      overflows = 0
    }
    return report
  }

  /// Whether a step leaves nothing to go on with.
  private func ending(_ report: StepReport, _ notes: inout [String]) -> RunOutcome? {
    switch report.outcome {
    case .converged: return .converged
    case .unsupported: return .stalled
    case .notFinite:
      previous = previous ?? start(of: report)
      guard let previous, overflows < 10 else { return .overflow }
      overflows += 1
      previous.restore(&parameters, &optimizer)
      optimizer.respond(to: .overflow(times: overflows))
      notes.append("the numbers overflowed: back to the step before, with \(optimizer.reach)")
      return nil
    default: return rejections < Self.rejectionLimit ? nil : .stalled
    }
  }

  /// The point from which the first step of all has begun: the one to go back to if it led away and overflowed, of no use
  /// if it overflowed there.
  private func start(of report: StepReport) -> Snapshot<Element>? {
    report.updates > 0 ? Snapshot(parameters: parameters, reach: optimizer.reach) : nil
  }

  /// Grows the length or takes the test when the validation sequences are solved; returns whether the run is solved.
  private func passes(_ validation: Score, _ notes: inout [String]) throws -> Bool {
    guard validation.wrongShare < configuration.targetWrong else {
      let present = data.baseline(length: growth.length).loss
      if let note = growth.returnIfWrecked(
        loss: validation.loss, baseline: present, &parameters, &optimizer)
      {
        // What overflowed or was rejected on the way there is behind it.
        (overflows, rejections) = (0, 0)
        previous = Snapshot(parameters: parameters, reach: optimizer.reach)
        notes.append(note)
      }
      return false
    }
    guard growth.isComplete else {
      notes.append(growth.grow(parameters, &optimizer))
      return false
    }
    tests += 1
    let test = try objective.score(
      at: parameters, size: Self.testSize, split: .test, length: configuration.length)
    latest = test
    notes.append("test \(tests): \(test.wrong ?? 0) of \(test.sequences, "test sequence") wrong")
    return test.wrongShare < configuration.targetWrong
  }
}
