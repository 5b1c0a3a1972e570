public import LinearAlgebra
internal import RecurrentNetworks
public import SequenceData

/// A network that has been trained on text: reads it symbol by symbol and says what it expects next.
public final class TextModel<Element: Scalar> {
  /// What the symbols stand for.
  public let vocabulary: Vocabulary
  /// What is expected after what was read; nil at the beginning, where the model has no expectation: of a text it learned
  /// from, the first symbol was given.
  public var expectation: SymbolDistribution? { pass.steps > 0 ? distribution : nil }

  private let pass: StepwisePass<Element>
  private var distribution: SymbolDistribution

  /// The model in a checkpoint.
  ///
  /// - Parameters:
  ///   - checkpoint: the checkpoint.
  ///   - parameters: those to read with; nil for the last ones.
  ///   - name: what to call the checkpoint in an error.
  /// - Throws: ``TrainingError`` if the network is no model of text.
  public init(
    _ checkpoint: Checkpoint<Element>, parameters: Vector<Element>? = nil, name: String
  ) throws {
    guard let vocabulary = checkpoint.records.vocabulary else {
      throw TrainingError(
        .data, "\(name) is no model of text: it was trained on \(checkpoint.configuration.task) and has no vocabulary")
    }
    self.vocabulary = vocabulary
    pass = StepwisePass(
      try Network(checkpoint.configuration.network), parameters: parameters ?? checkpoint.parameters)
    distribution = SymbolDistribution(count: vocabulary.count)
  }

  /// The symbol that is read first where no text is given to begin with: a newline, a space where the vocabulary has none,
  /// else the first symbol that is known. What follows it is what the model writes at the beginning of a line.
  public var opening: Int32 {
    vocabulary.symbol(of: 0x0A) ?? vocabulary.symbol(of: 0x20)
      ?? (vocabulary.unknown == 0 && vocabulary.count > 1 ? 1 : 0)
  }

  /// Forgets what was read.
  public func reset() { pass.reset() }

  /// Reads the next symbol of a text, and says how surprising it was.
  ///
  /// - Parameters:
  ///   - symbol: one of the vocabulary.
  ///   - alternatives: how many of the symbols that were held likeliest to name.
  /// - Throws: ``TrainingError`` if the numbers of the network overflow.
  @discardableResult
  public func read(_ symbol: Int32, alternatives: Int = 0) throws(TrainingError) -> SymbolSurprise {
    let expected = expectation
    let surprise = SymbolSurprise(
      symbol: symbol, bits: expected?.bits(of: symbol),
      alternatives: expected?.likeliest(alternatives).map { ($0, distribution.probability(of: $0)) } ?? [])
    pass.step(symbol: symbol)
    distribution.load(pass.logits)
    guard distribution.isFinite else {
      throw TrainingError(.data, "the numbers of the network overflow after \(pass.steps) symbols of text")
    }
    return surprise
  }
}
