import ArgumentParser
import LinearAlgebra
import SequenceData
import Training

/// `evaluate` on a text from the command line: its first character is given, the others are predicted.
struct TextEvaluation {
  let text: TextArgument
  /// What was named on the command line.
  let checkpoint: String
  let best: Bool
  let explain: Bool
  let json: Bool

  /// Scores the text under the last or the best parameters of a checkpoint, and prints the result.
  func run(_ file: CheckpointFile) throws {
    switch file.precision {
    case .float: try score(Checkpoint<Float>(file))
    case .double: try score(Checkpoint<Double>(file))
    }
  }

  private func score<Element>(_ stored: Checkpoint<Element>) throws {
    let (parameters, step) = try stored.chosen(best: best, name: checkpoint)
    let model = try TextModel(stored, parameters: parameters, name: checkpoint)
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
    guard let score else { throw ExitCode(ExitStatus.interrupted) }
    let report = TextEvaluationReport(
      checkpoint: checkpoint, step: step, text: text.name, score: score, encoded: encoded, unit: vocabulary.unit,
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
  }

  private func printer(for vocabulary: Vocabulary, to output: StandardOutput) -> (any SymbolPrinter)? {
    guard explain else { return nil }
    if json { return SymbolObjects(vocabulary, to: nil, keeps: true, withAlternatives: true) }
    return Terminal.output.hasColors
      ? ColouredSymbols(vocabulary, to: output) : TabulatedSymbols(vocabulary, to: output)
  }
}
