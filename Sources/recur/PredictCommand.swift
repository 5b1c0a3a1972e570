import ArgumentParser
import Commands
import SequenceData

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Say what a network predicts in every step of a split.",
    discussion: """
      Examples:
        recur predict runs/mine --data new.h5 --output predictions.h5
        recur predict runs/mine --output predictions.h5 --states
        recur predict runs/mine --data new.h5 --csv > predictions.csv
        recur predict runs/mine --data new.h5 --json | jq .predictions

        with h5py.File("predictions.h5") as f:          # in Python
          p, offsets = f["predictions"][:], f["offsets"][:]
          first = p[offsets[0]:offsets[1]]              # the first sequence

      A data file needs inputs and offsets (Datasets/README.md); targets, weights
      and a loss are not looked at, and need not be there. It may be larger than
      memory. Rows are those of the file, in its order; steps that carry no loss are
      predicted like others. Inputs of a file that says nothing of standardization
      are raw numbers: a network that was trained on standardized ones has them
      standardized by the constants of its training data, and gives values in the
      units of the raw targets.

      The file: /predictions (row, output) are values under the squared error,
      probabilities under the logistic loss (each output by itself) and softmax
      (classes; /classes (row,) is the most probable one): its attributes kind and
      meaning say which. /offsets: sequence n is rows offsets[n] to offsets[n+1].
      With --states /states/<layer>/<part> (row, unit) is everything a layer hands
      on, layers counted from 1: h, of an LSTM also c. With --logits /logits.
      The root says which run, step, data and split, with digests.

      --json without --output prints one object a sequence: sequence (from 0),
      predictions (a list a step), for classes classes and, where they have names,
      labels; logits, states (by layer, by part). --csv a line a step: sequence, step
      (both from 0), the outputs, the class. With --output, --json is about the file.

      Of a text, a split is one sequence: row t holds the probabilities of the
      symbol behind symbol t, after all those up to it. For the surprise at each
      character of any text use recur evaluate --text-file F --explain, to write
      text recur sample.

      Exit code 0: done; 65, 66: a file is not what it should be, or missing; 73: the
      output cannot be written, or exists; 130: interrupted, nothing is left behind.
      """)

  @Argument(help: "A checkpoint, or the folder of a run.") var checkpoint: String

  @Option(help: "Dataset file, taken as it is. (default: the data of the run, if they are the same bytes)")
  var data: String?

  @Option(help: "Split: train, validation or test. (default: test, or else validation, or train)") var split: Split?
  @Option(help: "The HDF5 file to write.") var output: String?
  @Flag(help: "Store the states of all layers too.") var states = false
  @Flag(help: "Store the logits too, of which predictions are made.") var logits = false
  @OptionGroup var parameters: ParameterOptions
  @Flag(help: "Print JSON: one object a sequence; with --output one about the file.") var json = false
  @Flag(help: "Print a table, a line a step.") var csv = false
  @Option(help: "Worker threads. (default: the cores that this process may use)") var threads: Int?
  @Flag(help: "Accept infinities and NaN in the inputs.") var allowNonfiniteData = false
  @Flag(help: "Replace the output if it exists.") var force = false

  func validate() throws {
    if csv && (json || output != nil) {
      throw ValidationError("--csv prints a table: it goes with neither --json nor --output")
    }
    guard json || csv || output != nil else {
      throw ValidationError("predictions should go somewhere: --output F.h5, or --json or --csv for standard output")
    }
    try checked(request.validate())
  }

  private var request: PredictionRequest {
    let form: PredictionRequest.Form =
      if let output { .file(NewFile(output, mayReplace: force, json: json)) } else { csv ? .table : .objects }
    var request = PredictionRequest(checkpoint, as: form)
    (request.data, request.split, request.states, request.logits) = (data, split, states, logits)
    (request.threads, request.allowsNonFinite) = (threads, allowNonfiniteData)
    request.parameters = parameters.choice
    return request
  }

  func run() throws { try request.run() }
}
