internal import Optimization
internal import LinearAlgebra
internal import SequenceData

extension Trainer {
  /// Takes a step, and whatever belongs to it.
  func step(_ rule: StopRule) throws -> HistoryRow {
    standing.verdict = nil
    let length = growth.length
    let batch = objective.leadingBatch
    _ = objective.takeFigure()
    let report = try takeStep()
    let training = objective.takeFigure()
    var notes: [String] = []
    let isOverfitted = optimizer.wantsLargerBatches
    if isOverfitted { objective.growBatches() }
    if objective.leadingBatch > batch {
      let reason = isOverfitted ? "other sequences gain little" : "noise in the gradient"
      notes.append("\(reason): batches grow to \(objective.leadingBatch, "sequence")")
    }
    judge(report, &notes)
    let (validation, quality) = try objective.score(
      at: parameters, size: configuration.validationBatch, split: .validation, length: length)
    if standing.tests == 0 { standing.latest = validation }
    keepIfBest(validation, length: length)
    if standing.verdict != .overflow, try passes(validation, rule, &notes) {
      standing.verdict = .solved
      best = BestPoint(step: steps, score: validation, parameters: effective(parameters))
    }
    let sinceBest = stepsSinceBest(andAt: length)
    if rule.isOutOfPatience(after: sinceBest), let best {
      notes.append("no better validation score for \(sinceBest, "step"): that after step \(best.step) is the best")
    }
    standing.seconds = rule.elapsed
    return HistoryRow(
      report: report, validation: validation, cost: objective.cost, seconds: standing.seconds, length: length,
      notes: notes, quality: quality, training: training)
  }

  /// Remembers the parameters if they did better than any before at the length asked for.
  private func keepIfBest(_ score: Score, length: Int) {
    guard length == configuration.length, score.loss.isFinite, best?.isSurpassed(by: score) ?? true else { return }
    best = BestPoint(step: steps, score: score, parameters: effective(parameters))
  }

  private func takeStep() throws -> StepReport {
    let before = Snapshot(parameters: parameters, reach: optimizer.reach)
    optimizer.note(spent: spent, seconds: standing.seconds)
    let report = try timer.time(.vectors) {
      try optimizer.step(&parameters, objective: objective) { try objective.drawBatches(lengths: growth.mixture) }
    }
    standing.rejections = report.accepted ? 0 : standing.rejections + 1
    if report.accepted {
      previous = before
      standing.overflows = 0
    }
    return report
  }

  /// Finds out whether a step leaves anything to go on with, and returns to the point before one that has led to an overflow.
  private func judge(_ report: StepReport, _ notes: inout [String]) {
    let hasOverflowed = report.outcome == .notFinite
    if hasOverflowed {
      previous = previous ?? start(of: report)
      // They come of parameters that are left behind.
      objective.carried = nil
    }
    standing.verdict = StopRule.verdict(after: report.outcome, standing, canReturn: previous != nil)
    guard hasOverflowed, standing.verdict == nil, let previous else { return }
    standing.overflows += 1
    previous.restore(&parameters, &optimizer)
    optimizer.respond(to: .overflow(times: standing.overflows))
    notes.append("the numbers overflowed: back to the step before, with \(optimizer.reach)")
  }

  /// The point from which the first step of all has begun: the one to go back to if it led away and overflowed, of no use
  /// if it overflowed there.
  private func start(of report: StepReport) -> Snapshot<Element>? {
    report.updates > 0 ? Snapshot(parameters: parameters, reach: optimizer.reach) : nil
  }

  /// Grows the length or takes the test when the validation sequences are solved; returns whether the run is solved.
  private func passes(_ validation: Score, _ rule: StopRule, _ notes: inout [String]) throws -> Bool {
    guard validation.wrongShare < configuration.solvedBelow(at: growth.length) else {
      let present = data.baseline(length: growth.length).loss
      if let note = growth.returnIfWrecked(
        loss: validation.loss, baseline: present, &parameters, &optimizer)
      {
        // What overflowed or was rejected on the way there is behind it.
        (standing.overflows, standing.rejections) = (0, 0)
        previous = Snapshot(parameters: parameters, reach: optimizer.reach)
        notes.append(note)
      }
      return false
    }
    guard growth.isComplete else {
      notes.append(growth.grow(parameters, &optimizer))
      return false
    }
    standing.tests += 1
    let test = try objective.score(
      at: parameters, size: Self.testSize, split: .test, length: configuration.length
    ).score
    standing.latest = test
    notes.append("test \(standing.tests): \(test.wrong ?? 0) of \(test.sequences, "test sequence") wrong")
    return rule.isSolved(test)
  }
}
