import ArgumentParser
import Commands
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
        recur evaluate runs/context-integration-60-seed-1 --input-noise 0.1
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
      1/2. Beside each figure stands that of the best constant predictor. Where targets
      of the logistic loss are other than 0 and 1, as pixels are, the squared error is
      said as well, summed over the outputs.
      --json: loss, loss_per_step, mean_squared_error or accuracy, wrong,
      wrong_sequences, sequences, solved, step, best, baseline_loss, baseline_wrong,
      baseline_mean_squared_error, baseline_accuracy, summed_squared_error, data_kind, split, length, ...

      Of the tasks perceptual-decision and context-integration a psychometric table
      shows how often the choice was 1 at each coherence, in --json psychometric.

      Noise of training is left out, unless --input-noise or --state-noise asks for
      some: the same numbers each time, for each sequence and step its own.

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

  @Argument(help: "A checkpoint, or the folder of a run.") var checkpoint: String

  @Option(help: "Dataset file, scored as it is. (default: the data of the run, if they are the same bytes)")
  var data: String?

  @Option(help: "Split: train, validation or test. (default: test)") var split: Split?
  @Option(help: "Nominal length of a task made on the fly. (default: that of the run)") var length: Int?
  @Option(help: "Seed of sequences made on the fly. (default: that of the run)") var seed: UInt64?
  @Option(help: "Most sequences. (default: all of a file, 10000 of a task)") var sequences: Int?
  @Option(help: "Standard deviation of noise in real features. (default: none)") var inputNoise: Double?
  @Option(help: "Standard deviation of noise in states, for cells that take it. (default: none)")
  var stateNoise: Double?
  @OptionGroup var parameters: ParameterOptions
  @Option(help: "Worker threads. (default: the cores that this process may use)") var threads: Int?
  @Option(help: "Score this text instead of data.") var text: String?
  @Option(help: "Score the text in this file, read as it is.") var textFile: String?
  @Flag(help: "Show how surprised the model was at each character of the text.") var explain = false
  @Flag(help: "Let numbers in the data be NaN or infinite.") var allowNonfiniteData = false
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    if let sequences, sequences < 1 { throw ValidationError("--sequences should be at least 1, got \(sequences)") }
    if text != nil, textFile != nil { throw ValidationError("both --text and --text-file name a text to score") }
    guard isText else {
      if explain { throw ValidationError("--explain shows the characters of a text: it needs --text or --text-file") }
      return
    }
    for (name, isGiven) in [
      ("data", data != nil), ("split", split != nil), ("length", length != nil), ("seed", seed != nil),
      ("sequences", sequences != nil), ("input-noise", inputNoise != nil), ("state-noise", stateNoise != nil),
    ] where isGiven {
      throw ValidationError("a text is scored instead of data: --\(name) has no meaning beside it")
    }
  }

  private var isText: Bool { text != nil || textFile != nil }

  func run() throws {
    let request = EvaluationRequest(checkpoint, at: parameters.choice, json: json)
    if isText { throw ExitCode(try request.run(text: text, file: textFile, explain: explain)) }
    var choices = ConfigurationLayer()
    (choices.data, choices.length, choices.seed, choices.threads) = (data, length, seed, threads)
    (choices.inputNoise, choices.stateNoise) = (inputNoise, stateNoise)
    choices.allowNonfiniteData = allowNonfiniteData ? true : nil
    throw ExitCode(try request.run(choices, split: split, sequences: sequences))
  }
}
