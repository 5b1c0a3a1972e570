internal import LinearAlgebra

extension Network {
  /// Whether the first layer reads symbols.
  var readsSymbols: Bool {
    if case .symbols = definition.input { true } else { false }
  }

  /// Adds the gradients that were collected by symbol to those of the input weights, after the last accumulation.
  func foldSymbols(of gradient: Parameters<Element>) {
    guard readsSymbols else { return }
    let layer = gradient.layers[0]
    for term in layout.terms[0] where term.reads == .input {
      if let index = term.weights { layer.plain[index].add(1, transposed: layer.transposed[index]) }
    }
  }
}
