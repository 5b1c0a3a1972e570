public import LinearAlgebra

extension Linearization {
  /// result ← Σ_n g_n ⊙ g_n over the divisor, g_n being the gradient of sequence n: the diagonal of the empirical
  /// Fisher, for the preconditioner of Martens (2010).
  ///
  /// The weights are shared through time, so a sequence's gradient is formed before it is squared. Holds the states and
  /// deltas of one whole chunk for each worker, whatever the memory limit.
  public func squaredGradients(into result: inout Vector<Element>) {
    squaredGradients(of: .targets, into: &result)
  }

  /// result ← an unbiased estimate of diag(G) (Chapelle & Erhan 2011).
  ///
  /// Jᵀ H_ℓ^½ applied to independent random signs for each output and step, squared a sequence at a time. The signs come
  /// from `seed`.
  public func gaussNewtonDiagonal(seed: UInt64, into result: inout Vector<Element>) {
    squaredGradients(of: .signs(seed: seed), into: &result)
  }

  /// result ← Σ_n g̃_n ⊙ g̃_n over the divisor, g̃_n being the gradient of sequence n for some adjoints of the logits, in the
  /// coordinates of a rotation. With targets drawn from the model it is the diagonal of the Monte-Carlo Fisher there, what one
  /// step of a sequence has to do with another included (George et al. 2018, section 3.2).
  ///
  /// Under constraints on weights, and with factors of these, the coordinates are those of W. Step t enters a sampled g_n with √w_t. The targets come from a seed, as in ``Curvature/monteCarloFisher``.
  public func rotatedSquares(
    of adjoints: FactorAdjoints<Element>, in rotation: KroneckerRotation<Element>, into result: inout Vector<Element>
  ) {
    squaredGradients(of: adjoints, rotation, into: &result)
  }

  private func squaredGradients(
    of adjoints: FactorAdjoints<Element>, _ rotation: KroneckerRotation<Element>? = nil,
    into result: inout Vector<Element>
  ) {
    let (network, batch, caches, weights) = (network, batch, validCaches, weights)
    _ = evaluator.sum.gradient(batch.chunks.count, into: &result) { index, arena, squares, single in
      let chunk = batch.chunks[index]
      let kept = caches[index].predictions != nil
      let cache = kept ? caches[index] : ChunkCache(chunk, network: network, interval: nil, in: arena)
      let pass = ChunkPass(network, chunk: chunk, cache: cache, weights: weights, arena: arena, filled: kept)
      pass.squaredGradients(adjoints.rates, into: squares.row, single: single(), rotation) {
        adjoints.fill($1, $0, of: pass, chunk: index)
      }
      return 0
    }
    result.scale(1 / divisor)
    if rotation == nil { scaleSquares(&result) }
  }
}
