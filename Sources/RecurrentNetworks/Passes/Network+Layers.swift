internal import LinearAlgebra

// The way through the layers, for every pass there is: over the windows of a chunk, step by step along a trajectory, or one
// step at a time without a past.
extension Network {
  /// What the layer above reads of the outputs of a layer, or (`slot` 1) of their tangents: dropout stands here. By default all
  /// there is. Both are in use at the same time.
  typealias Rise = (_ layer: Int, _ outputs: Matrix<Element>, _ slot: Int) -> Matrix<Element>

  /// The outputs among the states of a layer, or among their tangents or adjoints.
  func output(of layer: Int, in states: Matrix<Element>) -> Matrix<Element> {
    states.columns(0..<cells[layer].outputWidth)
  }

  /// Runs the layers over a window, the first on `input`; returns the output of the top one, from which nothing is dropped.
  ///
  /// `window` gives the states of a layer; nothing is allocated.
  func forward(
    _ input: LayerInput<Element>, weights: Parameters<Element>, rising: Rise = { _, outputs, _ in outputs },
    _ window: (_ layer: Int) -> StateWindow<Element>
  ) -> Matrix<Element> {
    var input = input
    var top: Matrix<Element>?
    // By index: iterators put a copy of what they hand out on the heap.
    for layer in cells.indices {
      if let below = top { input = .features(rising(layer - 1, below, 0)) }
      let states = window(layer)
      cells[layer].forward(states, input: input, weights: weights.layers[layer])
      top = output(of: layer, in: states.states)
    }
    return top!
  }

  /// R-forward over a window: the tangents of the states along `direction`.
  func tangent(
    _ input: LayerInput<Element>, weights: Parameters<Element>, direction: Parameters<Element>,
    rising: Rise = { _, outputs, _ in outputs },
    states: (_ layer: Int) -> StateWindow<Element>, tangents: (_ layer: Int) -> StateWindow<Element>
  ) {
    var input = input
    var inputTangent: Matrix<Element>?
    var below: (h: Matrix<Element>, Rh: Matrix<Element>)?
    for layer in cells.indices {
      if let below {
        input = .features(rising(layer - 1, below.h, 0))
        inputTangent = rising(layer - 1, below.Rh, 1)
      }
      let (window, tangent) = (states(layer), tangents(layer))
      cells[layer].tangent(
        window, tangent: tangent, input: input, inputTangent: inputTangent, weights: weights.layers[layer],
        direction: direction.layers[layer])
      below = (output(of: layer, in: window.states), output(of: layer, in: tangent.states))
    }
  }

  /// Visits the layers from the top one down. `deltas` runs a layer's backward pass; what its deltas are to the output of
  /// the layer below is written to the adjoints of that layer's states (or added, where `adding`), zero in what else it
  /// carries. Where something is dropped, `lowering` makes adjoints of a layer's outputs out of those of what is read of them;
  /// nothing is added then.
  func backward(
    weights: Parameters<Element>, adding: Bool = false, adjoints: (_ layer: Int) -> Matrix<Element>,
    lowering: (_ layer: Int, _ adjoints: Matrix<Element>) -> Void = { _, _ in },
    _ deltas: (_ layer: Int) -> Matrix<Element>
  ) {
    for layer in cells.indices.reversed() {
      let δ = deltas(layer)
      guard layer > 0 else { continue }
      let below = adjoints(layer - 1).rows(0..<δ.rows)
      propagate(δ, of: layer, weights, into: below, adding: adding)
      lowering(layer - 1, output(of: layer - 1, in: below))
    }
  }

  /// The adjoint of the states of the layer below: δ W_x in its outputs, zero in what else it carries (+ what is there
  /// where `adding`).
  func propagate(
    _ δ: Matrix<Element>, of layer: Int, _ parameters: Parameters<Element>, into adjoints: Matrix<Element>, adding: Bool
  ) {
    let x̄ = output(of: layer - 1, in: adjoints)
    if !adding && x̄.columns < adjoints.columns { adjoints.fill(0) }
    cells[layer].inputAdjoint(δ, weights: parameters.layers[layer], into: x̄, adding: adding)
  }
}
