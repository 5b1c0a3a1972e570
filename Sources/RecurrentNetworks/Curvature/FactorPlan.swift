internal import LinearAlgebra

/// Which second moments a network has, and where their sums stand.
struct FactorPlan<Element: Scalar>: Sendable {
  /// The moments of one term.
  private struct Entry: Sendable {
    let layer: Int
    let index: Int
    let term: Term
    /// The width of what the weights multiply; 0 for a bias without weights.
    let width: Int
    /// Whether only the numbers of symbols are counted.
    let isCounted: Bool
    /// The position of A in the layout's stacks of that layer.
    let sources: Int
    /// The positions of the sums of the blocks. Terms that lead to the same pre-activations have the same sums.
    let deltas: [Int]

    /// The extent of A.
    var extent: Int { width + (term.bias == nil ? 0 : 1) }
  }

  /// Σ δ δᵀ of some deltas.
  private struct DeltaSum: Sendable {
    let layer: Int
    let columns: Range<Int>
    let position: Int
  }

  /// The moments of one part of an initial state.
  private struct InitialEntry: Sendable {
    let layer: Int
    /// The index of its block.
    let block: Int
    /// Its columns among the states of its layer.
    let columns: Range<Int>
    /// The position of the sum in the layout's stacks of that layer.
    let position: Int
  }

  private let entries: [Entry]
  private let deltaSums: [DeltaSum]
  private let initialEntries: [InitialEntry]
  /// The sums as the blocks of a layout.
  let layout: ParameterLayout

  init(_ network: Network<Element>) {
    var entries: [Entry] = []
    var deltaSums: [DeltaSum] = []
    var initialEntries: [InitialEntry] = []
    var shapes: [[(rows: Int, columns: Int)]] = []
    for (layer, terms) in network.layout.terms.enumerated() {
      var own: [(rows: Int, columns: Int)] = []
      for (index, term) in terms.enumerated() {
        let stack = network.layout.stacks[layer][term.weights ?? term.bias!.stack]
        let blocks = network.layout.blocks[stack]
        var start = term.deltas.lowerBound
        let columns =
          term.weights == nil
          ? [term.deltas]
          : blocks.map { block in
            start += block.rows
            return start - block.rows..<start
          }
        let isCounted = layer == 0 && term.weights != nil && term.reads == .input && network.readsSymbols
        let width = term.weights == nil ? 0 : blocks.first!.columns
        let sources = own.count
        let extent = width + (term.bias == nil ? 0 : 1)
        own.append(isCounted ? (width, 1) : (extent, extent))
        let deltas = columns.map { columns -> Int in
          if let known = deltaSums.first(where: { $0.layer == layer && $0.columns == columns }) {
            return known.position
          }
          deltaSums.append(DeltaSum(layer: layer, columns: columns, position: own.count))
          own.append((columns.count, columns.count))
          return own.count - 1
        }
        entries.append(
          Entry(
            layer: layer, index: index, term: term, width: width, isCounted: isCounted, sources: sources,
            deltas: deltas))
      }
      let initial = network.layout.initialStates[layer]
      if !initial.isEmpty {
        for (part, stack) in zip(network.cells[layer].stateParts.carried, initial) {
          initialEntries.append(
            InitialEntry(
              layer: layer, block: network.layout.stacks[layer][stack].lowerBound, columns: part.columns,
              position: own.count))
          own.append((part.columns.count, part.columns.count))
        }
      }
      shapes.append(own)
    }
    self.entries = entries
    self.deltaSums = deltaSums
    self.initialEntries = initialEntries
    layout = ParameterLayout(matrices: shapes)
  }

  /// Adds what the rows of a window have: a aᵀ and δ δᵀ of each term of a layer.
  func add(
    _ deltas: Matrix<Element>, _ window: StateWindow<Element>, _ input: LayerInput<Element>, ones: Matrix<Element>,
    of layer: Int, to sums: Parameters<Element>
  ) {
    let sums = sums.layers[layer].plain
    for entry in entries where entry.layer == layer {
      let A = sums[entry.sources]
      if entry.isCounted {
        if case .symbols(let symbols, let start, let step) = input {
          A.scatterAdd(ones.rows(0..<deltas.rows), at: symbols, from: start, step: step)
        }
      } else if entry.width > 0, let a = entry.term.source(window, input) {
        A.rows(0..<entry.width).columns(0..<entry.width).multiply(a, transposed: true, a, adding: true)
        // The last row, for the 1 at the end of a.
        if entry.extent > entry.width {
          A.rows(entry.width..<entry.extent).columns(0..<entry.width).addSumOfRows(of: a)
        }
      }
    }
    for sum in deltaSums where sum.layer == layer {
      let δ = deltas.columns(sum.columns)
      sums[sum.position].multiply(δ, transposed: true, δ, adding: true)
    }
  }

  /// Adds δ δᵀ for the adjoints of the initial states of a layer, one row for each sequence.
  func add(_ adjoints: Matrix<Element>, ofInitialStatesOf layer: Int, to sums: Parameters<Element>) {
    for entry in initialEntries where entry.layer == layer {
      let δ = adjoints.columns(entry.columns)
      sums.layers[layer].plain[entry.position].multiply(δ, transposed: true, δ, adding: true)
    }
  }

  /// The sums as statistics; `rows` in all of which `scored` are scored.
  func statistics(_ sums: Parameters<Element>, rows: Int, scored: Int) -> KroneckerFactors<Element> {
    let output = layout.groups.count - 1
    return KroneckerFactors(
      factors: entries.map { entry in
        let plain = sums.layers[entry.layer].plain
        let (A, hasBias) = (plain[entry.sources], entry.term.bias != nil)
        let count = entry.layer == output ? scored : rows
        if hasBias && !entry.isCounted {
          // The last column is the last row, and its end the number of rows.
          let row = A.rows(entry.width..<entry.extent)
          A.rows(0..<entry.width).columns(entry.width..<entry.extent).copy(
            transposed: row.columns(0..<entry.width))
          row.columns(entry.width..<entry.extent).fill(Element(count))
        }
        return KroneckerFactors.Factor(
          layer: entry.layer, term: entry.index, hasBias: hasBias,
          sources: entry.isCounted ? .counts(A) : .matrix(A),
          deltas: entry.deltas.map { plain[$0] }, rows: count)
      },
      initialStates: initialEntries.map {
        KroneckerFactors.InitialState(block: $0.block, deltas: sums.layers[$0.layer].plain[$0.position])
      })
  }
}
