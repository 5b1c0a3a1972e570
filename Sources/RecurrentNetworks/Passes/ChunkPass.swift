internal import LinearAlgebra
internal import Losses

/// One worker's passes over one chunk: forward, R-forward, and backward.
///
/// A pass goes segment by segment; where everything is kept there is one. The segment loaded last stays, so the first
/// segment of the backward pass needs no recomputation.
final class ChunkPass<Element: Scalar> {
  let network: Network<Element>
  let chunk: Chunk<Element>
  let cache: ChunkCache<Element>
  let arena: Arena<Element>
  let weights: Parameters<Element>

  /// The states of the loaded segment, by layer.
  private(set) var states: [SegmentStates<Element>]
  /// The predictions of the scored rows of the loaded segment.
  private(set) var predictions: Matrix<Element>
  private var loaded: Int?
  private let memory: SegmentMemory<Element>?
  private let scratch: Matrix<Element>
  /// Two slots for what dropout leaves of outputs, see `risen(_:of:from:step:slot:)`; empty without it.
  let risenScratch: Matrix<Element>

  /// The R-forward pass under way, see `tangent(_:_:)`.
  var tangent: TangentPass<Element>?

  /// Passes over a chunk whose memory comes from `arena`, reset by the caller. A cache that is `filled` holds what a
  /// forward pass left.
  init(
    _ network: Network<Element>, chunk: Chunk<Element>, cache: ChunkCache<Element>, weights: Parameters<Element>,
    arena: Arena<Element>, filled: Bool = false
  ) {
    self.network = network
    self.chunk = chunk
    self.cache = cache
    self.arena = arena
    self.weights = weights
    states = cache.states
    memory = cache.predictions == nil ? SegmentMemory(chunk, cache.segments, network: network, in: arena) : nil
    predictions = cache.predictions ?? memory!.outputs
    loaded = filled && cache.predictions != nil ? 0 : nil
    let window = chunk.windows.map(\.scored.count).max()!
    scratch = arena.matrix(rows: 2 * window, columns: network.output.inputs)
    let shape = chunk.risenShape(network)
    risenScratch = arena.matrix(rows: shape.rows, columns: shape.columns)
  }

  /// The windows of a segment.
  func windows(_ segment: Int) -> ArraySlice<Window> { chunk.windows[cache.segments[segment]] }

  /// The forward pass over the whole chunk: fills the cache, and returns Σ w ℓ.
  ///
  /// `visit` is called after each segment with the rows of its predictions among the scored rows of the chunk; `final` receives
  /// the states with which sequences end.
  func forward(
    ending final: SequenceStates<Element>? = nil, _ visit: (Range<Int>, Matrix<Element>) -> Void = { _, _ in }
  ) -> Double {
    var loss = 0.0
    for k in cache.segments.indices {
      if k > 0 && !cache.boundaries.isEmpty {
        for (layer, boundary) in cache.boundaries[k - 1].enumerated() {
          boundary.copy(states[layer].final(boundary.rows))
        }
      }
      computeStates(k, loss: &loss)
      if let final { copyLastStates(ofSegment: k, into: final) }
      visit(chunk.scored(cache.segments[k]), predictions)
    }
    return loss
  }

  /// Makes sure that the states of segment `k` are loaded.
  func loadStates(_ k: Int) {
    var loss = 0.0
    if loaded != k { computeStates(k, loss: &loss) }
  }

  /// Computes the states of segment `k` and adds Σ w ℓ window by window, in the same order wherever segments are cut.
  private func computeStates(_ k: Int, loss: inout Double) {
    let before = states
    if let memory {
      let segment = cache.segments[k]
      states = memory.layers(segment, of: chunk)
      predictions = memory.outputs.rows(0..<chunk.scored(segment).count)
    }
    for layer in states.indices {
      if k == 0 {
        copyFirstStates(of: layer, into: states[layer].initial)
      } else if cache.boundaries.isEmpty {
        let initial = states[layer].initial
        initial.copy(before[layer].final(initial.rows))
      } else {
        states[layer].initial.copy(cache.boundaries[k - 1][layer])
      }
    }
    loaded = k
    tangent?.loaded = nil
    for window in windows(k) {
      loss += forward(window)
      if chunk.ratePenalty > 0 { loss += ratePenalty(window) }
    }
  }

  private func forward(_ window: Window) -> Double {
    let first = window.rows.lowerBound
    _ = network.forward(
      chunk.input(window), weights: weights, rising: { risen($1, of: $0, from: first, slot: $2) },
      { disturbed(states[$0].window(window), of: $0, window) })
    guard !window.scored.isEmpty else { return 0 }
    let z = predictions.rows(scored(window))
    network.output.forward(topStates(window, of: states, slot: 0), weights: weights.layers.last!, into: z)
    return network.loss.function.apply(to: z, chunk.lossRows(from: window.scored.lowerBound))
  }

  /// A layer's window with the noise of its states, where there is any.
  private func disturbed(_ states: StateWindow<Element>, of layer: Int, _ window: Window) -> StateWindow<Element> {
    guard chunk.drive != nil else { return states }
    var states = states
    states.noise = chunk.stateNoise(of: layer, window)
    return states
  }

  /// The outputs h of a layer over a window, whatever of them is dropped.
  func outputs(of layer: Int, _ window: Window, of states: [SegmentStates<Element>]) -> Matrix<Element> {
    states[layer].window(window).states.columns(0..<network.cells[layer].outputWidth)
  }

  /// What the output layer reads in the scored rows of a window: the outputs of the top layer, or what dropout leaves of them;
  /// in one of two scratch slots where it does, and where some rows carry no loss.
  func topStates(_ window: Window, of states: [SegmentStates<Element>], slot: Int) -> Matrix<Element> {
    let top = outputs(of: network.cells.count - 1, window, of: states)
    if window.isDense && chunk.masks == nil { return top }
    let half = scratch.rows / 2
    let gathered = scratch.rows(slot * half..<slot * half + window.scored.count)
    gathered.gather(top, at: chunk.scoredInWindow, from: window.scored.lowerBound)
    maskScored(gathered, window)
    return gathered
  }

  /// The scored rows of a window, counted within the loaded segment.
  func scored(_ window: Window) -> Range<Int> {
    let first = chunk.scored(cache.segments[loaded!]).lowerBound
    return window.scored.lowerBound - first..<window.scored.upperBound - first
  }
}
