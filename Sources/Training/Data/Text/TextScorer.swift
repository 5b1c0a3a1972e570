public import LinearAlgebra
public import RecurrentNetworks
public import SequenceData

/// Runs a network over a text once, its state carried from the first symbol to the last, and scores each prediction.
public final class TextScorer<Element: Scalar> {
  /// The score of what has been read so far.
  public private(set) var score = TextScore()
  private let pass: StepwisePass<Element>
  private let vocabulary: Vocabulary
  private var expectation: SymbolDistribution
  private var hasRead = false

  /// A scorer at the beginning of a text.
  public init(_ network: Network<Element>, parameters: Vector<Element>, vocabulary: Vocabulary) {
    precondition(
      network.definition.outputs == vocabulary.count,
      "a network of \(network.definition.outputs) outputs does not predict \(vocabulary.count) symbols")
    pass = StepwisePass(network, parameters: parameters)
    self.vocabulary = vocabulary
    expectation = SymbolDistribution(count: vocabulary.count)
  }

  /// Reads on; the first symbol of all is given, each later one is predicted before it is read.
  public func read(_ symbols: [Int32]) {
    let predicted = hasRead ? symbols[...] : symbols.dropFirst()
    var nats = 0.0
    for symbol in symbols {
      if hasRead { nats += loss(of: symbol) }
      pass.step(symbol: symbol)
      hasRead = true
    }
    score.add(predicted, nats: nats, in: vocabulary)
  }

  /// −ln p of a symbol after what has been read.
  private func loss(of symbol: Int32) -> Double {
    expectation.load(pass.logits)
    return -expectation.logarithms[Int(symbol)]
  }
}
