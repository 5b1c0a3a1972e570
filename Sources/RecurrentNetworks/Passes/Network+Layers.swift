internal import LinearAlgebra

// The way through the layers, for every pass there is: over the windows of a chunk, step by step along a trajectory, or one
// step at a time without a past.
extension Network {
  /// Runs the layers over a window, the first on `input`; returns the output of the top one.
  ///
  /// `window` gives the states of a layer; nothing is allocated.
  func forward(
    _ input: LayerInput<Element>, weights: Parameters<Element>, _ window: (_ layer: Int) -> StateWindow<Element>
  ) -> Matrix<Element> {
    var input = input
    var top: Matrix<Element>?
    // By index: iterators put a copy of what they hand out on the heap.
    for layer in cells.indices {
      let states = window(layer)
      cells[layer].forward(states, input: input, weights: weights.layers[layer])
      let output = states.states.columns(0..<cells[layer].outputWidth)
      input = .features(output)
      top = output
    }
    return top!
  }

  /// R-forward over a window: the tangents of the states along `direction`.
  func tangent(
    _ input: LayerInput<Element>, weights: Parameters<Element>, direction: Parameters<Element>,
    states: (_ layer: Int) -> StateWindow<Element>, tangents: (_ layer: Int) -> StateWindow<Element>
  ) {
    var input = input
    var inputTangent: Matrix<Element>?
    for layer in cells.indices {
      let (window, tangent) = (states(layer), tangents(layer))
      cells[layer].tangent(
        window, tangent: tangent, input: input, inputTangent: inputTangent, weights: weights.layers[layer],
        direction: direction.layers[layer])
      let columns = 0..<cells[layer].outputWidth
      input = .features(window.states.columns(columns))
      inputTangent = tangent.states.columns(columns)
    }
  }

  /// Visits the layers from the top one down. `deltas` runs a layer's backward pass; what its deltas are to the output of
  /// the layer below is written to the adjoints of that layer's states (or added, where `adding`), zero in what else it
  /// carries.
  func backward(
    weights: Parameters<Element>, adding: Bool = false, adjoints: (_ layer: Int) -> Matrix<Element>,
    _ deltas: (_ layer: Int) -> Matrix<Element>
  ) {
    for layer in cells.indices.reversed() {
      let δ = deltas(layer)
      if layer > 0 { propagate(δ, of: layer, weights, into: adjoints(layer - 1).rows(0..<δ.rows), adding: adding) }
    }
  }

  /// The adjoint of the states of the layer below: δ W_x in its outputs, zero in what else it carries (+ what is there
  /// where `adding`).
  func propagate(
    _ δ: Matrix<Element>, of layer: Int, _ parameters: Parameters<Element>, into adjoints: Matrix<Element>, adding: Bool
  ) {
    let x̄ = adjoints.columns(0..<cells[layer - 1].outputWidth)
    if !adding && x̄.columns < adjoints.columns { adjoints.fill(0) }
    cells[layer].inputAdjoint(δ, weights: parameters.layers[layer], into: x̄, adding: adding)
  }
}
