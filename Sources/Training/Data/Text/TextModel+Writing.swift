internal import SequenceData

extension TextModel {
  /// Scores a text: its first symbol is given, each of the others is predicted once.
  ///
  /// - Parameters:
  ///   - symbols: the text; of one symbol or none there is nothing to predict, and the score is that of nothing.
  ///   - alternatives: how many of the likeliest symbols to name at each.
  ///   - onSymbol: told of each symbol.
  ///   - isInterrupted: asked before each symbol; if so there is no score.
  /// - Throws: ``TrainingError`` if the numbers of the network overflow; what `onSymbol` throws.
  public func score(
    _ symbols: [Int32], alternatives: Int = 0, onSymbol: (SymbolSurprise) throws -> Void = { _ in },
    isInterrupted: () -> Bool = { false }
  ) throws -> TextScore? {
    reset()
    var score = TextScore()
    for symbol in symbols {
      if isInterrupted() { return nil }
      let surprise = try read(symbol, alternatives: alternatives)
      score.add(surprise, in: vocabulary)
      try onSymbol(surprise)
    }
    return score
  }

  /// Reads the beginning of a text and writes on from there.
  ///
  /// Where there is no beginning the ``opening`` is read in its place, of which nobody is told.
  ///
  /// - Parameters:
  ///   - length: the symbols to write.
  ///   - prime: the beginning.
  ///   - sampler: what chooses them.
  ///   - alternatives: how many of the likeliest symbols to name at each.
  ///   - onSymbol: told of each symbol, and whether it was written.
  ///   - isInterrupted: asked before each symbol; if so the text ends there.
  /// - Returns: the scores of the beginning and of what was written, each under the model as it is, whatever the sampler
  ///   makes of it.
  /// - Throws: ``TrainingError`` if the numbers of the network overflow; what `onSymbol` throws.
  @discardableResult
  public func write(
    _ length: Int, after prime: [Int32] = [], with sampler: inout SymbolSampler, alternatives: Int = 0,
    onSymbol: (SymbolSurprise, _ isWritten: Bool) throws -> Void = { _, _ in }, isInterrupted: () -> Bool = { false }
  ) throws -> (prime: TextScore, written: TextScore) {
    reset()
    var scores = (prime: TextScore(), written: TextScore())
    if prime.isEmpty { try read(opening) }
    for symbol in prime {
      if isInterrupted() { return scores }
      let surprise = try read(symbol, alternatives: alternatives)
      scores.prime.add(surprise, in: vocabulary)
      try onSymbol(surprise, false)
    }
    for _ in 0..<length {
      guard !isInterrupted(), let expectation else { break }
      let surprise = try read(sampler.next(expectation), alternatives: alternatives)
      scores.written.add(surprise, in: vocabulary)
      try onSymbol(surprise, true)
    }
    return scores
  }
}

extension TextScore {
  /// Adds a symbol, if it was predicted.
  mutating func add(_ surprise: SymbolSurprise, in vocabulary: Vocabulary) {
    guard let bits = surprise.bits else { return }
    add(CollectionOfOne(surprise.symbol), bits: bits, in: vocabulary)
  }
}
