/// What n-gram models of all orders say of a text that comes piece by piece.
///
/// The first symbol is given and each of the others is predicted once; histories at the start are shorter.
public struct NGramScorer: Sendable {
  private let model: NGramModel
  private var nodes: [Int32] = [0]
  private var isBegun = false

  /// Σ −log₂ p of the predicted symbols, for order 1, 2, ...
  public private(set) var bits: [Double]
  /// The number of symbols that have been predicted.
  public private(set) var predictedCount = 0

  /// A score of nothing.
  public init(_ model: NGramModel) {
    self.model = model
    bits = [Double](repeating: 0, count: model.order)
  }

  /// Goes on with the text; symbols have to be of the model's vocabulary.
  public mutating func add(_ symbols: [Int32]) {
    var rest = symbols[...]
    if !isBegun, let first = rest.popFirst() {
      var ignored = bits
      model.predict(first, after: &nodes, addingTo: &ignored)
      isBegun = true
    }
    for symbol in rest { model.predict(symbol, after: &nodes, addingTo: &bits) }
    predictedCount += rest.count
  }
}
