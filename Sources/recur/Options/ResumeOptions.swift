import ArgumentParser
import Training

/// What may change when a run goes on: nothing that touches a step.
struct ResumeOptions: ParsableArguments {
  @Option(help: "Most steps, those before included. (default: as before)")
  var iterations: Int?

  @Option(help: "Budget in minibatches, those spent before included. (default: as before)")
  var minibatches: Double?

  @Option(help: "Seconds of training, those before included. (default: as before)")
  var seconds: Double?

  @Option(help: "Share of wrong sequences below which the task is solved. (default: as before)")
  var targetWrong: Double?

  @Option(help: "Worker threads; the result is the same bits with any number. (default: as before)")
  var threads: Int?

  @Option(help: "Bytes that kept activations may take, such as 500M or 2G. (default: as before)")
  var memoryLimit: String?

  @Option(help: "Steps between checkpoints. (default: as before)")
  var checkpointEvery: Int?

  @Option(help: "Checkpoints that stay; from 2 on the last ones also as checkpoint-STEP.h5. (default: as before)")
  var keep: Int?

  @Option(
    help:
      "The data file, if it lies elsewhere now; it has to hold the same bytes. (default: where it was, or beside the run)"
  )
  var data: String?

  @Option(help: "New folder in which the run goes on, leaving the old one as it is. (default: the run's own)")
  var runFolder: String?

  /// These choices over those of the run.
  ///
  /// - Parameters:
  ///   - stored: those of the run.
  ///   - found: where its data file is now, if it has one.
  func configuration(
    over stored: ExperimentConfiguration, data found: String?
  ) throws -> ExperimentConfiguration {
    var layer = ConfigurationLayer()
    layer.data = found ?? data
    layer.iterations = iterations
    layer.minibatches = minibatches
    layer.seconds = seconds
    layer.targetWrong = targetWrong
    layer.threads = threads
    layer.memoryLimit = memoryLimit
    layer.checkpointEvery = checkpointEvery
    layer.keep = keep
    layer.runFolder = runFolder
    return try ExperimentConfiguration(layer.over(stored.layer))
  }
}
