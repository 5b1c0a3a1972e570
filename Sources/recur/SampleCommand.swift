import ArgumentParser
import LinearAlgebra
import SequenceData
import Training

struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Write text with a model that was trained on some.",
    discussion: """
      Examples:
        recur sample runs/kjv --prime "In the beginning" --length 300
        recur sample runs/kjv --temperature 0.7 --seed 2 --stream
        recur sample runs/kjv --prime "Behold" --explain
        recur sample runs/kjv --explain --json | jq .bits_per_character

      The prime is read first and printed before what the model writes
      (--no-prime leaves it out). Without one the model reads a newline, or a space
      where its vocabulary has none, which is not printed: it writes what comes at
      the beginning of a line. What the prime holds and the model does not know is
      named on standard error and read as the unknown symbol; a model that has none
      refuses it. The unknown symbol is never written unless it is allowed.

      The same seed gives the same text, on any machine that rounds alike. A
      character is a symbol of the model; of a model of bytes they are written as
      they are. On a terminal a control character that the model writes is shown as
      \\u{1B}, a byte that is no UTF-8 as \\x9B, and the text ends with an end of
      line wherever it goes. --raw writes the bytes of the text, no more, no less.

      --explain shows how surprised the model was at each character, of the prime
      too: -log2 of its probability, whatever temperature and top-k make of it. On
      a terminal as colours, elsewhere (or with NO_COLOR) as a table.

      --json: checkpoint, step, prime, text, characters, bits_per_character,
      prime_bits_per_character, unit, unknown_symbols (what the prime has that the
      model does not know), seed, temperature, top_k, argmax, interrupted; with --explain
      symbols: symbol, part (prime or sample), bits, alternatives (the three
      likeliest). With --stream one object a symbol, then one without text and
      symbols.

      Exit code 0: done; 65: no model of text, or a prime it cannot read; 130:
      interrupted, after what was written until then.
      """)

  @Argument(help: "A checkpoint, or the folder of a run.")
  var checkpoint: String

  @Option(help: "Text to go on from.")
  var prime: String?

  @Option(help: "File of text to go on from, read as it is.")
  var primeFile: String?

  @Option(help: "Characters to write.")
  var length = 500

  @Option(help: "Temperature: below 1 likely characters become likelier. (default: 1)")
  var temperature: Double?

  @Option(help: "Choose among so many likeliest characters. (default: all)")
  var topK: Int?

  @Flag(help: "Take the likeliest character every time.")
  var argmax = false

  @Option(help: "Seed of the random numbers.")
  var seed: UInt64 = 1

  @Flag(help: "Write each character as it comes.")
  var stream = false

  @Flag(help: "Show how surprised the model was at each character.")
  var explain = false

  @Flag(name: .customLong("no-prime"), help: "Leave the prime out of what is printed.")
  var leavesPrimeOut = false

  @Flag(help: "Write the bytes of the text as they are, to a terminal too, and no end of line after them.")
  var raw = false

  @Flag(help: "Let the unknown symbol be written.")
  var allowUnknown = false

  @Flag(help: "Take the best parameters met on validation data, not the last ones.")
  var best = false

  @Flag(help: "Print one JSON object; with --stream one a character too.")
  var json = false

  /// The most characters that are kept for one JSON object.
  private static let mostKept = 10_000_000

  func validate() throws {
    guard (0...1_000_000_000).contains(length) else {
      throw ValidationError("--length should be between 0 and 1000000000, got \(length)")
    }
    if json, !stream, length > Self.mostKept {
      throw ValidationError("--json keeps at most \(Self.mostKept, "character"); with --stream it goes on without end")
    }
    if let temperature, !(temperature > 0 && temperature < .infinity) {
      let remedy = temperature == 0 ? " (--argmax takes the likeliest character)" : ""
      throw ValidationError("--temperature should be above 0 and finite, got \(temperature)\(remedy)")
    }
    if let topK, topK < 1 { throw ValidationError("--top-k should be at least 1, got \(topK)") }
    if argmax, temperature != nil || topK != nil {
      throw ValidationError("--argmax draws nothing: --temperature and --top-k have no meaning beside it")
    }
    if raw, explain || json {
      throw ValidationError("--raw writes bytes: it has no meaning beside --\(json ? "json" : "explain")")
    }
    if prime != nil, primeFile != nil {
      throw ValidationError("both --prime and --prime-file name a text to go on from")
    }
  }

  func run() throws {
    let beginning = try TextArgument(prime, file: primeFile, option: "prime")
    let location = try RunLocation(checkpoint)
    let file = try CheckpointFile(guarded: location)
    switch file.precision {
    case .float: try sample(Checkpoint<Float>(file), after: beginning)
    case .double: try sample(Checkpoint<Double>(file), after: beginning)
    }
  }

  private var sampling: SamplingOptions {
    var options = SamplingOptions()
    options.temperature = temperature ?? options.temperature
    options.topCount = topK
    options.takesLikeliest = argmax
    options.allowsUnknown = allowUnknown
    options.seed = seed
    return options
  }

  private func sample<Element>(_ checkpoint: Checkpoint<Element>, after beginning: TextArgument?) throws {
    let (parameters, step) = try checkpoint.chosen(best: best, name: self.checkpoint)
    let model = try TextModel(checkpoint, parameters: parameters, name: self.checkpoint)
    let vocabulary = model.vocabulary
    let prime = try beginning?.encoded(in: vocabulary)
    var sampler = try SymbolSampler(sampling, for: vocabulary)
    Interrupt.listen(leavesCheckpoint: false)
    let output = StandardOutput(isImmediate: stream)
    let printer = printer(for: vocabulary, to: output)
    var written: [Int32] = []
    let scores = try model.write(
      length, after: prime?.symbols ?? [], with: &sampler, alternatives: explain ? 3 : 0
    ) { surprise, isWritten in
      if isWritten || !leavesPrimeOut { try printer.show(surprise, isWritten ? .sample : .prime) }
      if isWritten, json, !stream { written.append(surprise.symbol) }
    } isInterrupted: {
      Interrupt.isRequested
    }
    try printer.end(leavesPrimeOut ? [(.sample, scores.written)] : [(.prime, scores.prime), (.sample, scores.written)])
    if json {
      let report = SampleReport(
        checkpoint: self.checkpoint, step: step, prime: prime ?? EncodedText(), written: written,
        scores: scores, options: sampling, vocabulary: vocabulary, isStream: stream,
        isInterrupted: Interrupt.isRequested,
        symbols: explain && !stream ? (printer as? SymbolObjects)?.objects : nil)
      try output.write(JSONText.line(report) + "\n")
      try output.flush()
    }
    if Interrupt.isRequested { throw ExitCode(ExitStatus.interrupted) }
  }

  private func printer(for vocabulary: Vocabulary, to output: StandardOutput) -> any SymbolPrinter {
    if json {
      return SymbolObjects(
        vocabulary, to: stream ? output : nil, keeps: explain && !stream, withAlternatives: explain)
    }
    guard explain else { return PlainSymbols(vocabulary, to: output, isRaw: raw) }
    return Terminal.output.hasColors
      ? ColouredSymbols(vocabulary, to: output) : TabulatedSymbols(vocabulary, to: output)
  }
}
