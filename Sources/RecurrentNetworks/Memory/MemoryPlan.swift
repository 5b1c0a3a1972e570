internal import LinearAlgebra

/// How much of a forward pass is kept, within a limit: all states, or those of every k-th step, with the rest recomputed
/// in the backward pass (√L storage for k = √L; Martens & Sutskever 2012). Recomputation repeats the
/// same products and changes no bit.
public struct MemoryPlan: Sendable, Equatable {
  /// The bound in bytes on kept states and the memory of the workers; nil for none.
  public let limit: Int?

  /// A plan under a limit.
  public init(limit: Int?) { self.limit = limit }

  /// The number of steps between kept states for curvature products over a batch; nil: all are kept.
  public func curvatureInterval<Element>(_ batch: Batch<Element>, network: Network<Element>, threads: Int) -> Int? {
    interval(batch) { curvatureBytes(batch, network: network, threads: threads, interval: $0) }
  }

  /// The same for a gradient, whose states are kept for the chunks under way only.
  public func gradientInterval<Element>(_ batch: Batch<Element>, network: Network<Element>, threads: Int) -> Int? {
    interval(batch) { gradientBytes(batch, network: network, threads: threads, interval: $0) }
  }

  /// Bytes of states that curvature products over a batch take.
  public func curvatureBytes<Element>(
    _ batch: Batch<Element>, network: Network<Element>, threads: Int, interval: Int?
  ) -> Int {
    let kept = batch.chunks.reduce(0) { $0 + $1.cacheCount(network, interval: interval) }
    // A pass holds the tangents of a segment, and its states where they are not kept.
    let pass = batch.chunks.map { $0.passCount(network, interval: interval, tangents: true) }.max() ?? 0
    return (kept + pass * min(threads, batch.chunks.count)) * MemoryLayout<Element>.stride
  }

  /// Bytes of states that a gradient over a batch takes.
  public func gradientBytes<Element>(
    _ batch: Batch<Element>, network: Network<Element>, threads: Int, interval: Int?
  ) -> Int {
    let pass = batch.chunks.map {
      $0.cacheCount(network, interval: interval) + $0.passCount(network, interval: interval, tangents: false)
    }
    return (pass.max() ?? 0) * min(threads, batch.chunks.count) * MemoryLayout<Element>.stride
  }

  /// Bytes of states and deltas that the gradients of single sequences of a batch take, beside what comes out of them.
  func rowBytes<Element>(_ batch: Batch<Element>, network: Network<Element>, threads: Int, interval: Int?) -> Int {
    let kept = batch.chunks.reduce(0) { $0 + $1.cacheCount(network, interval: interval) }
    let pass = batch.chunks.map { chunk in
      // Deltas and adjoints of the whole chunk, its states where they are not kept, and one gradient.
      network.cells.reduce(chunk.scored * network.definition.outputs) { $0 + chunk.rows * $1.deltaWidth }
        + chunk.passCount(network, interval: nil, tangents: false)
        + (interval == nil ? 0 : chunk.cacheCount(network, interval: nil)) + network.layout.count
    }
    return (kept + (pass.max() ?? 0) * min(threads, batch.chunks.count)) * MemoryLayout<Element>.stride
  }

  /// All steps if they fit; else the whole of each chunk under way, if that fits; else segments of the length that takes
  /// least memory, of about √T steps.
  ///
  /// Nothing in between: states that are recomputed in short segments are still in the cache when they are used, which
  /// makes up for their being recomputed more often.
  private func interval<Element>(_ batch: Batch<Element>, bytes: (Int?) -> Int) -> Int? {
    guard let limit, bytes(nil) > limit else { return nil }
    let steps = batch.chunks.map(\.steps).max() ?? 1
    if bytes(steps) <= limit { return steps }
    let halves = sequence(first: steps) { $0 > 1 ? $0 / 2 : nil }
    return halves.min { bytes($0) < bytes($1) }
  }
}

extension Chunk {
  /// The number of steps of the longest sequence.
  public var steps: Int { packing.steps }

  /// Numbers kept by a forward pass.
  func cacheCount(_ network: Network<Element>, interval: Int?) -> Int {
    let segments = segments(interval: interval)
    return network.cells.reduce(interval == nil ? scored * network.definition.outputs : 0) { count, cell in
      interval == nil
        ? count + stateRows(segments[0]) * cell.stateWidth + rows * cell.recordWidth
        : segments.dropFirst().reduce(count) { $0 + sequencesAtStart($1) * cell.stateWidth }
    }
  }

  /// Numbers that a pass holds beside what is kept.
  func passCount(_ network: Network<Element>, interval: Int?, tangents: Bool) -> Int {
    let segments = segments(interval: interval)
    let window = windows.map(\.rows.count).max()!
    let states = interval == nil ? 0 : segmentCount(network, segments: segments)
    let tangentStates = tangents ? tangentCount(network, segments: segments) : 0
    // Adjoints of a window and what flows between windows; those of the exact Hessian come with their tangents.
    let adjoints = network.cells.reduce(window * (network.definition.outputs + network.output.inputs)) {
      $0 + (window + 2 * sequences.count) * $1.stateWidth + window * $1.deltaWidth
    }
    let scratch = 2 * window * network.output.inputs
    let risen = risenShape(network)
    return states + tangentStates + (tangents ? 2 : 1) * adjoints + scratch + risen.rows * risen.columns
  }

  /// Numbers in the states and logits of the longest segment.
  private func segmentCount(_ network: Network<Element>, segments: [Range<Int>]) -> Int {
    let states = segments.map(stateRows).max()!
    let rows = segments.map(self.rows).max()!
    let scored = segments.map { self.scored($0).count }.max()!
    return network.cells.reduce(scored * network.definition.outputs) {
      $0 + states * $1.stateWidth + rows * $1.recordWidth
    }
  }

  /// Numbers that a pass along a tangent holds where it keeps the tangents of the states: those of a segment, and those
  /// before each but the first.
  func tangentCount(_ network: Network<Element>, segments: [Range<Int>]) -> Int {
    network.cells.reduce(segmentCount(network, segments: segments)) { count, cell in
      segments.dropFirst().reduce(count) { $0 + sequencesAtStart($1) * cell.stateWidth }
    }
  }
}
