public import LinearAlgebra

extension Linearization {
  /// uᵀ C u, uᵀ C v and vᵀ C v with the Gauss-Newton matrix C = G, weight decay included.
  ///
  /// Two R-forward passes and none backwards: uᵀ G v is the sum of w Ru · H_ℓ Rv over scored rows, Ru and Rv being the
  /// derivatives of the logits. A product with each vector would cost four passes (Martens & Grosse 2015, section 6.4 and
  /// appendix C). The three sums over chunks are made in the precision of the elements.
  public func gaussNewtonForms(_ u: Vector<Element>, _ v: Vector<Element>) -> (uu: Double, uv: Double, vv: Double) {
    precondition(!batch.penalizesRates, "forms are of the loss alone: with a penalty on rates products give them")
    direction.load(scaled(u))
    let second = Parameters<Element>(network.layout)
    second.load(scaled(v))
    let (network, batch, caches, weights, first) = (network, batch, validCaches, weights, direction)
    var sums = Vector<Element>(count: 3)
    _ = evaluator.forms.gradient(batch.chunks.count, into: &sums) { index, arena, part, _ in
      let pass = ChunkPass(
        network, chunk: batch.chunks[index], cache: caches[index], weights: weights, arena: arena, filled: true)
      let forms = pass.gaussNewtonForms(first, second)
      for (column, form) in [forms.uu, forms.uv, forms.vv].enumerated() { part.row[0, column] = Element(form) }
      return 0
    }
    func form(_ sum: Element, _ x: Vector<Element>, _ y: Vector<Element>) -> Double {
      // S² is 0 or 1: what is scaled twice has the signs of y again.
      Double(sum) / divisor + evaluator.decay(x, evaluator.constraints == nil ? y : scaled(scaled(y)))
    }
    return (form(sums[0], u, u), form(sums[1], u, v), form(sums[2], v, v))
  }
}

extension ChunkPass {
  /// The sums of one chunk.
  fileprivate func gaussNewtonForms(
    _ u: Parameters<Element>, _ v: Parameters<Element>
  ) -> (uu: Double, uv: Double, vv: Double) {
    let outputs = network.definition.outputs
    let (Ru, Rv, HR) = (
      arena.matrix(rows: chunk.scored, columns: outputs), arena.matrix(rows: chunk.scored, columns: outputs),
      arena.matrix(rows: chunk.scored, columns: outputs)
    )
    for (direction, tangents) in [(u, Ru), (v, Rv)] {
      tangent(direction, keepsStates: false) { segment in
        for window in windows(segment) where !window.scored.isEmpty {
          tangents.rows(window.scored).copy(outputTangents(window))
        }
      }
    }
    func multiplied(_ tangents: Matrix<Element>) {
      HR.copy(tangents)
      for segment in cache.segments.indices {
        loadStates(segment)
        for window in windows(segment) where !window.scored.isEmpty {
          multiplyLossHessian(window, HR.rows(window.scored))
        }
      }
    }
    func dot(_ tangents: Matrix<Element>) -> Double {
      (0..<chunk.scored).reduce(0) { $0 + tangents.dotOfRow($1, HR) }
    }
    multiplied(Ru)
    let uu = dot(Ru)
    multiplied(Rv)
    return (uu, dot(Ru), dot(Rv))
  }
}
