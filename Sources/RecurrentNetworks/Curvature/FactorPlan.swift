internal import LinearAlgebra

/// Which second moments a network has, and where their sums stand.
///
/// The factor A of a gate is put together from moments of two sources each, which are summed once for all gates of a layer:
/// h hᵀ, h xᵀ, x xᵀ and the sums of h and x.
struct FactorPlan<Element: Scalar>: Sendable {
  /// The moments of two sources of a layer.
  private struct Moment: Sendable {
    let layer: Int
    /// Positions in ``sources``, the kinds in order.
    let first: Int
    let second: Int
    /// The position of the sum in the layout's stacks of that layer. That of one step with the next comes behind it.
    let position: Int
  }

  /// The moments of one part of an initial state.
  private struct InitialMoment: Sendable {
    let layer: Int
    /// The index of its block.
    let block: Int
    /// Its columns among the states of its layer.
    let columns: Range<Int>
    let position: Int
  }

  /// What the gates of each layer read.
  let sources: [[MomentSource]]
  private let gates: [ParameterLayout.Gate]
  private let moments: [Moment]
  /// The positions of the moments of the deltas of each gate, before those of one step with the next.
  private let deltaMoments: [Int]
  private let isLagged: Bool
  private let initialMoments: [InitialMoment]
  /// The sums as the blocks of a layout.
  let layout: ParameterLayout

  /// A plan for the gates of a network; where `isLagged`, with the moments of each step and the next.
  init(_ network: Network<Element>, isLagged: Bool) {
    gates = network.layout.gates
    var sources: [[MomentSource]] = network.layout.groups.map { _ in [] }
    var moments: [Moment] = []
    var deltaMoments: [Int] = []
    var initialMoments: [InitialMoment] = []
    var shapes: [[(rows: Int, columns: Int)]] = network.layout.groups.map { _ in [] }
    func place(_ rows: Int, _ columns: Int, _ layer: Int) -> Int {
      shapes[layer].append((rows, columns))
      return shapes[layer].count - 1
    }
    for gate in gates {
      let layer = gate.layer
      let own = gate.parts.map { part -> Int in
        if let known = sources[layer].firstIndex(where: { $0.reads == part.reads }) { return known }
        let isSymbol = layer == 0 && part.reads == .input && network.readsSymbols
        let kind: MomentSource.Kind = part.reads == nil ? .one : isSymbol ? .symbols : .numbers
        sources[layer].append(MomentSource(reads: part.reads, kind: kind, width: part.slice.columns))
        return sources[layer].count - 1
      }
      for (i, one) in own.enumerated() {
        for other in own[i...] {
          let (first, second) = Self.ordered(one, other, sources[layer])
          guard !moments.contains(where: { $0.layer == layer && $0.first == first && $0.second == second }) else {
            continue
          }
          let (x, y) = (sources[layer][first], sources[layer][second])
          // Symbols with themselves are counts.
          let position = place(x.width, first == second && x.kind == .symbols ? 1 : y.width, layer)
          if isLagged { _ = place(x.width, y.width, layer) }
          moments.append(Moment(layer: layer, first: first, second: second, position: position))
        }
      }
      let rows = gate.deltas.count
      deltaMoments.append(place(rows, rows, layer))
      if isLagged { _ = place(rows, rows, layer) }
    }
    for (layer, initial) in network.layout.initialStates.enumerated() where !initial.isEmpty {
      for (part, stack) in zip(network.cells[layer].stateParts.carried, initial) {
        initialMoments.append(
          InitialMoment(
            layer: layer, block: network.layout.stacks[layer][stack].lowerBound, columns: part.columns,
            position: place(part.columns.count, part.columns.count, layer)))
      }
    }
    self.sources = sources
    self.moments = moments
    self.deltaMoments = deltaMoments
    self.initialMoments = initialMoments
    self.isLagged = isLagged
    layout = ParameterLayout(matrices: shapes)
  }

  /// Two sources in the order in which their moments are kept.
  private static func ordered(_ one: Int, _ other: Int, _ sources: [MomentSource]) -> (Int, Int) {
    (sources[one].kind.rawValue, one) <= (sources[other].kind.rawValue, other) ? (one, other) : (other, one)
  }
}

/// What moments are taken of over some rows of a layer.
struct MomentRows<Element: Scalar> {
  /// One for each source of the layer.
  let sources: [SourceRows<Element>]
  let deltas: Matrix<Element>

  /// Some of the rows.
  func rows(_ range: Range<Int>) -> MomentRows {
    MomentRows(sources: sources.map { $0.rows(range) }, deltas: deltas.rows(range))
  }
}

extension FactorPlan {
  /// Adds Σ a aᵀ and Σ δ δᵀ over some rows of a layer.
  func add(_ rows: MomentRows<Element>, ones: Matrix<Element>, of layer: Int, to sums: Parameters<Element>) {
    let sums = sums.layers[layer].plain
    for moment in moments where moment.layer == layer {
      let x = rows.sources[moment.first]
      let isCount = moment.first == moment.second && sources[layer][moment.first].kind == .symbols
      sums[moment.position].addMoments(
        x, isCount ? .ones(ones.rows(0..<rows.deltas.rows)) : rows.sources[moment.second])
    }
    for (gate, position) in zip(gates, deltaMoments) where gate.layer == layer {
      let δ = rows.deltas.columns(gate.deltas)
      sums[position].multiply(δ, transposed: true, δ, adding: true)
    }
  }

