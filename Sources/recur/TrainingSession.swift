import ArgumentParser
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Training

/// A trainer, its run folder and a screen: what `train` and `resume` have in common.
struct TrainingSession<Element: Scalar> {
  let trainer: Trainer<Element>
  let folder: RunFolder
  /// The checkpoint from which the run goes on; nil for a new one.
  var origin: String?
  let json: Bool
  /// Whether to print where the time went.
  let profile: Bool

  /// Runs to the end and leaves a complete run folder.
  ///
  /// - Throws: an exit code that says how the run ended, or what could not be written.
  func run() throws {
    Interrupt.listen()
    let printer = TrainPrinter(
      trainer.configuration, data: trainer.data, folder: folder, json: json, profile: profile)
    let stepsBefore = trainer.history.count
    let keeper = RunKeeper(folder, lastGood: origin.map { ($0, stepsBefore) }) { Console.error($0) }
    try printer.begin(
      trainer.network.layout.count, try trainer.memoryPlan(),
      continuing: origin == nil ? nil : trainer.state.progress.cost, trainer.history)
    if origin != nil, let ending = trainer.ending { Console.note("recur: \(ending.continuation)") }
    var summary: RunSummary
    do {
      summary = try trainer.run { row in
        keeper.record(row, of: trainer)
        try printer.step(row)
      } isInterrupted: {
        Interrupt.isRequested
      }
    } catch {
      // The data could not be read on, for instance: what has been learned stays.
      try keeper.save(trainer)
      throw error
    }
    summary.checkpoint = folder.checkpoint
    if trainer.data.vocabulary != nil, summary.outcome != .interrupted {
      try keeper.save(trainer)
      try scoreText(&summary)
    }
    // The verdict first: it is not lost with the disk.
    try printer.end(summary)
    try keeper.finish(summary, of: trainer)
    switch summary.outcome {
    case .solved: return
    case .interrupted: throw ExitCode(ExitStatus.interrupted)
    case .iterations, .budget, .time, .converged: if summary.solved != nil { throw ExitCode(ExitStatus.failed) }
    default: throw ExitCode(ExitStatus.failed)
    }
  }

  /// Reads the test text with the best parameters met; Ctrl-C leaves that out.
  private func scoreText(_ summary: inout RunSummary) throws {
    let progress = ProgressLine("reading the test text")
    defer { progress.end() }
    let evaluation = try Evaluation(
      of: trainer.state.best?.parameters ?? trainer.parameters, trainer.configuration, split: .test,
      onProgress: { progress.show($0, of: $1) }, isInterrupted: { Interrupt.isRequested })
    summary.bitsPerCharacter = evaluation?.text?.bitsPerCharacter
    summary.bitsPerByte = evaluation?.text?.bitsPerByte
  }
}
