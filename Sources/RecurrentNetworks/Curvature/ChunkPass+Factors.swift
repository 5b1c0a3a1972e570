internal import LinearAlgebra

// Second moments of what gates multiply and of their deltas.
extension ChunkPass {
  /// The backward pass over the whole chunk: adds the second moments of sources and deltas, window by window.
  func factorStatistics(
    _ plan: FactorPlan<Element>, lagged: Bool, _ penalty: RateAdjoints, structural: StructuralSigns? = nil,
    into sums: Parameters<Element>,
    _ z̄: OutputAdjoint
  ) {
    let memory = BackwardMemory(chunk, network: network, in: arena)
    let ones = arena.matrix(rows: chunk.windows.map(\.rows.count).max()!, columns: 1)
    ones.fill(1)
    var following = lagged ? FollowingStep(chunk, network: network, plan, in: arena) : nil
    var alive = 0
    for k in cache.segments.indices.reversed() {
      loadStates(k)
      if let structural { loadSigns(structural, k) }
      for window in windows(k).reversed() {
        backward(window, memory, deltas: memory.deltas, alive: alive, penalty, structural: structural?.term, z̄)
        alive = window.sequences
        for layer in 0...network.cells.count {
          if let rows = momentRows(layer, window, memory, plan, ones, isScored: true) {
            plan.add(rows, ones: ones, of: layer, to: sums)
          }
          guard following != nil, let rows = momentRows(layer, window, memory, plan, ones, isScored: false) else {
            continue
          }
          following?.add(rows, window, of: layer, by: plan, to: sums)
        }
      }
    }
    guard chunk.initialStates == nil else { return }
    for (layer, carry) in memory.future.enumerated() { plan.add(carry, ofInitialStatesOf: layer, to: sums) }
  }

  /// What a layer has in a window after its backward pass: of the output layer the scored rows, `nil` where there are none,
  /// or all rows, with zeros in those that are not scored.
  private func momentRows(
    _ layer: Int, _ window: Window, _ memory: BackwardMemory<Element>, _ plan: FactorPlan<Element>,
    _ ones: Matrix<Element>, isScored: Bool
  ) -> MomentRows<Element>? {
    guard layer == network.cells.count else {
      let rows = 0..<window.rows.count
      return momentRows(
        plan.sources[layer], states[layer].window(window), input(layer, window),
        ones: .ones(ones.rows(rows)), memory.deltas[layer].rows(rows))
    }
    let z̄ = memory.outputs.rows(0..<window.scored.count)
    if window.isDense || isScored {
      guard !window.scored.isEmpty else { return nil }
      let h = topStates(window, of: states, slot: 0)
      let ones = ones.rows(0..<h.rows)
      // Marks of some windows and ones of others are multiplied alike.
      return momentRows(
        plan.sources[layer], StateWindow(scored: h), .features(h), ones: isScored ? .ones(ones) : .numbers(ones), z̄)
    }
    func spread(_ scored: Matrix<Element>) -> Matrix<Element> {
      let all = Matrix<Element>(rows: window.rows.count, columns: scored.columns)
      all.scatterAdd(scored, at: chunk.scoredInWindow, from: window.scored.lowerBound)
      return all
    }
    let h = spread(topStates(window, of: states, slot: 0))
    let marks = spread(ones.rows(0..<window.scored.count))
    return momentRows(plan.sources[layer], StateWindow(scored: h), .features(h), ones: .numbers(marks), spread(z̄))
  }

  private func momentRows(
    _ sources: [MomentSource], _ window: StateWindow<Element>, _ input: LayerInput<Element>,
    ones: SourceRows<Element>, _ deltas: Matrix<Element>
  ) -> MomentRows<Element> {
    let sources = sources.map { source -> SourceRows<Element> in
      guard let reads = source.reads else { return ones }
      if case .symbols(let symbols, let start, let step) = input, source.kind == .symbols {
        return .symbols(symbols, start: start, step: step, count: deltas.rows)
      }
      guard let rows = reads.rows(window, input) else { preconditionFailure("a layer reads what its gates multiply") }
      return .numbers(rows)
    }
    return MomentRows(sources: sources, deltas: deltas)
  }
}

extension StateWindow {
  /// The outputs of the top layer, as what the output layer reads.
  fileprivate init(scored h: Matrix<Element>) {
    self.init(steps: 1, sequences: h.rows, previous: h, states: h, record: h)
  }
}

/// What the first step of a window has, kept for the last step of the window before it.
private struct FollowingStep<Element: Scalar> {
  /// Rows that stay, by layer: deltas, and numbers of each source; symbols are in the chunk.
  private let deltas: [Matrix<Element>]
  private let numbers: [[Matrix<Element>]]
  private var rows: [MomentRows<Element>?]

  init(_ chunk: Chunk<Element>, network: Network<Element>, _ plan: FactorPlan<Element>, in arena: Arena<Element>) {
    let count = chunk.sequences.count
    let widths = network.cells.map(\.deltaWidth) + [network.definition.outputs]
    deltas = widths.map { arena.matrix(rows: count, columns: $0) }
    numbers = plan.sources.map { $0.map { arena.matrix(rows: count, columns: $0.kind == .symbols ? 0 : $0.width) } }
    rows = widths.map { _ in nil }
  }

  /// Adds the moments of each step of a window with the next one, and keeps its first step.
  mutating func add(
    _ all: MomentRows<Element>, _ window: Window, of layer: Int, by plan: FactorPlan<Element>,
    to sums: Parameters<Element>
  ) {
    let (count, step) = (window.rows.count, window.sequences)
    plan.add(all.rows(0..<count - step), followedBy: all.rows(step..<count), of: layer, to: sums)
    if let next = rows[layer] {
      // The sequences that go on are the first ones.
      let last = count - step..<count - step + next.deltas.rows
      plan.add(all.rows(last), followedBy: next, of: layer, to: sums)
    }
    rows[layer] = kept(all.rows(0..<step), of: layer)
  }

  private func kept(_ first: MomentRows<Element>, of layer: Int) -> MomentRows<Element> {
    let range = 0..<first.deltas.rows
    let δ = deltas[layer].rows(range)
    δ.copy(first.deltas)
    let sources = zip(first.sources, numbers[layer]).map { source, room -> SourceRows<Element> in
      switch source {
      case .symbols, .ones: return source
      case .numbers(let matrix):
        room.rows(range).copy(matrix)
        return .numbers(room.rows(range))
      }
    }
    return MomentRows(sources: sources, deltas: δ)
  }
}
