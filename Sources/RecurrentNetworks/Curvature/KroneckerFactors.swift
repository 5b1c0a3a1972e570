public import LinearAlgebra

/// Second moments of what the terms of a network multiply and of their deltas, summed over the rows of a batch: the factors
/// of a Kronecker-factored curvature (Martens & Grosse 2015; Martens, Ba & Johnson 2018).
///
/// The gradient of a block is Σ δ aᵀ over rows, a being the source of its term with a 1 appended where the term has a bias.
/// The factors are A = Σ a aᵀ and G = Σ δ δᵀ. The blocks of a term share A, and each has a G of its own.
public struct KroneckerFactors<Element: Scalar>: Sendable {
  /// Σ a aᵀ.
  public enum Sources: Sendable {
    /// All of it, as wide as a.
    case matrix(Matrix<Element>)
    /// Of symbols, the number of rows with each: what a is one of is a diagonal, and a bias has the same numbers beside it.
    case counts(Matrix<Element>)
  }

  /// The factors of one term.
  public struct Factor: Sendable {
    /// The entry of ``ParameterLayout/groups`` and ``ParameterLayout/terms``.
    public let layer: Int
    /// The position in the terms of that layer.
    public let term: Int
    /// Whether the last element of a is 1, for the bias.
    public let hasBias: Bool
    /// A.
    public let sources: Sources
    /// G of each block of the term, in order.
    public let deltas: [Matrix<Element>]
    /// The number of rows: all steps up to the last scored one of each sequence; of the output layer those that are scored.
    public let rows: Int
  }

  /// What is known of a learned initial state: there is one for each sequence, and nothing that it is multiplied by.
  public struct InitialState: Sendable {
    /// The index of its block in ``ParameterLayout/blocks``.
    public let block: Int
    /// Σ δ δᵀ over the sequences, δ being the adjoint of the state before the first step.
    public let deltas: Matrix<Element>
  }

  /// The factors of every term, layer by layer, that of the output layer last.
  public let factors: [Factor]
  /// The learned initial states, layer by layer.
  public let initialStates: [InitialState]
}

/// Where the deltas of factor statistics come from: the adjoints of the logits.
public enum FactorAdjoints<Element: Scalar>: Sendable {
  /// w (p − y), the gradient of the loss.
  case targets
  /// √w (p − ŷ) at targets ŷ drawn from the model.
  case sampled(seed: UInt64)
  /// √w R s with R Rᵀ the Hessian of the loss, and s independent random signs.
  case signs(seed: UInt64)
  /// Any, one matrix for each chunk with a row for each scored row.
  case given([Matrix<Element>])
}

extension Linearization {
  /// The factors of all terms for some adjoints of the logits, undivided. The same bits on any number of threads and with
  /// any memory limit.
  public func factorStatistics(_ adjoints: FactorAdjoints<Element>) -> KroneckerFactors<Element> {
    let (network, batch, caches, weights) = (network, batch, validCaches, weights)
    let (plan, sum) = evaluator.factors
    var flat = Vector<Element>(count: plan.layout.count)
    _ = sum.gradient(batch.chunks.count, into: &flat) { index, arena, sums, _ in
      let pass = ChunkPass(
        network, chunk: batch.chunks[index], cache: caches[index], weights: weights, arena: arena, filled: true)
      pass.factorStatistics(plan, into: sums) { window, z̄ in
        switch adjoints {
        case .targets: pass.lossGradient(window, z̄)
        case .sampled(let seed): pass.residual(window, z̄, seed: seed)
        case .signs(let seed): pass.signedRoot(window, z̄, seed: seed)
        case .given(let all): z̄.copy(all[index].rows(window.scored))
        }
      }
      return 0
    }
    let sums = Parameters<Element>(plan.layout, isTransposed: false)
    sums.load(flat)
    return plan.statistics(sums, rows: batch.chunks.reduce(0) { $0 + $1.rows }, scored: batch.scored)
  }
}

extension ChunkPass {
  /// The backward pass over the whole chunk: adds the second moments of sources and deltas, window by window.
  fileprivate func factorStatistics(
    _ plan: FactorPlan<Element>, into sums: Parameters<Element>, _ z̄: OutputAdjoint
  ) {
    let memory = BackwardMemory(chunk, network: network, in: arena)
    let ones = arena.matrix(rows: chunk.windows.map(\.rows.count).max()!, columns: 1)
    ones.fill(1)
    var alive = 0
    for k in cache.segments.indices.reversed() {
      loadStates(k)
      for window in windows(k).reversed() {
        backward(window, memory, deltas: memory.deltas, alive: alive, structural: nil, z̄)
        alive = window.sequences
        for layer in network.cells.indices {
          plan.add(
            memory.deltas[layer].rows(0..<window.rows.count), states[layer].window(window),
            input(layer, window), ones: ones, of: layer, to: sums)
        }
        guard !window.scored.isEmpty else { continue }
        let h = topStates(window, of: states, slot: 0)
        let scored = StateWindow(steps: 1, sequences: h.rows, previous: h, states: h, record: h)
        plan.add(
          memory.outputs.rows(0..<h.rows), scored, .features(h), ones: ones, of: network.cells.count, to: sums)
      }
    }
    for (layer, carry) in memory.future.enumerated() { plan.add(carry, ofInitialStatesOf: layer, to: sums) }
  }

  /// s ← √w R s for random signs s.
  func signedRoot(_ window: Window, _ s: Matrix<Element>, seed: UInt64) {
    for (row, scored) in window.scored.enumerated() {
      var generator = chunk.generator(ofScored: scored, seed: seed, position: 1 << 32)
      s.rows(row..<row + 1).fillWithSigns(using: &generator)
    }
    multiplyLossHessianRoot(window, s)
  }
}
