import ArgumentParser
import LinearAlgebra
import RecurrentNetworks
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
    // The verdict first: it is not lost with the disk.
    try printer.end(summary)
    try keeper.finish(summary, of: trainer)
    switch summary.outcome {
    case .solved: return
    case .interrupted: throw ExitCode(ExitStatus.interrupted)
    case .iterations, .budget, .converged: if summary.solved != nil { throw ExitCode(ExitStatus.failed) }
    default: throw ExitCode(ExitStatus.failed)
    }
  }
}
