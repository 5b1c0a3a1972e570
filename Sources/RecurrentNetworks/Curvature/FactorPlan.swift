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
    /// The columns of the deltas of each block.
    let blocks: [Range<Int>]
    /// The position in the layout's stacks of that layer of A; those of the blocks follow.
    let first: Int

    /// The extent of A.
    var extent: Int { width + (term.bias == nil ? 0 : 1) }
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
  private let initialEntries: [InitialEntry]
  /// The sums as the blocks of a layout.
  let layout: ParameterLayout

  init(_ network: Network<Element>) {
    var entries: [Entry] = []
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
        let entry = Entry(
          layer: layer, index: index, term: term, width: term.weights == nil ? 0 : blocks.first!.columns,
          isCounted: layer == 0 && term.weights != nil && term.reads == .input && network.readsSymbols,
          blocks: columns, first: own.count)
        entries.append(entry)
        own.append(entry.isCounted ? (entry.width, 1) : (entry.extent, entry.extent))
        own += columns.map { ($0.count, $0.count) }
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
      let A = sums[entry.first]
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
      for (block, columns) in entry.blocks.enumerated() {
        let δ = deltas.columns(columns)
        sums[entry.first + 1 + block].multiply(δ, transposed: true, δ, adding: true)
      }
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
  func statistics(_ sums: Parameters<Element>, rows: Int, scored: Int) -> FactorStatistics<Element> {
    let output = layout.groups.count - 1
    return FactorStatistics(
      factors: entries.map { entry in
        let plain = sums.layers[entry.layer].plain
        let (A, hasBias) = (plain[entry.first], entry.term.bias != nil)
        let count = entry.layer == output ? scored : rows
        if hasBias && !entry.isCounted {
          // The last column is the last row, and its end the number of rows.
          let row = A.rows(entry.width..<entry.extent)
          A.rows(0..<entry.width).columns(entry.width..<entry.extent).copy(
            transposed: row.columns(0..<entry.width))
          row.columns(entry.width..<entry.extent).fill(Element(count))
        }
        return FactorStatistics.Factor(
          layer: entry.layer, term: entry.index, hasBias: hasBias,
          sources: entry.isCounted ? .counts(A) : .matrix(A),
          deltas: entry.blocks.indices.map { plain[entry.first + 1 + $0] }, rows: count)
      },
      initialStates: initialEntries.map {
        FactorStatistics.InitialState(block: $0.block, deltas: sums.layers[$0.layer].plain[$0.position])
      })
  }
}
