internal import LinearAlgebra
internal import Losses

extension Linearization {
  /// result ← Σ_n g_n g_nᵀ v (+ the structural term), undivided.
  ///
  /// With the direction v, g_nᵀ v = Σ_t z̄_t · Rz_t over the steps of sequence n, so the product is one R-forward pass and
  /// one backward pass that starts from z̄_t scaled by that number: no gradient of a single sequence is ever formed.
  func fisherProduct(sampled: Bool, _ structural: StructuralTerm?, into result: inout Vector<Element>) {
    let (direction, seed) = (direction, sampled ? samplingSeed : nil)
    sum(into: &result) { pass, part in
      let chunk = pass.chunk
      var derivatives = Array(repeating: 0.0, count: chunk.sequences.count)
      let z̄ = pass.arena.matrix(
        rows: chunk.windows.map(\.scored.count).max()!, columns: pass.network.definition.outputs)
      pass.tangent(direction, keepsStates: structural != nil) { segment in
        for window in pass.windows(segment) where !window.scored.isEmpty {
          let rows = z̄.rows(0..<window.scored.count)
          pass.residual(window, rows, seed: seed)
          let Rz = pass.outputTangents(window)
          for (row, scored) in window.scored.enumerated() {
            derivatives[Int(chunk.scoredSequences[scored])] += rows.dotOfRow(row, Rz)
          }
        }
      }
      pass.backward(.tangents, structural: structural, into: part) { window, z̄ in
        pass.residual(window, z̄, seed: seed)
        z̄.scaleRows(by: window.scored.map { derivatives[Int(chunk.scoredSequences[$0])] })
      }
    }
  }
}

extension ChunkPass {
  /// z̄ ← w ∂ℓ/∂z at the true targets, or √w ∂ℓ/∂z at targets drawn from the model.
  func residual(_ window: Window, _ z̄: Matrix<Element>, seed: UInt64?) {
    guard let seed else { return lossGradient(window, z̄) }
    let p = predictions.rows(scored(window))
    for (row, scored) in window.scored.enumerated() {
      var generator = chunk.generator(ofScored: scored, seed: seed)
      network.loss.function.copySampledGradient(
        into: z̄.rows(row..<row + 1), predictions: p.rows(row..<row + 1), weight: Double(chunk.weights[scored, 0]),
        using: &generator)
    }
  }
}

extension Chunk {
  /// The random numbers of a scored row.
  ///
  /// Every scored step of every sequence has a stream of its own, so what is drawn depends neither on the cut into parts
  /// and chunks nor on the order.
  /// Signs and samples begin at different positions and are independent under one seed.
  func generator(ofScored scored: Int, seed: UInt64, position: UInt64 = 0) -> Philox {
    let step = UInt64(UInt32(bitPattern: packing.scoredSteps[scored]))
    return Philox(seed: seed, stream: UInt64(first + sequence(of: scored)) << 32 | step, position: position)
  }
}
