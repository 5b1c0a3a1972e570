internal import HessianFree
public import LinearAlgebra

/// Keeps the files of a run up to date while it goes on.
///
/// A disk that is full or a folder that has vanished does not end a run: that is said once, the run goes on, and every
/// step tries again, until it works or the run ends (``finish(_:of:)``).
public final class RunKeeper {
  private let folder: RunFolder
  private let tell: (String) -> Void
  private var lastGood: (path: String, step: Int)?
  /// Whether the log on the disk has every step so far.
  private var isLogWhole = true
  private var isCheckpointDue = false
  /// The step of the state that ``RunFolder/checkpoint`` holds, as far as this process has written it.
  private var storedStep: Int?
  private var isInTrouble = false

  /// A keeper of a folder.
  ///
  /// - Parameters:
  ///   - folder: the folder, with `config.yaml` and the log of the steps before.
  ///   - lastGood: the checkpoint from which the run goes on, and its step; nil for a new run.
  ///   - tell: told, in sentences, that something cannot be written and that it can again.
  public init(
    _ folder: RunFolder, lastGood: (path: String, step: Int)? = nil, tell: @escaping (String) -> Void
  ) {
    self.folder = folder
    self.lastGood = lastGood
    self.tell = tell
  }

  /// Logs a step that has just been taken, and writes a checkpoint if it is time for one.
  public func record<Element: Scalar>(_ row: HistoryRow, of trainer: Trainer<Element>) {
    if row.report.step.isMultiple(of: trainer.configuration.checkpointEvery) { isCheckpointDue = true }
    do throws(TrainingError) {
      if isLogWhole {
        isLogWhole = false
        try trainer.timer.time(.log) { () throws(TrainingError) in try folder.append(row) }
        isLogWhole = true
      } else {
        try rewriteLog(of: trainer)
      }
      if isCheckpointDue { try writeCheckpoint(of: trainer) }
      if isInTrouble { tell("\(folder.path) can be written again, and nothing is missing") }
      isInTrouble = false
    } catch {
      if !isInTrouble { tell("\(error); training goes on, and every step tries again") }
      isInTrouble = true
    }
  }

  /// Leaves the log and a checkpoint of the last finished step of a run that could not be brought to an end.
  public func save<Element: Scalar>(_ trainer: Trainer<Element>) throws(TrainingError) {
    if !isLogWhole { try rewriteLog(of: trainer) }
    if storedStep != trainer.optimizerState.step { try writeCheckpoint(of: trainer) }
  }

  /// Leaves the run folder complete: the log, a checkpoint of the last step, and the summary.
  ///
  /// - Throws: ``TrainingError`` that says what could not be written and which checkpoint is the last good one.
  public func finish<Element: Scalar>(_ summary: RunSummary, of trainer: Trainer<Element>) throws(TrainingError) {
    do throws(TrainingError) {
      do throws(TrainingError) {
        try complete(summary, of: trainer)
      } catch {
        // The folder may have vanished since the last step.
        isLogWhole = false
        try complete(summary, of: trainer)
      }
    } catch {
      throw TrainingError(.writing, "\(error); \(remains)")
    }
  }

  private func complete<Element: Scalar>(
    _ summary: RunSummary, of trainer: Trainer<Element>
  ) throws(TrainingError) {
    try save(trainer)
    try folder.write(summary)
  }

  private func rewriteLog<Element: Scalar>(of trainer: Trainer<Element>) throws(TrainingError) {
    if try folder.restore() {
      isCheckpointDue = true
      storedStep = nil
    }
    try trainer.timer.time(.log) { () throws(TrainingError) in
      try folder.write(trainer.configuration, trainer.history)
    }
    isLogWhole = true
  }

  private func writeCheckpoint<Element: Scalar>(of trainer: Trainer<Element>) throws(TrainingError) {
    isCheckpointDue = true
    let step = trainer.optimizerState.step
    try trainer.timer.time(.checkpoint) { () throws(TrainingError) in
      try trainer.checkpoint.write(to: folder.checkpoint)
      storedStep = step
      lastGood = (folder.checkpoint, step)
      try folder.kept.keep(folder.checkpoint, step: step, count: trainer.configuration.keep)
    }
    isCheckpointDue = false
  }

  /// What can be gone on from.
  private var remains: String {
    guard let lastGood, CheckpointSource.isThere(lastGood.path) else { return "there is no checkpoint of this run" }
    return "the last good checkpoint is \(lastGood.path), of step \(lastGood.step)"
  }
}
