internal import LinearAlgebra

// Gradients of single sequences.
extension ChunkPass {
  /// squares ← squares + Σ_n (Jᵀ_n z̄_n)², one gradient for each sequence, in the coordinates of a rotation where there is one.
  func squaredGradients(
    _ penalty: RateAdjoints, into squares: Matrix<Element>, single: Parameters<Element>,
    _ rotation: KroneckerRotation<Element>? = nil, structural: StructuralTerm? = nil, _ z̄: OutputAdjoint
  ) {
    let scratch = rotation.map { Memory<Element>(count: $0.scratchCount) }
    eachGradient(penalty, single, structural: structural, z̄) { _, gradient in
      if let rotation, let scratch { rotation.apply(to: gradient, scratch: scratch) }
      squares.addSquares(of: gradient)
    }
  }

  /// Jᵀ_n z̄_n of each sequence n of the chunk, one after the other, as the one row of a matrix, which `body` may change.
  ///
  /// The recurrence runs over all sequences at once; the gradient of one sequence is a product over its own rows, so that
  /// N products of K = L take the place of one of K = N L. Needs a cache of one segment, and holds the deltas of the
  /// whole chunk. `single` is room for one gradient.
  func eachGradient(
    _ penalty: RateAdjoints, _ single: Parameters<Element>, structural: StructuralTerm? = nil, _ z̄: OutputAdjoint,
    _ body: (_ sequence: Int, _ gradient: Matrix<Element>) -> Void
  ) {
    precondition(cache.segments.count == 1, "gradients of single sequences are taken over a whole chunk")
    loadStates(0)
    let memory = BackwardMemory(chunk, network: network, in: arena)
    let deltas = network.cells.map { arena.matrix(rows: chunk.rows, columns: $0.deltaWidth) }
    let outputs = arena.matrix(rows: chunk.scored, columns: network.definition.outputs)
    var alive = 0
    for window in chunk.windows.reversed() {
      backward(
        window, memory, deltas: deltas.map { $0.rows(window.rows) }, alive: alive, penalty, structural: structural
      ) {
        z̄($0, $1)
        outputs.rows($0.scored).copy($1)
      }
      alive = window.sequences
    }
    for n in chunk.sequences.indices {
      single.clear()
      for window in chunk.windows where n < window.sequences {
        accumulate(window, sequence: n, deltas, outputs, into: single)
      }
      accumulateFirstStates(memory.future.map { $0.rows(n..<n + 1) }, into: single)
      network.foldSymbols(of: single)
      body(n, single.row)
    }
  }

  private func accumulate(
    _ window: Window, sequence n: Int, _ deltas: [Matrix<Element>], _ z̄: Matrix<Element>,
    into gradient: Parameters<Element>
  ) {
    let (step, count) = (window.sequences, window.steps.count)
    for (layer, cell) in network.cells.enumerated() {
      cell.accumulate(
        deltas[layer].rows(window.rows).everyRow(from: n, step: step, count: count),
        states[layer].window(window).sequence(n),
        input: input(layer, window, sequence: n), biases: true, into: gradient.layers[layer])
    }
    let top = output(of: network.cells.count - 1, window, sequence: n)
    if window.isDense {
      network.output.accumulate(
        z̄.rows(window.scored).everyRow(from: n, step: step, count: count), top, biases: true,
        into: gradient.layers.last!)
    } else {
      for scored in window.scored where Int(chunk.scoredSequences[scored]) == n {
        let row = Int(chunk.scoredInWindow[scored]) / step
        network.output.accumulate(
          z̄.rows(scored..<scored + 1), top.rows(row..<row + 1), biases: true, into: gradient.layers.last!)
      }
    }
  }
}
