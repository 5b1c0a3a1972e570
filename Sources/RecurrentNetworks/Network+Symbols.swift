internal import LinearAlgebra

extension Network {
  /// Whether the first layer reads symbols.
  var readsSymbols: Bool {
    if case .symbols = definition.input { true } else { false }
  }

  /// Adds the gradients that were collected by symbol to those of the input weights, after the last accumulation.
  func foldSymbols(of gradient: Parameters<Element>) {
    guard readsSymbols else { return }
    for (plain, transposed) in zip(gradient.layers[0].plain, gradient.layers[0].transposed) where transposed.rows > 0 {
      plain.add(1, transposed: transposed)
    }
  }
}
