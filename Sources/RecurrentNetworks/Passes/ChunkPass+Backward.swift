internal import LinearAlgebra

// Backpropagation through time.
extension ChunkPass {
  /// Fills a matrix with the adjoints z̄ of the logits in the scored rows of a window; the window's states (and tangents,
  /// if there is an R-forward pass) are loaded.
  typealias OutputAdjoint = (_ window: Window, _ z̄: Matrix<Element>) -> Void

  /// The backward pass over the whole chunk: gradient ← gradient + Jᵀ z̄ + the structural term + that of penalized rates.
  ///
  /// - Parameters:
  ///   - penalty: what stands for these.
  ///   - structural: the structural term, which needs an R-forward pass; nil for none.
  ///   - z̄: the adjoints of the logits.
  func backward(
    _ penalty: RateAdjoints, structural: StructuralTerm? = nil, into gradient: Parameters<Element>, _ z̄: OutputAdjoint
  ) {
    let memory = BackwardMemory(chunk, network: network, in: arena)
    var alive = 0
    for k in cache.segments.indices.reversed() {
      if tangent?.keepsStates == true { loadTangents(k) } else { loadStates(k) }
      for window in windows(k).reversed() {
        backward(window, memory, deltas: memory.deltas, alive: alive, penalty, structural: structural, z̄)
        alive = window.sequences
        accumulate(window, memory.deltas, memory.outputs, into: gradient)
      }
    }
    accumulateFirstStates(memory.future, into: gradient)
  }

  /// One window of the backward pass: leaves z̄ in `memory.outputs`, the deltas in `deltas`, the carry in `memory.future`.
  ///
  /// - Parameter alive: the number of sequences alive in the window after this one, whose carry is in memory.
  func backward(
    _ window: Window, _ memory: BackwardMemory<Element>, deltas: [Matrix<Element>], alive: Int, _ penalty: RateAdjoints,
    structural: StructuralTerm?, _ z̄: OutputAdjoint
  ) {
    let outputs = memory.outputs.rows(0..<window.scored.count)
    if !window.scored.isEmpty {
      z̄(window, outputs)
      propagateOutputs(window, outputs, top: memory.top, into: memory.stateAdjoints.last!)
    }
    let rows = 0..<window.rows.count
    network.backward(
      weights: weights, adjoints: { memory.stateAdjoints[$0] }, lowering: { lower($1, of: $0, window) }
    ) { layer in
      let isReached = layer < network.cells.count - 1 || !window.scored.isEmpty
      let h̄ = memory.stateAdjoints[layer].rows(rows)
      if chunk.ratePenalty > 0 {
        if !isReached { h̄.fill(0) }
        add(penalty, of: layer, window, to: h̄)
      }
      let δ = deltas[layer].rows(rows)
      network.cells[layer].backward(
        states[layer].window(window), stateAdjoints: isReached || chunk.ratePenalty > 0 ? h̄ : nil,
        future: memory.future[layer].rows(0..<alive), deltas: δ,
        carry: memory.carry[layer].rows(0..<window.sequences), weights: weights.layers[layer],
        structural: structural.map { StructuralTangent($0, of: tangents[layer].window(window)) })
      return δ
    }
    memory.turn()
  }

  /// The adjoint of the top states: W_hoᵀ z̄, masked, in the scored rows, zero elsewhere; plus what is there where `adding`.
  func propagateOutputs(
    _ window: Window, _ z̄: Matrix<Element>, with parameters: Parameters<Element>? = nil, adding: Bool = false,
    top: Matrix<Element>, into adjoints: Matrix<Element>
  ) {
    let output = (parameters ?? weights).layers.last!
    let all = adjoints.rows(0..<window.rows.count)
    let h̄ = all.columns(0..<network.output.inputs)
    if window.isDense && chunk.masks == nil {
      if !adding && h̄.columns < all.columns { all.fill(0) }
      network.output.backward(z̄, weights: output, into: h̄, adding: adding)
      return
    }
    if !adding { all.fill(0) }
    guard !window.scored.isEmpty else { return }
    let compact = top.rows(0..<window.scored.count)
    network.output.backward(z̄, weights: output, into: compact, adding: false)
    maskScored(compact, window)
    h̄.scatterAdd(compact, at: chunk.scoredInWindow, from: window.scored.lowerBound)
  }

  /// Adds what flows back from the window after this one to the adjoints of the last step.
  func addCarry(_ carry: Matrix<Element>, _ window: Window, to adjoints: Matrix<Element>) {
    let last = (window.steps.count - 1) * window.sequences
    adjoints.rows(last..<last + carry.rows).add(1, carry)
  }

  private func accumulate(
    _ window: Window, _ deltas: [Matrix<Element>], _ z̄: Matrix<Element>, into gradient: Parameters<Element>
  ) {
    for (layer, cell) in network.cells.enumerated() {
      cell.accumulate(
        deltas[layer].rows(0..<window.rows.count), states[layer].window(window), input: input(layer, window),
        biases: true, into: gradient.layers[layer])
    }
    guard !window.scored.isEmpty else { return }
    network.output.accumulate(
      z̄.rows(0..<window.scored.count), topStates(window, of: states, slot: 0), biases: true,
      into: gradient.layers.last!)
  }
}
