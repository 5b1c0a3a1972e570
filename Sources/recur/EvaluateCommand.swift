import ArgumentParser
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Training

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score a checkpoint on data it has not been trained on.",
    discussion: """
      Examples:
        recur evaluate runs/addition-100-seed-1
        recur evaluate runs/addition-100-seed-1 --length 200
        recur evaluate checkpoint.h5 --data F.h5 --split test
        recur evaluate runs/kjv --text "In the beginning" --explain

      Without --data these are the data of the run: sequences of the test split,
      which no step was taken on. A file is looked for where it was, and beside the
      run if that has been moved; it has to hold the very bytes of training, by its
      SHA-256. Any other file, or one that was changed on purpose, is named by
      --data and scored as it is. A task made on the fly has no end: 10,000
      sequences are made, those of the run's own test, or with --seed others.

      Loss is in the normalization of the run, without weight decay; wrong is the
      share of sequences that are wrong by the rule of the data. A step: the loss
      over the scored steps; mean squared error: over scored steps and outputs.
      Accuracy: under softmax the share of scored steps whose largest output is the
      target's, under the logistic loss the share of outputs on the target's side of
      1/2. Beside each figure stands that of the best constant predictor.
      --json: loss, loss_per_step, mean_squared_error or accuracy, wrong,
      wrong_sequences, sequences, solved, baseline_loss, baseline_wrong,
      baseline_mean_squared_error, baseline_accuracy, data_kind, split, length, ...

      Of a text the whole split is read once, from its first character to the last
      with the state carried along, and scored in bits per character.

      --text and --text-file score a text with a model that was trained on text: its
      first character is given, each of the others is predicted once, from all
      before it. Bits per character are the sum of -log2 of their probabilities over
      the number of those predicted, bits per byte the same sum over their bytes in
      UTF-8; the latter is null where the model does not know a character, since it
      has predicted no more than that one comes which it does not know. A character
      is a symbol of the model. --explain shows each, as `recur sample` does. --json:
      loss (nats per character), bits, characters, bytes, bits_per_character,
      bits_per_byte, unknown (how many), unknown_symbols (which), unit, and with
      --explain symbols.

      Exit code 0: solved, or the data have no rule for that; 1: not solved.
      """)

  @Argument(help: "A checkpoint, or the folder of a run.")
  var checkpoint: String

  @Option(help: "Dataset file, scored as it is. (default: the data of the run, if they are the same bytes)")
  var data: String?

  @Option(help: "Split: train, validation or test. (default: test)")
  var split: Split?

  @Option(help: "Nominal length of a task made on the fly. (default: that of the run)")
  var length: Int?

  @Option(help: "Seed of sequences made on the fly. (default: that of the run)")
  var seed: UInt64?

  @Option(help: "Most sequences. (default: all of a file, 10000 of a task)")
  var sequences: Int?

  @Flag(help: "Take the best parameters met on validation data, not the last ones.")
  var best = false

  @Option(help: "Worker threads. (default: the cores that this process may use)")
  var threads: Int?

  @Option(help: "Score this text instead of data.")
  var text: String?

  @Option(help: "Score the text in this file, read as it is.")
  var textFile: String?

  @Flag(help: "Show how surprised the model was at each character of the text.")
  var explain = false

  @Flag(help: "Let numbers in the data be NaN or infinite.")
  var allowNonfiniteData = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if let sequences, sequences < 1 { throw ValidationError("--sequences should be at least 1, got \(sequences)") }
    try validateText()
  }

  private func validateText() throws {
    if text != nil, textFile != nil { throw ValidationError("both --text and --text-file name a text to score") }
    guard text != nil || textFile != nil else {
      if explain { throw ValidationError("--explain shows the characters of a text: it needs --text or --text-file") }
      return
    }
    for (name, isGiven) in [
      ("data", data != nil), ("split", split != nil), ("length", length != nil), ("seed", seed != nil),
      ("sequences", sequences != nil),
    ] where isGiven {
      throw ValidationError("a text is scored instead of data: --\(name) has no meaning beside it")
    }
  }

  func run() throws {
    let location = try RunLocation(checkpoint)
    let argument = try TextArgument(text, file: textFile, option: "text")
    let file = try CheckpointFile(guarded: location)
    if let argument {
      return try TextEvaluation(text: argument, checkpoint: checkpoint, best: best, explain: explain, json: json).run(
        file)
    }
    let configuration = try ExperimentConfiguration.of(file, under: choices, checkpoint: checkpoint)
    switch file.precision {
    case .float: try evaluate(Checkpoint<Float>(file), configuration)
    case .double: try evaluate(Checkpoint<Double>(file), configuration)
    }
  }

  /// What chooses the data.
  private var choices: ConfigurationLayer {
    var layer = ConfigurationLayer()
    layer.data = data
    layer.length = length
    layer.seed = seed
    layer.threads = threads
    layer.allowNonfiniteData = allowNonfiniteData ? true : nil
    return layer
  }

  private func evaluate<Element>(_ checkpoint: Checkpoint<Element>, _ configuration: ExperimentConfiguration) throws {
    let (parameters, step) = try checkpoint.chosen(best: best, name: self.checkpoint)
    let data = try ExperimentData(configuration)
    let split = try configuration.splitRead(for: split ?? .test, in: data)
    Interrupt.listen(leavesCheckpoint: false)
    let progress = ProgressLine("evaluate")
    let evaluation = try Evaluation(
      of: parameters, configuration, on: data, split: split, count: sequences,
      onProgress: { progress.show($0, of: $1) }, isInterrupted: { Interrupt.isRequested })
    progress.end()
    guard let evaluation else { throw ExitCode(ExitStatus.interrupted) }
    let report = EvaluationReport(
      evaluation, configuration, checkpoint: self.checkpoint, step: step, split: split)
    if json {
      Console.print(try JSONText.line(report))
    } else {
      report.lines.forEach(Console.print)
    }
    if evaluation.solved == false { throw ExitCode(ExitStatus.failed) }
  }
}
