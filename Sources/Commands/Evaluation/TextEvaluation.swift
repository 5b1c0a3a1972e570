import Foundation
import LinearAlgebra
import SequenceData
import Training

/// `evaluate` on a text from the command line: its first character is given, the others are predicted.
struct TextEvaluation {
  let text: TextArgument
  /// What was named on the command line.
  let checkpoint: String
  let choice: ParameterChoice
  let explain: Bool
  let json: Bool

  /// Scores the text under chosen parameters of a checkpoint, prints the result and returns the exit code.
  func run(_ file: CheckpointFile) throws -> Int32 {
    switch file.precision {
    case .float: return try score(Checkpoint<Float>(file))
    case .double: return try score(Checkpoint<Double>(file))
    }
  }

  private func score<Element>(_ stored: Checkpoint<Element>) throws -> Int32 {
    let chosen = try stored.chosen(choice, name: checkpoint)
    let model = try TextModel(stored, parameters: chosen.vector, name: checkpoint)
    let vocabulary = model.vocabulary
    let encoded = try text.encoded(in: vocabulary)
    let unit = vocabulary.unit.rawValue
    guard encoded.symbols.count > 1 else {
      throw TrainingError(
        .data,
        "\(text.name) should have at least two \(unit)s, it has \(encoded.symbols.count == 0 ? "none" : "one"): the first is given, and only those after it are predicted"
      )
    }
    Interrupt.listen(leavesCheckpoint: false)
    let progress = ProgressLine("evaluate")
    let output = StandardOutput(isImmediate: false)
    let printer = printer(for: vocabulary, to: output)
    var done = 0
    let score = try model.score(encoded.symbols, alternatives: explain ? 3 : 0) { surprise in
      try printer?.show(surprise, .text)
      done += 1
      if done.isMultiple(of: 1000) { progress.show(done, of: encoded.symbols.count) }
    } isInterrupted: {
      Interrupt.isRequested
    }
    progress.end()
    guard let score else { return ExitStatus.interrupted }
    let report = TextEvaluationReport(
      checkpoint: checkpoint, step: chosen.step, isBest: chosen.isBest, text: text.name, score: score, encoded: encoded,
      unit: vocabulary.unit,
      symbols: (printer as? SymbolObjects)?.objects)
    if json {
      try output.write(JSONText.line(report) + "\n")
    } else {
      if let printer {
        try printer.end([])
        try output.write("\n")
      }
      for line in report.lines { try output.write(line: line) }
    }
    try output.flush()
    return ExitStatus.succeeded
  }

  private func printer(for vocabulary: Vocabulary, to output: StandardOutput) -> (any SymbolPrinter)? {
    guard explain else { return nil }
    if json { return SymbolObjects(vocabulary, to: nil, keeps: true, withAlternatives: true) }
    return Terminal.output.hasColors
      ? ColoredSymbols(vocabulary, to: output) : TabulatedSymbols(vocabulary, to: output)
  }
}

/// What `evaluate --text` says.
struct TextEvaluationReport: Encodable {
  let checkpoint: String
  let step: Int
  let isBest: Bool
  let text: String
  let score: TextScore
  let encoded: EncodedText
  let unit: TextUnit
  let symbols: [SymbolObject]?

  private enum CodingKeys: String, CodingKey {
    case loss, characters, bytes, bits, unit, checkpoint, step, best, text, unknown, symbols
    case bitsPerCharacter = "bits_per_character"
    case bitsPerByte = "bits_per_byte"
    case unknownSymbols = "unknown_symbols"
  }

  /// Stores every field; one without a value is null, not absent.
  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(score.bitsPerCharacter.map { $0 * M_LN2 }, forKey: .loss)
    try values.encode(score.bits.isFinite ? score.bits : nil, forKey: .bits)
    try values.encode(score.characters, forKey: .characters)
    try values.encode(score.bytes, forKey: .bytes)
    try values.encode(score.bitsPerCharacter, forKey: .bitsPerCharacter)
    try values.encode(score.bitsPerByte, forKey: .bitsPerByte)
    try values.encode(score.unknown, forKey: .unknown)
    try values.encode(encoded.unknownSymbols.map(UnknownSymbolObject.init), forKey: .unknownSymbols)
    try values.encode(unit.rawValue, forKey: .unit)
    try values.encode(checkpoint, forKey: .checkpoint)
    try values.encode(step, forKey: .step)
    try values.encode(isBest, forKey: .best)
    try values.encode(text, forKey: .text)
    try values.encodeIfPresent(symbols, forKey: .symbols)
  }

  /// The same for people.
  var lines: [String] {
    [
      "\(checkpoint), \(ParameterWords.words(step: step, isBest: isBest)), on the \(score.characters, "character") of \(text) after the first"
    ] + score.lines()
  }
}
