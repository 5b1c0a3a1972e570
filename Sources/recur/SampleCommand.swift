import ArgumentParser
import Commands
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
      a terminal as colors, elsewhere (or with NO_COLOR) as a table.

      --json: checkpoint, step, best, prime, text, characters, bits_per_character,
      prime_bits_per_character, unit, unknown_symbols (what the prime has that the
      model does not know), seed, temperature, top_k, argmax, interrupted; with --explain
      symbols: symbol, part (prime or sample), bits, alternatives (the three
      likeliest). With --stream one object a symbol, then one without text and
      symbols.

      Exit code 0: done; 65: no model of text, or a prime it cannot read; 130:
      interrupted, after what was written until then.
      """)

  @Argument(help: "A checkpoint, or the folder of a run.") var checkpoint: String
  @Option(help: "Text to go on from.") var prime: String?
  @Option(help: "File of text to go on from, read as it is.") var primeFile: String?
  @Option(help: "Characters to write.") var length = 500
  @Option(help: "Temperature: below 1 likely characters become likelier. (default: 1)") var temperature: Double?
  @Option(help: "Choose among so many likeliest characters. (default: all)") var topK: Int?
  @Flag(help: "Take the likeliest character every time.") var argmax = false
  @Option(help: "Seed of the random numbers.") var seed: UInt64 = 1
  @Flag(help: "Write each character as it comes.") var stream = false
  @Flag(help: "Show how surprised the model was at each character.") var explain = false
  @Flag(name: .customLong("no-prime"), help: "Leave the prime out of what is printed.") var leavesPrimeOut = false

  @Flag(help: "Write the bytes of the text as they are, to a terminal too, and no end of line after them.")
  var raw = false

  @Flag(help: "Let the unknown symbol be written.") var allowUnknown = false
  @OptionGroup var parameters: ParameterOptions
  @Flag(help: "Print one JSON object; with --stream one a character too.") var json = false

  func validate() throws {
    try checked(
      SampleRequest.validate(
        length: length, temperature: temperature, topK: topK, argmax: argmax, json: json, stream: stream, raw: raw,
        explain: explain))
    if prime != nil, primeFile != nil {
      throw ValidationError("both --prime and --prime-file name a text to go on from")
    }
  }

  func run() throws {
    var options = SamplingOptions()
    options.temperature = temperature ?? options.temperature
    (options.topCount, options.takesLikeliest, options.allowsUnknown) = (topK, argmax, allowUnknown)
    options.seed = seed
    let request = SampleRequest(
      checkpoint, at: parameters.choice, length: length, options, as: json ? .json : raw ? .raw : .text,
      isStream: stream,
      explain: explain, showsPrime: !leavesPrimeOut)
    throw ExitCode(try request.run(after: TextArgument(prime, file: primeFile, option: "prime")))
  }
}
