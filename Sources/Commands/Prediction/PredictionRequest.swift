import DurableFiles
import Inspection
import LinearAlgebra
import Machine
import RecurrentNetworks
package import SequenceData
import Training

/// What `predict` is asked to do: to say what a network predicts in every step of a split.
package struct PredictionRequest {
  /// Where predictions go.
  package enum Form: Sendable {
    /// Into an HDF5 file; standard output says so, perhaps in JSON.
    case file(NewFile)
    /// One JSON object a sequence, to standard output.
    case objects
    /// A table with a line a step, to standard output.
    case table
  }

  private let checkpoint: String
  private let form: Form
  /// The data file; nil for that of the run.
  package var data: String?
  /// The split; nil for the test, or what stands for it.
  package var split: Split?
  package var parameters = ParameterChoice.usual
  package var states = false
  package var logits = false
  package var threads: Int?
  package var allowsNonFinite = false

  /// - Parameters:
  ///   - checkpoint: a checkpoint, or the folder of a run.
  ///   - form: where predictions go.
  package init(_ checkpoint: String, as form: Form) {
    self.checkpoint = checkpoint
    self.form = form
  }

  /// Makes sure that the choices make sense together.
  package func validate() throws(CommandError) {
    try OptionLimits.require(threads: threads)
    if case .table = form, states || logits {
      throw .usage("--csv is a table of predictions: --states and --logits need --output or --json")
    }
  }

  /// Predicts.
  package func run() throws {
    let location = try RunLocation(checkpoint)
    if case .file(let file) = form { try file.require(unlikeAnyOf: [location.checkpoint] + (data.map { [$0] } ?? [])) }
    let stored = try location.reading { try FileGuard.admit($0) }
    let file = try location.reading { _ in try CheckpointFile(stored) }
    switch file.precision {
    case .float: try predict(Checkpoint<Float>(file), file, digest: stored.digest)
    case .double: try predict(Checkpoint<Double>(file), file, digest: stored.digest)
    }
  }

  private func predict<Element: Scalar>(
    _ checkpoint: Checkpoint<Element>, _ file: CheckpointFile, digest: String
  ) throws {
    let chosen = try checkpoint.chosen(parameters, name: self.checkpoint)
    let source = try source(of: file)
    let network = try Network<Element>(file.configuration.network)
    let threads = threads ?? file.configuration.threads
    let encoding = checkpoint.records.encoding
    let predictor = try Predictor(
      network, at: chosen.vector, encoding: encoding, pool: WorkerPool(threads: threads))
    var content = PredictionContent()
    (content.states, content.logits) = (states, logits)
    let names = checkpoint.records.vocabulary?.symbols ?? encoding.outputNames
    let sources = PredictionSources(
      run: self.checkpoint, checkpointDigest: digest, step: chosen.step, isBest: chosen.isBest, data: source.path,
      dataDigest: try source.admitted.digest, seed: file.configuration.seed,
      provenance: Provenance(threads: threads, command: CommandLine.arguments.joined(separator: " ")))
    switch form {
    case .file(let new):
      try InterruptibleWriting.run(new.output) { progress in
        try PredictionFile.write(
          to: new.output, mayReplace: new.mayReplace, predictor, of: network, source, content, outputNames: names,
          sources
        ) { try progress($0, source.rowCount) }
      }
      try new.show(PredictionReport(sources, source, network.definition, content, output: new.output))
    case .objects, .table:
      if case .objects = form { try requireMemory(for: source, network) }
      Interrupt.listen(leavesCheckpoint: false)
      let isTable = if case .table = form { true } else { false }
      let printer = PredictionPrinter(network, source, outputNames: names, asTable: isTable)
      try predictor.predict(source, content) {
        if Interrupt.isRequested { throw CommandError.exit(ExitStatus.interrupted) }
        try printer.print($0)
      }
      try printer.end()
    }
  }

  /// Makes sure that the longest sequence can be held, which is one object.
  private func requireMemory<Element: Scalar>(for source: SequenceInputs, _ network: Network<Element>) throws {
    let steps = zip(source.offsets, source.offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
    let parts = states ? network.stateParts.flatMap(\.self) : []
    let rows = 1 + (logits ? 1 : 0) + parts.count
    let numbers = network.definition.outputs * (logits ? 2 : 1) + parts.reduce(0) { $0 + $1.width }
    // An array for each row, and each number as it is and in the text, which is there twice.
    let bytes = 48 * rows + (MemoryLayout<Element>.stride + 24) * numbers
    let subject = "--json, which holds a sequence of \(steps) steps as a whole, as --output and --csv do not,"
    if let shortage = MemoryNeed(subject, bytes, steps).shortageIfLarge() { throw TrainingError(.usage, shortage) }
  }

  /// The split that is read; says so where it is none that was asked for.
  private func source(of file: CheckpointFile) throws -> SequenceInputs {
    let admitted: AdmittedFile
    if let data {
      admitted = try FileGuard.admit(data)
    } else if let found = try file.dataFile()?.path {
      admitted = try FileGuard.admit(found)
    } else {
      throw TrainingError(
        .usage,
        "\(checkpoint) was trained on sequences made on the fly: --data should name a file, which recur data task \(file.configuration.task) makes"
      )
    }
    try file.requireVocabulary(of: admitted)
    let source = try SequenceInputs(admitted, split: split, allowsNonFinite: allowsNonFinite)
    if split == nil, source.split != .test {
      Console.error("\(source.path) has no /test: /\(source.split.rawValue) is used in its place")
    }
    return source
  }
}

/// What `predict` says of the file that it has written.
struct PredictionReport: NewFileReport {
  let output: String
  let run: String
  let step: Int
  let best: Bool
  let data: String
  let split: String
  let sequences: Int
  let rows: Int
  let outputs: Int
  let kind: String
  let meaning: String
  let states: Bool
  let logits: Bool
  let bytes: Int
  let sha256: String

  init(
    _ sources: PredictionSources, _ source: SequenceInputs, _ network: NetworkDefinition, _ content: PredictionContent,
    output: String
  ) throws {
    let kind = PredictionKind(network.loss)
    (self.output, run, step, best) = (output, sources.run, sources.step, sources.isBest)
    (data, split, sequences, rows) = (source.path, source.split.rawValue, source.count, source.rowCount)
    (outputs, self.kind, meaning) = (network.outputs, kind.name, kind.rawValue)
    (states, logits) = (content.states, content.logits)
    let file = try OutputRecord(output)
    (bytes, sha256) = (file.bytes, file.sha256)
  }

  var lines: [String] {
    let parameters = best ? "the best on validation data, of step \(step)" : "the last, of step \(step)"
    return [
      "\(Console.bold(output)): what \(run) predicts in \(rows, "step") of \(sequences, "sequence") of \(data), split \(split)",
      "parameters   \(parameters)",
      "predictions  \(outputs, "output"): \(meaning)",
      "size         \(ByteCount.describe(bytes))",
      "SHA-256      \(sha256)",
    ]
  }
}
