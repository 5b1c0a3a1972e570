public import LinearAlgebra

/// The states of some sequences at one time, before their first step or after their last one: what a pass over a batch begins
/// with (``Batch/beginning(with:of:pool:)``), and leaves behind (``BatchEvaluator/gradient(at:over:into:ending:visit:)``).
///
/// A value of this type is a view, as its matrices are: a copy has the same memory.
public struct SequenceStates<Element: Scalar>: Sendable {
  /// For each layer a row for each sequence, in the order of the data; ``Network/stateParts`` has the columns.
  public let layers: [Matrix<Element>]

  /// States of zero.
  ///
  /// - Parameters:
  ///   - network: the network whose states they are.
  ///   - count: the number of sequences.
  public init(_ network: Network<Element>, sequences count: Int) {
    layers = network.cells.map { Matrix(rows: count, columns: $0.stateWidth) }
  }

  /// The states of a network in memory that somebody holds: for each layer a matrix with a row for each sequence.
  public init(layers: [Matrix<Element>]) { self.layers = layers }

  /// The number of sequences.
  public var count: Int { layers.first?.rows ?? 0 }

  /// The states of some of the sequences.
  public func sequences(_ range: Range<Int>) -> SequenceStates { SequenceStates(layers: layers.map { $0.rows(range) }) }

  /// Whether a network has such states.
  func fit(_ network: Network<Element>) -> Bool {
    layers.map(\.columns) == network.cells.map(\.stateWidth) && layers.allSatisfy { $0.rows == count }
  }
}

extension Batch {
  /// The batch with sequences that begin with given states in the place of the initial state of the network, as windows of
  /// longer sequences do.
  ///
  ///     f(θ; s_0),   s_0 constant
  ///
  /// No derivative goes through these states: losses, gradients, products, rows and statistics are those of a network that
  /// begins with them whatever its parameters are, and a learned initial state has none there (truncated backpropagation,
  /// Williams & Peng 1990). Sequences of one batch all begin so, or none does.
  ///
  /// - Parameters:
  ///   - states: one for each sequence, those without a scored step included; copied.
  ///   - network: the network that reads the batch.
  ///   - pool: who shares the work, where anyone does.
  public func beginning(
    with states: SequenceStates<Element>, of network: Network<Element>, pool: WorkerPool? = nil
  ) -> Batch {
    precondition(
      states.count == sequences && states.fit(network),
      "\(sequences, "sequence") of a network with states of \(network.cells.map(\.stateWidth)) columns begin with as many, not with \(states.count) of \(states.layers.map(\.columns))"
    )
    let chunks = chunks
    return Batch(
      Self.made(chunks.count, pool) { Chunk(chunks[$0], initialStates: states) }, sequences: sequences)
  }
}

extension ChunkPass {
  /// Writes the states of a layer before the first step: those that the chunk begins with, or the initial state of the network.
  func copyFirstStates(of layer: Int, into rows: Matrix<Element>) {
    guard let given = chunk.initialStates else { return network.copyInitialState(of: weights, layer, into: rows) }
    rows.copy(given[layer])
  }

  /// Writes their tangents along a direction: zero where they are given.
  func copyFirstTangents(of layer: Int, along direction: Parameters<Element>, into rows: Matrix<Element>) {
    guard chunk.initialStates == nil else { return rows.fill(0) }
    network.copyInitialState(of: direction, layer, into: rows)
  }

  /// Adds the adjoints of the states before the first step, by layer a row for each of some sequences, to a gradient: nothing
  /// where they are given.
  func accumulateFirstStates(_ adjoints: [Matrix<Element>], into gradient: Parameters<Element>) {
    guard chunk.initialStates == nil else { return }
    for (layer, adjoints) in adjoints.enumerated() {
      network.accumulateInitialState(adjoints, layer, into: gradient)
    }
  }

  /// Writes the states after the last step of the sequences that end in segment `k`, which is loaded.
  func copyLastStates(ofSegment k: Int, into final: SequenceStates<Element>) {
    let segment = cache.segments[k]
    for index in segment {
      let window = chunk.windows[index]
      let next = index + 1 < chunk.windows.count ? chunk.windows[index + 1].sequences : 0
      guard next < window.sequences else { continue }
      for (layer, rows) in final.layers.enumerated() {
        let own = states[layer].window(window)
        let last = own.states.rows(own.rows(own.steps - 1))
        for n in next..<window.sequences {
          let sequence = chunk.sequences[n]
          rows.rows(sequence..<sequence + 1).copy(last.rows(n..<n + 1))
        }
      }
    }
  }
}
