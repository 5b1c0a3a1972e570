internal import LinearAlgebra

// R-forward (Pearlmutter 1994).
extension ChunkWalker {
  /// Walks through the whole chunk along a tangent; `visit` is called after each segment.
  func tangent(_ direction: Parameters<Element>, _ visit: (_ segment: Int) -> Void = { _ in }) {
    let memory = SegmentMemory(chunk, cache.segments, network: network, in: arena)
    let boundaries = cache.segments.dropFirst().map { segment in
      network.cells.map { arena.matrix(rows: chunk.sequencesAtStart(segment), columns: $0.stateWidth) }
    }
    tangent = TangentPass(direction: direction, memory: memory, boundaries: boundaries)
    for k in cache.segments.indices {
      if k > 0 {
        for (layer, boundary) in boundaries[k - 1].enumerated() {
          boundary.copy(tangents[layer].final(boundary.rows))
        }
      }
      loadTangents(k)
      visit(k)
    }
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
        network.copyInitialState(of: pass.direction, layer, into: tangents[layer].initial)
      } else {
        tangents[layer].initial.copy(pass.boundaries[k - 1][layer])
      }
    }
    for window in windows(k) { tangent(window, along: pass.direction) }
  }

  private func tangent(_ window: Window, along direction: Parameters<Element>) {
    for (layer, cell) in network.cells.enumerated() {
      cell.tangent(
        states[layer].window(window), tangent: tangents[layer].window(window), input: input(layer, window),
        inputTangent: layer == 0 ? nil : outputs(of: layer - 1, window, of: tangents),
        weights: weights.layers[layer], direction: direction.layers[layer])
    }
    guard !window.scored.isEmpty else { return }
    network.output.tangent(
      topStates(window, of: states, slot: 0), topStates(window, of: tangents, slot: 1),
      weights: weights.layers.last!, direction: direction.layers.last!, into: outputTangents.rows(scored(window)))
  }

  /// The tangents of the states of the loaded segment, by layer.
  var tangents: [SegmentStates<Element>] { tangent?.layers ?? [] }
  /// The tangents of the logits of the scored rows of the loaded segment.
  var outputTangents: Matrix<Element> { tangent!.outputs }
}
