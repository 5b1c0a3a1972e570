/// What parameters are for, as far as regularization tells them apart.
///
/// Every weight is of the kind that its ``Term`` says; weights of layers above the first that read the layer below are input
/// weights. Learned initial states are of none: nothing says that a state should begin near zero.
public enum ParameterKind: String, Sendable, CaseIterable {
  /// Weights that let the input of a layer in.
  case input
  /// Weights that carry the state from step to step.
  case recurrent
  /// Weights that lead from one part of a step to another.
  case projection
  /// Weights that lead to the logits.
  case output
  /// Biases.
  case bias

  /// All weights, the usual choice for weight decay.
  public static var weights: [ParameterKind] { [.input, .recurrent, .projection, .output] }

  fileprivate init(_ role: Term.Role) {
    switch role {
    case .input: self = .input
    case .recurrent: self = .recurrent
    case .projection: self = .projection
    case .output: self = .output
    }
  }
}

extension ParameterLayout {
  /// The kind of a block, by its index; nil for an initial state.
  public func kind(ofBlock index: Int) -> ParameterKind? {
    switch blocks[index].kind {
    case .bias: .bias
    case .initialState: nil
    case .weight: term(ofBlock: index).map { ParameterKind($0.term.role) }
    }
  }

  /// The blocks of some kinds, in order.
  public func blocks(of kinds: [ParameterKind]) -> [ParameterBlock] {
    blocks.indices.filter { kind(ofBlock: $0).map(kinds.contains) ?? false }.map { blocks[$0] }
  }
}
