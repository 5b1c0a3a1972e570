package import LinearAlgebra
import RecurrentNetworks
import SequenceData
package import Training

/// A trainer, its run folder and whoever watches: what `train`, `resume` and `repeat` have in common.
package struct TrainingSession<Element: Scalar> {
  let trainer: Trainer<Element>
  let folder: RunFolder
  /// The checkpoint from which the run goes on; nil for a new one.
  let origin: String?
  let reporter: any RunReporter

  /// - Parameters:
  ///   - trainer: the trainer.
  ///   - folder: its folder.
  ///   - origin: the checkpoint from which the run goes on; nil for a new one.
  ///   - reporter: who is told.
  package init(
    trainer: Trainer<Element>, folder: RunFolder, origin: String? = nil, reporter: any RunReporter
  ) {
    self.trainer = trainer
    self.folder = folder
    self.origin = origin
    self.reporter = reporter
  }

  /// Runs to the end and leaves a complete run folder.
  ///
  /// - Returns: how the run ended.
  /// - Throws: what could not be written, or an error of the data.
  @discardableResult
  package func run() throws -> RunSummary {
    let stepsBefore = trainer.history.count
    let keeper = RunKeeper(folder, lastGood: origin.map { ($0, stepsBefore) }) { reporter.tell($0) }
    try reporter.begin(trainer, continuing: origin != nil)
    keeper.begin(trainer)
    if origin != nil, let ending = trainer.ending { reporter.tell(ending.continuation) }
    // What a run that has ended has found is not asked for again.
    let former = origin != nil && trainer.ending != nil ? folder.summary : nil
    let rule = StopRule(trainer.configuration, isRequested: { Interrupt.isRequested })
    var summary: RunSummary
    do {
      summary = try trainer.run(
        onStep: { row in
          keeper.record(row, of: trainer)
          try reporter.step(row)
        }, until: rule)
    } catch {
      // The data could not be read on, for instance: what has been learned stays.
      try keeper.save(trainer)
      throw error
    }
    summary.checkpoint = folder.checkpoint
    if endsWithTest(summary) {
      let isKnown = former.map { trainer.history.count == stepsBefore && summary.takeTest(of: $0) } ?? false
      if !isKnown {
        try keeper.save(trainer)
        try test(&summary, rule.forTest(after: summary.seconds))
      }
    }
    // The verdict first: it is not lost with the disk.
    try reporter.end(summary)
    try keeper.finish(summary, of: trainer)
    return summary
  }

  /// Whether the best parameters met are tested at the end: where nothing says what is solved always, elsewhere where there are test data
  /// and the last step has not passed the test.
  private func endsWithTest(_ summary: RunSummary) -> Bool {
    guard summary.outcome != .interrupted else { return false }
    switch trainer.data.kind {
    case .unjudged, .text: return true
    case .judged:
      return summary.outcome != .solved && trainer.configuration.data != nil
        && trainer.data.splitRead(for: .test) == .test
    }
  }

  /// Tests the best parameters met on the test split; Ctrl-C leaves that out.
  private func test(_ summary: inout RunSummary, _ rule: StopRule) throws {
    let progress = ProgressLine(trainer.data.kind == .text ? "reading the test text" : "test")
    defer { progress.end() }
    let evaluation = try Evaluation(
      of: trainer.state.best?.parameters ?? trainer.state.parameters, trainer.configuration, on: trainer.data,
      split: .test, onProgress: { progress.show($0, of: $1) }, until: rule)
    if let evaluation { summary.take(evaluation) }
  }
}

extension RunSummary {
  /// The exit code that says how a run ended.
  package var exitStatus: Int32 {
    switch outcome {
    case .solved: ExitStatus.succeeded
    case .interrupted: ExitStatus.interrupted
    case .iterations, .budget, .time, .patience, .converged: kind == .judged ? ExitStatus.failed : ExitStatus.succeeded
    case .overflow, .stalled: ExitStatus.failed
    }
  }
}

/// Whoever is told how a run goes.
package protocol RunReporter {
  /// The run begins, or goes on after some steps.
  func begin<Element: Scalar>(_ trainer: Trainer<Element>, continuing: Bool) throws

  /// A step has been taken.
  func step(_ row: HistoryRow) throws

  /// The run has ended.
  func end(_ summary: RunSummary) throws

  /// Something that is no figure, in a sentence.
  func tell(_ sentence: String)
}