  /// Adds Σ a_{t+1} a_tᵀ and Σ δ_{t+1} δ_tᵀ over rows of which each is followed by one; of two different sources in both
  /// orders, since what counts is the symmetric part.
  func add(
    _ rows: MomentRows<Element>, followedBy next: MomentRows<Element>, of layer: Int, to sums: Parameters<Element>
  ) {
    guard rows.deltas.rows > 0 else { return }
    let sums = sums.layers[layer].plain
    for moment in moments where moment.layer == layer {
      let sum = sums[moment.position + 1]
      sum.addMoments(next.sources[moment.first], rows.sources[moment.second])
      if moment.first != moment.second { sum.addMoments(rows.sources[moment.first], next.sources[moment.second]) }
    }
    for (gate, position) in zip(gates, deltaMoments) where gate.layer == layer {
      sums[position + 1].multiply(
        next.deltas.columns(gate.deltas), transposed: true, rows.deltas.columns(gate.deltas), adding: true)
    }
  }

  /// Adds δ δᵀ for the adjoints of the initial states of a layer, one row for each sequence.
  func add(_ adjoints: Matrix<Element>, ofInitialStatesOf layer: Int, to sums: Parameters<Element>) {
    for moment in initialMoments where moment.layer == layer {
      let δ = adjoints.columns(moment.columns)
      sums.layers[layer].plain[moment.position].multiply(δ, transposed: true, δ, adding: true)
    }
  }

  /// The sums as statistics of a batch; `rows` in all of which `scored` are scored.
  func statistics(
    _ sums: Parameters<Element>, rows: Int, scored: Int, sequences: Int
  ) -> KroneckerFactors<Element> {
    let output = layout.groups.count - 1
    var known: [(gate: ParameterLayout.Gate, sources: FactorMoments<Element>)] = []
    let factors = zip(gates, deltaMoments).map { gate, position -> KroneckerFactors<Element>.Factor in
      let plain = sums.layers[gate.layer].plain
      let sources =
        known.first { $0.gate.readsAlike(gate) }?.sources
        ?? FactorMoments(
          sums: joined(gate, plain, lag: 0), lagged: isLagged ? joined(gate, plain, lag: 1) : nil)
      known.append((gate, sources))
      let deltas = FactorMoments(
        sums: plain[position], lagged: isLagged ? plain[position + 1].symmetricPart : nil)
      return KroneckerFactors.Factor(
        gate: gate, sources: sources, deltas: deltas, rows: gate.layer == output ? scored : rows)
    }
    return KroneckerFactors(
      factors: factors,
      initialStates: initialMoments.map {
        KroneckerFactors.InitialState(block: $0.block, deltas: sums.layers[$0.layer].plain[$0.position])
      }, sequences: sequences)
  }

  /// The factor of what a gate reads, from the moments of its sources.
  private func joined(_ gate: ParameterLayout.Gate, _ sums: [Matrix<Element>], lag: Int) -> Matrix<Element> {
    let A = Matrix<Element>(rows: gate.columns, columns: gate.columns)
    let sources = sources[gate.layer]
    let own = gate.parts.map { part in sources.firstIndex { $0.reads == part.reads } ?? 0 }
    let ends = gate.parts.indices.map { index in gate.parts[...index].reduce(0) { $0 + $1.slice.columns } }
    for (i, one) in own.enumerated() {
      let rows = ends[i] - sources[one].width..<ends[i]
      for (j, other) in own.enumerated().dropFirst(i) {
        let columns = ends[j] - sources[other].width..<ends[j]
        let (first, second) = Self.ordered(one, other, sources)
        guard let moment = moments.first(where: { $0.layer == gate.layer && $0.first == first && $0.second == second })
        else { preconditionFailure("what a gate reads has moments") }
        let sum = sums[moment.position + lag]
        var (upper, lower) = (A.rows(rows).columns(columns), A.rows(columns).columns(rows))
        if one == other {
          upper.copySymmetric(sum, isDiagonal: lag == 0 && sources[one].kind == .symbols)
          if i != j { lower.copy(upper) }
        } else {
          if one != first { swap(&upper, &lower) }
          upper.copy(sum)
          // Of two orders of lagged moments the mean.
          if lag == 1 { upper.scale(0.5) }
          lower.copy(transposed: upper)
        }
      }
    }
    return A
  }
}

extension Matrix {
  /// ½ (self + selfᵀ), in memory of its own.
  fileprivate var symmetricPart: Matrix {
    let result = Matrix(rows: rows, columns: columns)
    result.copySymmetric(self, isDiagonal: false)
    return result
  }

  /// self ← ½ (sum + sumᵀ), or the matrix of which `sum` is the diagonal as a column.
  fileprivate func copySymmetric(_ sum: Matrix, isDiagonal: Bool) {
    guard !isDiagonal else {
      return Matrix(memory, offset: offset, rows: rows, columns: 1, stride: stride + 1).copy(sum)
    }
    copy(sum)
    scale(0.5)
    add(0.5, transposed: sum)
  }
}
