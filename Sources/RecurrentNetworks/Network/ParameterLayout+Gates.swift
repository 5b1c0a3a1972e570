public import LinearAlgebra

extension ParameterLayout {
  /// What leads to the same pre-activations of a layer, side by side: [W_h W_x b] of one gate.
  public struct Gate: Sendable, Equatable {
    /// A block of weights, or a bias.
    public struct Part: Sendable, Equatable {
      /// What it multiplies; `nil` for a bias, which multiplies 1.
      public let reads: Term.Source?
      /// What it is for.
      public let role: Term.Role
      /// Where it lies in the parameter vector.
      public let slice: ColumnSlice
    }

    /// The entry of ``ParameterLayout/groups``.
    public let layer: Int
    /// The columns of the deltas of that layer that are the adjoints of the pre-activations; as many as the gate has rows.
    public let deltas: Range<Int>
    /// The parts, in the order of the terms, a bias behind the weights of its term.
    public fileprivate(set) var parts: [Part] = []

    /// The numbers that it reads, those of the biases included.
    public var columns: Int { parts.reduce(0) { $0 + $1.slice.columns } }
    /// How many of the parts each of its matrices is: weights with the bias behind them, or a bias alone.
    public var matrices: [Int] {
      var counts: [Int] = []
      for (index, part) in parts.enumerated() {
        if part.reads == nil && index > 0 && parts[index - 1].reads != nil {
          counts[counts.count - 1] += 1
        } else {
          counts.append(1)
        }
      }
      return counts
    }
    /// Whether another gate reads the same.
    public func readsAlike(_ other: Gate) -> Bool {
      layer == other.layer && parts.map(\.reads) == other.parts.map(\.reads)
    }
  }

  /// Every gate of every layer, the output layer last: terms that have the same deltas are joined. All weights and biases are
  /// in one gate each; initial states are in none.
  public var gates: [Gate] {
    var gates: [Gate] = []
    for (layer, terms) in terms.enumerated() {
      for term in terms {
        for (deltas, parts) in parts(of: term, layer: layer) {
          if let index = gates.firstIndex(where: { $0.layer == layer && $0.deltas == deltas }) {
            gates[index].parts += parts
          } else {
            gates.append(Gate(layer: layer, deltas: deltas, parts: parts))
          }
        }
      }
    }
    return gates
  }

  /// The blocks of a term with the rows of the bias that are theirs.
  private func parts(of term: Term, layer: Int) -> [(deltas: Range<Int>, parts: [Gate.Part])] {
    func bias(_ rows: Range<Int>) -> [Gate.Part] {
      guard let bias = term.bias else { return [] }
      let start = blocks[stacks[layer][bias.stack].lowerBound].offset + (bias.columns?.lowerBound ?? 0)
      let slice = ColumnSlice(offset: start + rows.lowerBound, columns: 1)
      return [Gate.Part(reads: nil, role: term.role, slice: slice)]
    }
    guard let weights = term.weights else { return [(term.deltas, bias(0..<term.deltas.count))] }
    var row = 0
    return blocks[stacks[layer][weights]].map { block in
      let rows = row..<row + block.rows
      row = rows.upperBound
      let slice = ColumnSlice(offset: block.offset, columns: block.columns)
      return (
        term.deltas.lowerBound + rows.lowerBound..<term.deltas.lowerBound + rows.upperBound,
        [Gate.Part(reads: term.reads, role: term.role, slice: slice)] + bias(rows)
      )
    }
  }
}
