import SequenceData
import Training

/// Symbols as JSON objects: one a line, or collected for a report.
final class SymbolObjects: SymbolPrinter {
  private let vocabulary: Vocabulary
  private let lines: StandardOutput?
  private let keeps: Bool
  private let withAlternatives: Bool
  /// Those collected.
  private(set) var objects: [SymbolObject] = []

  /// Objects that go to `lines`, and are kept where somebody `keeps` them for a report.
  init(_ vocabulary: Vocabulary, to lines: StandardOutput?, keeps: Bool, withAlternatives: Bool) {
    self.keeps = keeps
    self.vocabulary = vocabulary
    self.lines = lines
    self.withAlternatives = withAlternatives
  }

  func show(_ surprise: SymbolSurprise, _ part: TextPart) throws {
    guard lines != nil || keeps else { return }
    let object = SymbolObject(surprise, part, vocabulary, withAlternatives: withAlternatives)
    try lines?.write(JSONText.line(object) + "\n")
    if keeps { objects.append(object) }
  }

  func end(_ scores: [(part: TextPart, score: TextScore)]) throws { try lines?.flush() }
}
