internal import LinearAlgebra
public import Optimization
public import RecurrentNetworks

extension ParameterShapes {
  /// The matrices of a network: those that lead to the same pre-activations have one destination.
  ///
  /// Weights that read the data are input matrices, those of the output layer output matrices, all others hidden ones; the
  /// input of a layer above the first is a state. `decaying` are the kinds of parameters that weight decay is for.
  public init(_ layout: ParameterLayout, decaying: [ParameterKind] = ParameterKind.weights) {
    let gates = layout.gates
    let matrices = gates.enumerated().flatMap { number, gate in
      gate.parts.filter { $0.reads != nil }.map { part in
        Matrix(
          offset: part.slice.offset, rows: gate.deltas.count, columns: part.slice.columns,
          role: Role(part.role, layer: gate.layer), destination: number)
      }
    }
    // Of the factors of a curvature (`TrainingCurvature.factorStatistics`): of gates that read alike A once, and each its D.
    let ofGates = gates.enumerated().reduce(0) { sum, entry in
      let (number, gate) = entry
      let isShared = number > 0 && gate.readsAlike(gates[number - 1])
      return sum + (isShared ? 0 : gate.columns * gate.columns) + gate.deltas.count * gate.deltas.count
    }
    // Initial states come one after the other and share their 1.
    let states = layout.blocks.filter { $0.kind == .initialState }
    let ofStates = states.reduce(states.isEmpty ? 0 : 1) { $0 + $1.rows * $1.rows }
    self.init(
      count: layout.count, matrices: matrices, decaying: layout.blocks(of: decaying).map(\.range),
      factorNumbers: ofGates + ofStates, laggedFactorNumbers: ofGates)
  }
}

extension ParameterShapes.Role {
  /// What weights are for, in a layer counted from 0.
  fileprivate init(_ role: Term.Role, layer: Int) {
    switch role {
    case .output: self = .output
    case .input where layer == 0: self = .input
    case .input, .recurrent, .projection: self = .hidden
    }
  }
}
