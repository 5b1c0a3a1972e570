public import LinearAlgebra

// The three maps of the Gauss-Newton product, one by one, over whole batches: for checks and for inspection. Outputs are
// one matrix for each chunk, with a row for each scored row.
extension Linearization {
  /// v → J v: the derivatives of the logits along v.
  public func jacobianProduct(_ v: Vector<Element>) -> [Matrix<Element>] {
    direction.load(scaled(v))
    let direction = direction
    return outputs { pass, _, result in
      pass.tangent(direction, keepsStates: false) { segment in
        for window in pass.windows(segment) where !window.scored.isEmpty {
          result.rows(window.scored).copy(pass.outputTangents(window))
        }
      }
    }
  }

  /// u → w H_ℓ u, in place.
  public func multiplyLossHessian(_ u: [Matrix<Element>]) {
    _ = outputs { pass, index, _ in
      for segment in pass.cache.segments.indices {
        pass.loadStates(segment)
        for window in pass.windows(segment) where !window.scored.isEmpty {
          pass.multiplyLossHessian(window, u[index].rows(window.scored))
        }
      }
    }
  }

  /// u → Jᵀ u, undivided: applied to ∂ℓ/∂z it is the gradient of the sum.
  public func transposedJacobianProduct(_ u: [Matrix<Element>], into result: inout Vector<Element>) {
    let chunks = batch.chunks
    sum(into: &result) { pass, part in
      let index = chunks.firstIndex { $0 === pass.chunk }!
      pass.backward(.none, into: part) { window, z̄ in z̄.copy(u[index].rows(window.scored)) }
    }
    scale(&result)
  }

  /// The predictions: values or probabilities.
  public func predictions() -> [Matrix<Element>] {
    outputs { pass, _, result in
      for segment in pass.cache.segments.indices {
        pass.loadStates(segment)
        result.rows(pass.chunk.scored(pass.cache.segments[segment])).copy(pass.predictions)
      }
    }
  }

  private func outputs(
    _ body: @Sendable (_ pass: ChunkPass<Element>, _ index: Int, _ result: Matrix<Element>) -> Void
  ) -> [Matrix<Element>] {
    let (network, batch, caches, weights) = (network, batch, validCaches, weights)
    let results = batch.chunks.map { Matrix<Element>(rows: $0.scored, columns: network.definition.outputs) }
    evaluator.sum.forEach(batch.chunks.count) { index, arena in
      body(
        ChunkPass(
          network, chunk: batch.chunks[index], cache: caches[index], weights: weights, arena: arena, filled: true),
        index, results[index])
    }
    return results
  }
}
