public import LinearAlgebra

/// Random signs at the states: adjoints whose gradients have G_S as their second moments.
///
/// With D'' = diag d the curvature of the distance in the pre-activation of a step (``StructuralForm``), and independent random
/// signs ε for each unit of each step, the gradient of Σ_t √d_t ⊙ ε_t · a_t over a sequence has the expected square G_S. In the form
/// `squared` that is the gradient of Σ_t ε_t · s_t over everything s that a cell carries from step to step.
public struct StructuralSigns: Sendable {
  /// The form of D''.
  public let form: StructuralForm
  /// Where the signs come from.
  public let seed: UInt64

  /// About how many sequences have signs: where a batch has twice as many, every second chunk or fewer. `nil` for all.
  public let sequences: Int?

  /// Signs from a seed.
  public init(_ form: StructuralForm, seed: UInt64, sequences: Int? = nil) {
    (self.form, self.seed, self.sequences) = (form, seed, sequences)
  }

  /// The chunks of a batch whose sequences have signs.
  func chunks<Element>(of batch: Batch<Element>) -> [Int] {
    let step = sequences.map { max(1, batch.sequences / max(1, $0)) } ?? 1
    // Long sequences come first: parts are spread over all lengths.
    return Array(stride(from: 0, to: batch.chunks.count, by: step))
  }

  /// How what stands in the place of tangents enters the backward pass: `squared` before the derivative of the activation is
  /// applied, which is √d, the others after it.
  var term: StructuralTerm {
    switch form {
    case .matching, .squared: StructuralTerm(form, weight: 1)
    // √¼
    case .quarter: StructuralTerm(.matching, weight: 0.5)
    }
  }
}

extension ChunkPass {
  /// Puts signs, those of activations times √φ', in the place of the tangents of segment `k`, whose states are loaded.
  ///
  /// Every step of every sequence has a stream of its own, as the samples of the loss have.
  func loadSigns(_ signs: StructuralSigns, _ k: Int) {
    if tangent == nil {
      tangent = TangentPass(
        weights, over: chunk, cache.segments, network: network, keepsStates: true, in: arena)
    }
    guard let pass = tangent else { return }
    let layers = pass.memory.layers(cache.segments[k], of: chunk)
    tangent?.layers = layers
    tangent?.loaded = k
    for window in windows(k) {
      for (layer, cell) in network.cells.enumerated() {
        let (own, place) = (states[layer].window(window), layers[layer].window(window))
        for row in 0..<window.rows.count {
          var generator = chunk.generator(ofRow: row, window, seed: signs.seed, position: UInt64(layer + 2) << 32)
          place.states.rows(row..<row + 1).fillWithSigns(using: &generator)
          if place.record.columns > 0 { place.record.rows(row..<row + 1).fillWithSigns(using: &generator) }
        }
        guard signs.form != .squared else { continue }
        for activated in cell.activations {
          let isState = activated.place == .states
          let ε = (isState ? place.states : place.record).columns(activated.columns)
          let root = arena.matrix(rows: ε.rows, columns: ε.columns)
          root.fill(1)
          root.multiplyDerivative(activated.kernel, h: (isState ? own.states : own.record).columns(activated.columns))
          root.takeSquareRoots()
          ε.copyHadamard(ε, root)
        }
      }
    }
  }
}

extension Chunk {
  /// The random numbers of a row of a window.
  func generator(ofRow row: Int, _ window: Window, seed: UInt64, position: UInt64) -> Philox {
    let (step, n) = (window.steps.lowerBound + row / window.sequences, row % window.sequences)
    let stream = UInt64(first + sequences[n]) << 32 | UInt64(UInt32(truncatingIfNeeded: step))
    return Philox(seed: seed, stream: stream, position: position)
  }
}

extension Linearization {
  /// The part of the batch whose sequences have signs.
  private func part(of signs: StructuralSigns) -> Batch<Element> {
    let chunks = signs.chunks(of: batch)
    guard chunks.count < batch.chunks.count else { return batch }
    return Batch(
      chunks.map { batch.chunks[$0] }, sequences: chunks.reduce(0) { $0 + batch.chunks[$1].sequences.count })
  }

  /// What sums over the sequences that have signs are divided by.
  public func divisor(of signs: StructuralSigns) -> Double { part(of: signs).divisor(evaluator.normalization) }

  /// The part that the sequences with signs are of all.
  public func share(of signs: StructuralSigns) -> Double {
    batch.sequences > 0 ? Double(part(of: signs).sequences) / Double(batch.sequences) : 1
  }

  /// result ← an unbiased, non-negative estimate of diag(G_S), or of diag(Q G_S Qᵀ) with a rotation Q: Σ_n g_n ⊙ g_n over the
  /// divisor, g_n being the gradient of sequence n for random signs at its states, in those coordinates. What one step of a
  /// sequence has to do with another is in it.
  ///
  /// Holds the states and deltas of one whole chunk for each worker, whatever the memory limit.
  public func structuralDiagonal(
    _ signs: StructuralSigns, in rotation: KroneckerRotation<Element>? = nil, into result: inout Vector<Element>
  ) {
    let (network, batch, caches, weights) = (network, batch, validCaches, weights)
    let chosen = signs.chunks(of: batch)
    _ = evaluator.sum.gradient(chosen.count, into: &result) { place, arena, squares, single in
      let index = chosen[place]
      let chunk = batch.chunks[index]
      let kept = caches[index].predictions != nil
      let cache = kept ? caches[index] : ChunkCache(chunk, network: network, interval: nil, in: arena)
      let pass = ChunkPass(network, chunk: chunk, cache: cache, weights: weights, arena: arena, filled: kept)
      pass.loadStates(0)
      pass.loadSigns(signs, 0)
      pass.squaredGradients(
        .none, into: squares.row, single: single(), rotation, structural: signs.term
      ) { $1.fill(0) }
      return 0
    }
    result.scale(1 / divisor(of: signs))
    if rotation == nil { scaleSquares(&result) }
  }
}
