public import LinearAlgebra

// The three maps of the Gauss-Newton product, one by one, over whole batches: for checks and for inspection. Outputs are
// one matrix for each chunk, with a row for each scored row.
extension Linearization {
  /// v → J v: the derivatives of the logits along v.
  public func jacobianProduct(_ v: Vector<Element>) -> [Matrix<Element>] {
    direction.load(v)
    let direction = direction
    return outputs { walker, _, result in
      walker.tangent(direction, keepsStates: false) { segment in
        for window in walker.windows(segment) where !window.scored.isEmpty {
          result.rows(window.scored).copy(walker.outputTangents(window))
        }
      }
    }
  }

  /// u → w H_ℓ u, in place.
  public func multiplyLossHessian(_ u: [Matrix<Element>]) {
    _ = outputs { walker, index, _ in
      for segment in walker.cache.segments.indices {
        walker.loadStates(segment)
        for window in walker.windows(segment) where !window.scored.isEmpty {
          walker.multiplyLossHessian(window, u[index].rows(window.scored))
        }
      }
    }
  }

  /// u → Jᵀ u, undivided: applied to ∂ℓ/∂z it is the gradient of the sum.
  public func transposedJacobianProduct(_ u: [Matrix<Element>], into result: inout Vector<Element>) {
    let chunks = batch.chunks
    sum(into: &result) { walker, part in
      let index = chunks.firstIndex { $0 === walker.chunk }!
      walker.backward(into: part) { window, z̄ in z̄.copy(u[index].rows(window.scored)) }
    }
  }

  /// The predictions: values or probabilities.
  public func predictions() -> [Matrix<Element>] {
    outputs { walker, _, result in
      for segment in walker.cache.segments.indices {
        walker.loadStates(segment)
        result.rows(walker.chunk.scored(walker.cache.segments[segment])).copy(walker.predictions)
      }
    }
  }

  private func outputs(
    _ body: @Sendable (_ walker: ChunkWalker<Element>, _ index: Int, _ result: Matrix<Element>) -> Void
  ) -> [Matrix<Element>] {
    let (network, batch, caches, weights) = (network, batch, validCaches, weights)
    let results = batch.chunks.map { Matrix<Element>(rows: $0.scored, columns: network.definition.outputs) }
    evaluator.sum.forEach(batch.chunks.count) { index, arena in
      body(
        ChunkWalker(
          network, chunk: batch.chunks[index], cache: caches[index], weights: weights, arena: arena, filled: true),
        index, results[index])
    }
    return results
  }
}
