internal import LinearAlgebra
public import Optimization
public import RecurrentNetworks

extension ParameterShapes {
  /// The matrices of a network: those that lead to the same pre-activations have one destination.
  ///
  /// Weights that read the data are input matrices, those of the output layer output matrices, all others hidden ones; the
  /// input of a layer above the first is a state.
  public init(_ layout: ParameterLayout) {
    struct Destination: Hashable { let layer: Int, deltas: Range<Int> }
    var numbers: [Destination: Int] = [:]
    var matrices: [Matrix] = []
    for (layer, terms) in layout.terms.enumerated() {
      for term in terms {
        guard let weights = term.weights else { continue }
        var row = term.deltas.lowerBound
        for block in layout.blocks[layout.stacks[layer][weights]] {
          let destination = Destination(layer: layer, deltas: row..<row + block.rows)
          row += block.rows
          let number = numbers[destination] ?? numbers.count
          numbers[destination] = number
          matrices.append(
            Matrix(
              offset: block.offset, rows: block.rows, columns: block.columns, role: Role(term, layer: layer),
              destination: number))
        }
      }
    }
    self.init(count: layout.count, matrices: matrices, factorNumbers: Self.factorNumbers(layout))
  }

  /// The numbers of the factors of a curvature of a network (`TrainingCurvature.factorStatistics`): of each term A and the D
  /// of its blocks, of a bias alone and of an initial state a 1 and D.
  private static func factorNumbers(_ layout: ParameterLayout) -> Int {
    let ofTerms = layout.terms.enumerated().flatMap { layer, terms in
      terms.map { term -> Int in
        guard let weights = term.weights else { return 1 + term.deltas.count * term.deltas.count }
        let blocks = layout.blocks[layout.stacks[layer][weights]]
        let order = blocks.first.map { $0.columns + (term.bias == nil ? 0 : 1) } ?? 0
        return order * order + blocks.reduce(0) { $0 + $1.rows * $1.rows }
      }
    }
    let ofStates = layout.blocks.filter { $0.kind == .initialState }.enumerated().map { number, block in
      // Initial states come one after the other and share their 1.
      (number == 0 ? 1 : 0) + block.rows * block.rows
    }
    return (ofTerms + ofStates).reduce(0, +)
  }
}

extension ParameterShapes.Role {
  /// What the weights of a term are for, in a layer counted from 0.
  fileprivate init(_ term: Term, layer: Int) {
    switch term.role {
    case .output: self = .output
    case .input where layer == 0: self = .input
    case .input, .recurrent, .projection: self = .hidden
    }
  }
}
