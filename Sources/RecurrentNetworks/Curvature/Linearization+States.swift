public import LinearAlgebra

// What a forward pass computes on the way, for checks and for inspection.
extension Linearization {
  /// The logits z, one matrix for each chunk with a row for each scored row.
  public func logits() -> [Matrix<Element>] {
    let results = batch.chunks.map { Matrix<Element>(rows: $0.scored, columns: network.definition.outputs) }
    passThroughStates { pass, index, window in
      guard !window.scored.isEmpty else { return }
      pass.network.output.forward(
        pass.topStates(window, of: pass.states, slot: 0), weights: pass.weights.layers.last!,
        into: results[index].rows(window.scored))
    }
    return results
  }

  /// The states after each step, for each chunk one matrix for each layer with a row for each step of each sequence up to
  /// its last scored one, ordered by step. The first columns are the outputs h, then whatever else the cell carries.
  public func states() -> [[Matrix<Element>]] {
    let results = batch.chunks.map { chunk in
      network.cells.map { Matrix<Element>(rows: chunk.rows, columns: $0.stateWidth) }
    }
    passThroughStates { pass, index, window in
      for (layer, result) in results[index].enumerated() {
        result.rows(window.rows).copy(pass.states[layer].window(window).states)
      }
    }
    return results
  }

  /// What the cells activate (``Cell/activations``), for each chunk one matrix for each entry of each layer, with the rows of
  /// ``states()``.
  public func activations() -> [[(kernel: ActivationKernel, values: Matrix<Element>)]] {
    let results = batch.chunks.map { chunk in
      network.cells.flatMap { cell in
        cell.activations.map {
          (kernel: $0.kernel, values: Matrix<Element>(rows: chunk.rows, columns: $0.columns.count))
        }
      }
    }
    passThroughStates { pass, index, window in
      var slots = results[index][...]
      for (layer, cell) in pass.network.cells.enumerated() {
        let states = pass.states[layer].window(window)
        for activated in cell.activations {
          let from = activated.place == .states ? states.states : states.record
          slots.removeFirst().values.rows(window.rows).copy(from.columns(activated.columns))
        }
      }
    }
    return results
  }

  /// Whether structural damping in the form `matching` weighs what ``activations()`` returns: whether every cell says what
  /// it activates.
  public var knowsActivations: Bool { network.cells.allSatisfy { !$0.activations.isEmpty } }

  private func passThroughStates(
    _ visit: @Sendable (_ pass: ChunkPass<Element>, _ index: Int, _ window: Window) -> Void
  ) {
    let (network, batch, caches, weights) = (network, batch, validCaches, weights)
    evaluator.sum.forEach(batch.chunks.count) { index, arena in
      let pass = ChunkPass(
        network, chunk: batch.chunks[index], cache: caches[index], weights: weights, arena: arena, filled: true)
      for segment in caches[index].segments.indices {
        pass.loadStates(segment)
        for window in pass.windows(segment) { visit(pass, index, window) }
      }
    }
  }
}
