import LinearAlgebra
import RecurrentNetworks
package import SequenceData
package import Training

/// What `evaluate` is asked to do: to score a checkpoint on data, or on a text.
package struct EvaluationRequest {
  private let checkpoint: String
  private let choice: ParameterChoice
  private let json: Bool

  /// - Parameters:
  ///   - checkpoint: a checkpoint, or the folder of a run.
  ///   - choice: which parameters are scored.
  ///   - json: whether one JSON object is printed.
  package init(_ checkpoint: String, at choice: ParameterChoice, json: Bool) {
    self.checkpoint = checkpoint
    self.choice = choice
    self.json = json
  }

  /// Scores on data.
  ///
  /// - Parameters:
  ///   - choices: what chooses the data, and the noise in inputs and states, of which there is none where nobody asks for some.
  ///   - split: the split; nil for the test.
  ///   - sequences: the most sequences; nil for all of a file, and as many as a test has of a task.
  /// - Returns: the exit code.
  package func run(_ choices: ConfigurationLayer, split: Split?, sequences: Int?) throws -> Int32 {
    let file = try CheckpointFile(guarded: RunLocation(checkpoint))
    let configuration = try ExperimentConfiguration.of(file, under: choices, checkpoint: checkpoint)
    var noise = TrainingNoise()
    (noise.inputNoise, noise.stateNoise) = (choices.inputNoise ?? 0, choices.stateNoise ?? 0)
    let split = split ?? .test
    switch file.precision {
    case .float: return try evaluate(Checkpoint<Float>(file), configuration, split, sequences, noise)
    case .double: return try evaluate(Checkpoint<Double>(file), configuration, split, sequences, noise)
    }
  }

  private func evaluate<Element>(
    _ stored: Checkpoint<Element>, _ configuration: ExperimentConfiguration, _ split: Split, _ sequences: Int?,
    _ noise: TrainingNoise
  ) throws -> Int32 {
    let chosen = try stored.chosen(choice, name: checkpoint)
    let data = try ExperimentData(configuration)
    let split = try configuration.splitRead(for: split, in: data)
    if data.kind == .text, !noise.isNone {
      throw CommandError.usage("--state-noise is for sequences: a text is read in one, without noise")
    }
    Interrupt.listen(leavesCheckpoint: false)
    let progress = ProgressLine("evaluate")
    let evaluation = try Evaluation(
      of: chosen.vector, configuration, on: data, split: split, count: sequences, in: noise,
      onProgress: { progress.show($0, of: $1) }, until: StopRule(isRequested: { Interrupt.isRequested }))
    progress.end()
    guard let evaluation else { return ExitStatus.interrupted }
    let report = EvaluationReport(
      evaluation, configuration, checkpoint: checkpoint, step: chosen.step, isBest: chosen.isBest, split: split,
      noise: noise)
    try Console.show(report, asJSON: json) { report.lines }
    return evaluation.solved == false ? ExitStatus.failed : ExitStatus.succeeded
  }

  /// Scores a text: its first character is given, the others are predicted.
  ///
  /// - Parameters:
  ///   - text: the text; nil where a file holds it.
  ///   - path: that file.
  ///   - explain: whether each character is shown.
  /// - Returns: the exit code.
  package func run(text: String?, file path: String?, explain: Bool) throws -> Int32 {
    let location = try RunLocation(checkpoint)
    guard let text = try TextArgument(text, file: path, option: "text") else {
      throw CommandError.usage("a text should be given")
    }
    let file = try CheckpointFile(guarded: location)
    let evaluation = TextEvaluation(text: text, checkpoint: checkpoint, choice: choice, explain: explain, json: json)
    return try evaluation.run(file)
  }
}
