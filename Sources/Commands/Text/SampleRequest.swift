import LinearAlgebra
import SequenceData
package import Training

/// What `sample` is asked to do: to write text with a model of text.
package struct SampleRequest {
  /// How the text is shown.
  package enum Form {
    /// As it is; on a terminal characters that it would obey are spelled out.
    case text
    /// As it is, wherever it goes.
    case raw
    /// One object, or one for each symbol.
    case json
  }

  private let checkpoint: String
  private let choice: ParameterChoice
  private let length: Int
  private let options: SamplingOptions
  private let form: Form
  private let isStream: Bool
  private let explain: Bool
  private let showsPrime: Bool

  /// - Parameters:
  ///   - checkpoint: a checkpoint, or the folder of a run.
  ///   - choice: which parameters write.
  ///   - length: how many symbols are written.
  ///   - options: how they are chosen.
  ///   - form: how they are shown.
  ///   - isStream: whether each is shown as it comes.
  ///   - explain: whether it is shown how surprised the model was at each.
  ///   - showsPrime: whether what is read first is shown.
  package init(
    _ checkpoint: String, at choice: ParameterChoice, length: Int, _ options: SamplingOptions, as form: Form,
    isStream: Bool,
    explain: Bool, showsPrime: Bool
  ) {
    self.checkpoint = checkpoint
    self.choice = choice
    self.length = length
    self.options = options
    self.form = form
    self.isStream = isStream
    self.explain = explain
    self.showsPrime = showsPrime
  }

  /// The most characters that are kept for one JSON object.
  private static let mostKept = 10_000_000

  /// Makes sure that choices make sense, and together.
  package static func validate(
    length: Int, temperature: Double?, topK: Int?, argmax: Bool, json: Bool, stream: Bool, raw: Bool, explain: Bool
  ) throws(CommandError) {
    try OptionLimits.require("length", length, in: 0...1_000_000_000)
    if json, !stream, length > mostKept {
      throw .usage("--json keeps at most \(mostKept, "character"); with --stream it goes on without end")
    }
    if let temperature, !(temperature > 0 && temperature < .infinity) {
      let remedy = temperature == 0 ? " (--argmax takes the likeliest character)" : ""
      throw .usage("--temperature should be above 0 and finite, got \(temperature)\(remedy)")
    }
    if let topK, topK < 1 { throw .usage("--top-k should be at least 1, got \(topK)") }
    if argmax, temperature != nil || topK != nil {
      throw .usage("--argmax draws nothing: --temperature and --top-k have no meaning beside it")
    }
    if raw, explain || json {
      throw .usage("--raw writes bytes: it has no meaning beside --\(json ? "json" : "explain")")
    }
  }

  /// Writes.
  ///
  /// - Parameter prime: what the model reads first.
  /// - Returns: the exit code.
  package func run(after prime: TextArgument?) throws -> Int32 {
    let file = try CheckpointFile(guarded: RunLocation(checkpoint))
    switch file.precision {
    case .float: return try sample(Checkpoint<Float>(file), after: prime)
    case .double: return try sample(Checkpoint<Double>(file), after: prime)
    }
  }

  private var isJSON: Bool { form == .json }

  private func sample<Element>(_ stored: Checkpoint<Element>, after beginning: TextArgument?) throws -> Int32 {
    let chosen = try stored.chosen(choice, name: checkpoint)
    let model = try TextModel(stored, parameters: chosen.vector, name: checkpoint)
    let vocabulary = model.vocabulary
    let prime = try beginning?.encoded(in: vocabulary)
    var sampler = try SymbolSampler(options, for: vocabulary)
    Interrupt.listen(leavesCheckpoint: false)
    // The text goes to standard output alone; whoever wants bytes wants no words beside them.
    if form == .text { Console.note("\(Console.plain(checkpoint)), \(chosen.words)") }
    let output = StandardOutput(isImmediate: isStream)
    let printer = printer(for: vocabulary, to: output)
    var written: [Int32] = []
    let scores = try model.write(
      length, after: prime?.symbols ?? [], with: &sampler, alternatives: explain ? 3 : 0
    ) { surprise, isWritten in
      if isWritten || showsPrime { try printer.show(surprise, isWritten ? .sample : .prime) }
      if isWritten, isJSON, !isStream { written.append(surprise.symbol) }
    } isInterrupted: {
      Interrupt.isRequested
    }
    try printer.end(showsPrime ? [(.prime, scores.prime), (.sample, scores.written)] : [(.sample, scores.written)])
    if isJSON {
      let report = SampleReport(
        checkpoint: checkpoint, step: chosen.step, isBest: chosen.isBest, prime: prime ?? EncodedText(),
        written: written,
        scores: scores, options: options, vocabulary: vocabulary, isStream: isStream,
        isInterrupted: Interrupt.isRequested,
        symbols: explain && !isStream ? (printer as? SymbolObjects)?.objects : nil)
      try output.write(JSONText.line(report) + "\n")
      try output.flush()
    }
    return Interrupt.isRequested ? ExitStatus.interrupted : ExitStatus.succeeded
  }

  private func printer(for vocabulary: Vocabulary, to output: StandardOutput) -> any SymbolPrinter {
    if isJSON {
      return SymbolObjects(
        vocabulary, to: isStream ? output : nil, keeps: explain && !isStream, withAlternatives: explain)
    }
    guard explain else { return PlainSymbols(vocabulary, to: output, isRaw: form == .raw) }
    return Terminal.output.hasColors
      ? ColoredSymbols(vocabulary, to: output) : TabulatedSymbols(vocabulary, to: output)
  }
}
