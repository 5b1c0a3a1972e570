internal import Optimization
public import LinearAlgebra

/// Keeps the files of a run up to date while it goes on.
///
/// A checkpoint is written before the first step, every `checkpointEvery` steps, and whenever the last one is a minute old;
/// where writing takes long the minute grows, so that it takes at most a thirtieth of the time.
///
/// A disk that is full or a folder that has vanished does not end a run: that is said once, the run goes on, and every
/// step tries again, until it works or the run ends (``finish(_:of:)``).
public final class RunKeeper {
  private let folder: RunFolder
  private let patience: Duration
  private let tell: (String) -> Void
  private var lastGood: (path: String, step: Int)?
  /// Whether the log on the disk has every step so far.
  private var isLogWhole = true
  private var isCheckpointDue = false
  /// Whether the checkpoint that is due is one of those that stay.
  private var isKeepingDue = false
  /// The step of the state that ``RunFolder/checkpoint`` holds, as far as this process has written it.
  private var storedStep: Int?
  /// The last step whose checkpoint has been made to stay.
  private var keptStep: Int?
  private var isInTrouble = false
  private let clock = ContinuousClock()
  /// When a checkpoint is too old.
  private var deadline: ContinuousClock.Instant

  /// A keeper of a folder.
  ///
  /// - Parameters:
  ///   - folder: the folder, with `config.yaml` and the log of the steps before.
  ///   - lastGood: the checkpoint from which the run goes on, and its step; nil for a new run.
  ///   - patience: how old a checkpoint may be.
  ///   - tell: told, in sentences, that something cannot be written and that it can again.
  public init(
    _ folder: RunFolder, lastGood: (path: String, step: Int)? = nil, patience: Duration = .seconds(60),
    tell: @escaping (String) -> Void
  ) {
    self.folder = folder
    self.lastGood = lastGood
    self.patience = patience
    self.tell = tell
    deadline = clock.now + patience
  }

  /// Writes the checkpoint with which a run begins that has none in this folder: of step 0, or the one that it has been
  /// taken over from.
  public func begin<Element: Scalar>(_ trainer: Trainer<Element>) {
    if let data = trainer.records.dataFile {
      trainer.records.dataFile?.pathFromRun = AbsolutePath.from(folder.path, to: data.path)
    }
    if lastGood?.path == folder.checkpoint { return }
    isCheckpointDue = true
    trying { () throws(TrainingError) in try writeCheckpoint(of: trainer) }
  }

  /// Logs a step that has just been taken, and writes a checkpoint if it is time for one.
  public func record<Element: Scalar>(_ row: HistoryRow, of trainer: Trainer<Element>) {
    if row.report.step.isMultiple(of: trainer.configuration.checkpointEvery) {
      (isCheckpointDue, isKeepingDue) = (true, true)
    }
    trying { () throws(TrainingError) in
      if isLogWhole {
        isLogWhole = false
        try trainer.timer.time(.log) { () throws(TrainingError) in try folder.append(row) }
        isLogWhole = true
      } else {
        try rewriteLog(of: trainer)
      }
      if isCheckpointDue || clock.now >= deadline { try writeCheckpoint(of: trainer) }
    }
  }

  /// Does what may fail for now, and says when that begins and when it is over.
  private func trying(_ body: () throws(TrainingError) -> Void) {
    do throws(TrainingError) {
      try body()
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
    let step = trainer.optimizerState.step
    if step > 0, step != keptStep { isKeepingDue = true }
    if storedStep != step || isCheckpointDue {
      try writeCheckpoint(of: trainer)
    } else {
      try keepCheckpoint(of: trainer)
    }
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
    if try folder.restore(trainer.configuration) {
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
    let start = clock.now
    try trainer.timer.time(.checkpoint) { () throws(TrainingError) in
      try trainer.checkpoint.write(to: folder.checkpointTarget)
    }
    storedStep = step
    lastGood = (folder.checkpoint, step)
    let end = clock.now
    deadline = end + max(patience, (end - start) * 30)
    try keepCheckpoint(of: trainer)
    isCheckpointDue = false
  }

  /// Lets the checkpoint that has been written stay under a name of its own, if it is one of those that do.
  private func keepCheckpoint<Element: Scalar>(of trainer: Trainer<Element>) throws(TrainingError) {
    guard isKeepingDue, let storedStep else { return }
    try folder.kept.keep(RunFolder.checkpointName, step: storedStep, count: trainer.configuration.keepCheckpoints)
    isKeepingDue = false
    keptStep = storedStep
  }

  /// What can be gone on from.
  private var remains: String {
    guard let lastGood, CheckpointSource.isThere(lastGood.path) else { return "there is no checkpoint of this run" }
    return "the last good checkpoint is \(lastGood.path), of step \(lastGood.step)"
  }
}
