internal import LinearAlgebra

// R-backward (Pearlmutter 1994): the R-operator applied to backpropagation through time.
extension ChunkPass {
  /// The backward pass over the whole chunk with adjoints and their tangents: product ← product + H v + the structural term.
  ///
  /// - Parameter z̄: fills the adjoints of the logits, w (p − y), and their tangents, w H_ℓ Rz.
  func backwardTangent(
    structural: StructuralTerm?, into product: Parameters<Element>,
    _ z̄: (_ window: Window, _ z̄: Matrix<Element>, _ Rz̄: Matrix<Element>) -> Void
  ) {
    let direction = tangent!.direction
    let plain = BackwardMemory(chunk, network: network, in: arena)
    let R = BackwardMemory(chunk, network: network, in: arena)
    var alive = 0
    for k in cache.segments.indices.reversed() {
      loadTangents(k)
      for window in windows(k).reversed() {
        let (outputs, Routputs) = (
          plain.outputs.rows(0..<window.scored.count), R.outputs.rows(0..<window.scored.count)
        )
        if !window.scored.isEmpty { z̄(window, outputs, Routputs) }
        // h̄ ← W_hoᵀ z̄, Rh̄ ← W_hoᵀ Rz̄ + V_hoᵀ z̄
        propagateOutputs(window, outputs, top: plain.top, into: plain.stateAdjoints.last!)
        propagateOutputs(window, Routputs, top: plain.top, into: R.stateAdjoints.last!)
        propagateOutputs(
          window, outputs, with: direction, adding: true, top: plain.top, into: R.stateAdjoints.last!)
        network.backward(
          weights: weights, adjoints: { plain.stateAdjoints[$0] }, lowering: { lower($1, of: $0, window) }
        ) { layer in
          backwardTangent(window, layer, plain, R, alive: alive, direction, structural)
        }
        plain.turn()
        R.turn()
        alive = window.sequences
        accumulateTangent(window, plain, R, into: product)
      }
    }
    accumulateFirstStates(R.future, into: product)
  }

  /// One layer: leaves its deltas and their tangents in memory, and the tangent of the adjoint of the layer below; returns
  /// the deltas.
  private func backwardTangent(
    _ window: Window, _ layer: Int, _ plain: BackwardMemory<Element>, _ R: BackwardMemory<Element>, alive: Int,
    _ direction: Parameters<Element>, _ structural: StructuralTerm?
  ) -> Matrix<Element> {
    let rows = 0..<window.rows.count
    let adjoints = AdjointWindow(
      states: plain.stateAdjoints[layer].rows(rows), Rstates: R.stateAdjoints[layer].rows(rows),
      deltas: plain.deltas[layer].rows(rows), Rdeltas: R.deltas[layer].rows(rows),
      carry: plain.carry[layer].rows(0..<window.sequences), Rcarry: R.carry[layer].rows(0..<window.sequences))
    if chunk.ratePenalty > 0 {
      add(.rates, of: layer, window, to: adjoints.states)
      add(.tangents, of: layer, window, to: adjoints.Rstates)
    }
    addCarry(plain.future[layer].rows(0..<alive), window, to: adjoints.states)
    addCarry(R.future[layer].rows(0..<alive), window, to: adjoints.Rstates)
    let tangent = tangents[layer].window(window)
    network.cells[layer].backwardTangent(
      states[layer].window(window), tangent: tangent, adjoints: adjoints, weights: weights.layers[layer],
      direction: direction.layers[layer], structural: structural.map { StructuralTangent($0, of: tangent) })
    guard layer > 0 else { return adjoints.deltas }
    // Rx̄ ← W_xᵀ Rδ + V_xᵀ δ, Rh̄ ← m ⊙ Rx̄ in the layer below
    let Rbelow = R.stateAdjoints[layer - 1].rows(rows)
    network.propagate(adjoints.Rdeltas, of: layer, weights, into: Rbelow, adding: false)
    network.propagate(adjoints.deltas, of: layer, direction, into: Rbelow, adding: true)
    lower(network.output(of: layer - 1, in: Rbelow), of: layer - 1, window)
    return adjoints.deltas
  }

  /// The product rule on sums of deltas times states: R(Σ δ sᵀ) = Σ Rδ sᵀ + Σ δ Rsᵀ.
  private func accumulateTangent(
    _ window: Window, _ plain: BackwardMemory<Element>, _ R: BackwardMemory<Element>,
    into product: Parameters<Element>
  ) {
    let rows = 0..<window.rows.count
    for (layer, cell) in network.cells.enumerated() {
      cell.accumulate(
        R.deltas[layer].rows(rows), states[layer].window(window), input: input(layer, window), biases: true,
        into: product.layers[layer])
      cell.accumulate(
        plain.deltas[layer].rows(rows), tangents[layer].window(window),
        input: layer == 0 ? nil : .features(output(of: layer - 1, window, of: tangents)), biases: false,
        into: product.layers[layer])
    }
    guard !window.scored.isEmpty else { return }
    let scored = 0..<window.scored.count
    network.output.accumulate(
      R.outputs.rows(scored), topStates(window, of: states, slot: 0), biases: true, into: product.layers.last!)
    network.output.accumulate(
      plain.outputs.rows(scored), topStates(window, of: tangents, slot: 1), biases: false, into: product.layers.last!)
  }
}
