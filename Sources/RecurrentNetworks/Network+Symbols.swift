internal import LinearAlgebra

extension Network {
  /// Adds the gradients that were collected by symbol to those of the input weights, after the last accumulation.
  func foldSymbols(of gradient: Parameters<Element>) {
    guard case .symbols = definition.input else { return }
    for (plain, transposed) in zip(gradient.layers[0].plain, gradient.layers[0].transposed) where transposed.rows > 0 {
      plain.add(1, transposed: transposed)
    }
  }
}
