internal import LinearAlgebra

// R-forward (Pearlmutter 1994).
extension ChunkPass {
  /// The R-forward pass over the whole chunk; `visit` is called after each segment.
  ///
  /// `keepsStates` says whether the backward pass will ask for the tangents of the states, or for those of the logits only,
  /// which are kept unless they take more memory than the states of a segment. Those of penalized rates are always asked for.
  func tangent(
    _ direction: Parameters<Element>, keepsStates: Bool, _ visit: (_ segment: Int) -> Void = { _ in }
  ) {
    let logits = chunk.scored * network.definition.outputs
    let keepsStates =
      keepsStates || chunk.ratePenalty > 0 || logits > chunk.tangentCount(network, segments: cache.segments)
    let pass = TangentPass(
      direction, over: chunk, cache.segments, network: network, keepsStates: keepsStates, in: arena)
    tangent = pass
    for k in cache.segments.indices {
      if keepsStates {
        if k > 0 {
          for (layer, boundary) in pass.boundaries[k - 1].enumerated() {
            boundary.copy(tangents[layer].final(boundary.rows))
          }
        }
        loadTangents(k)
      } else {
        loadStates(k)
        for index in cache.segments[k] { roll(to: index, along: direction) }
      }
      visit(k)
    }
  }

  /// Passes over window `index` with the tangents of the window before it, whose memory it takes.
  private func roll(to index: Int, along direction: Parameters<Element>) {
    let before = tangents
    let layers = tangent!.memory.layers(index..<index + 1, of: chunk)
    for layer in layers.indices {
      let initial = layers[layer].initial
      if index == 0 {
        copyFirstTangents(of: layer, along: direction, into: initial)
      } else {
        initial.copy(before[layer].final(initial.rows))
      }
    }
    tangent?.layers = layers
    tangent(chunk.windows[index], along: direction)
  }

  /// Makes sure that the states of segment `k` and their tangents are loaded.
  func loadTangents(_ k: Int) {
    loadStates(k)
    guard let pass = tangent, pass.loaded != k else { return }
    let segment = cache.segments[k]
    tangent?.layers = pass.memory.layers(segment, of: chunk)
    tangent?.outputs = pass.memory.outputs.rows(0..<chunk.scored(segment).count)
    tangent?.loaded = k
    for layer in tangents.indices {
      if k == 0 {
        copyFirstTangents(of: layer, along: pass.direction, into: tangents[layer].initial)
      } else {
        tangents[layer].initial.copy(pass.boundaries[k - 1][layer])
      }
    }
    for window in windows(k) { tangent(window, along: pass.direction) }
  }

  private func tangent(_ window: Window, along direction: Parameters<Element>) {
    let first = window.rows.lowerBound
    network.tangent(
      chunk.input(window), weights: weights, direction: direction,
      rising: { risen($1, of: $0, from: first, slot: $2) }, states: { states[$0].window(window) },
      tangents: { tangents[$0].window(window) })
    guard !window.scored.isEmpty else { return }
    network.output.tangent(
      topStates(window, of: states, slot: 0), topStates(window, of: tangents, slot: 1),
      weights: weights.layers.last!, direction: direction.layers.last!, into: outputTangents(window))
  }

  /// The tangents of the states of the loaded segment, by layer.
  var tangents: [SegmentStates<Element>] { tangent?.layers ?? [] }

  /// The tangents of the logits in the scored rows of a window of the loaded segment.
  func outputTangents(_ window: Window) -> Matrix<Element> {
    let pass = tangent!
    return pass.outputs.rows(pass.keepsStates ? scored(window) : window.scored)
  }
}
