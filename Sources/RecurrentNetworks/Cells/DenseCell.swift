public import LinearAlgebra

/// The positions of a dense layer's blocks.
private enum Block {
  static let input = 0
  static let bias = 1
}

/// A layer without recurrence: h_t = φ(W_xh x_t + b_h), each step by itself.
///
/// A state is h, which no step hands to the next: there is no initial state, and nothing flows back through time. The deltas
/// are the adjoints of the pre-activations.
public struct DenseCell<Element: Scalar>: Cell {
  public let blocks: [ParameterBlock]
  public let terms: [Term]
  public let stateParts: [StatePart]
  private let units: Int
  private let φ: ActivationKernel

  /// A layer over `inputs` features or symbols.
  public init(_ layer: LayerDefinition, inputs: Int) {
    units = layer.units
    φ = layer.activation.kernel
    blocks = [
      ParameterBlock(
        name: "W_xh", rows: units, columns: inputs, kind: .weight,
        start: layer.activation == .logistic ? .logistic : .gate),
      ParameterBlock(name: "b_h", rows: units, kind: .bias),
    ]
    terms = [Term(Block.input, bias: Term.Bias(Block.bias), deltas: 0..<units, reads: .input, role: .input)]
    stateParts = [StatePart("h", width: units, isCarried: false)]
  }

  public var activations: [ActivatedColumns] { [ActivatedColumns(φ, .states, 0..<units)] }
  public var outputWidth: Int { units }
  public var recordWidth: Int { 0 }
  public var deltaWidth: Int { units }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func forward(
    _ window: StateWindow<Element>, input: LayerInput<Element>, weights: LayerParameters<Element>
  ) {
    // h ← φ(W_xh x + b_h)
    input.fill(window.states, bias: weights.plain[Block.bias], weights, Block.input)
    window.states.activate(φ)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, input: LayerInput<Element>,
    inputTangent: Matrix<Element>?, weights: LayerParameters<Element>, direction: LayerParameters<Element>
  ) {
    // Rh ← φ'(a) ⊙ (V_xh x + v_b (+ W_xh Rx))
    input.fill(tangent.states, bias: direction.plain[Block.bias], direction, Block.input)
    if let inputTangent {
      tangent.states.multiply(inputTangent, weights.transposed[Block.input], adding: true)
    }
    tangent.states.multiplyDerivative(φ, h: window.states)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func backward(
    _ window: StateWindow<Element>, stateAdjoints: Matrix<Element>?, future: Matrix<Element>,
    deltas: Matrix<Element>, carry: Matrix<Element>, weights: LayerParameters<Element>,
    structural: StructuralTangent<Element>?
  ) {
    // ā ← φ'(a) ⊙ h̄ + λμ D'' Ra
    if let stateAdjoints { deltas.copy(stateAdjoints) } else { deltas.fill(0) }
    deltas.rows(window.rows(window.steps - 1)).rows(0..<future.rows).add(1, future)
    if let structural {
      deltas.multiplyDerivative(
        φ, h: window.states, addingInner: structural.inner, outer: structural.outer, of: structural.window.states)
    } else {
      deltas.multiplyDerivative(φ, h: window.states)
    }
    carry.fill(0)
  }

  public func backwardTangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, adjoints: AdjointWindow<Element>,
    weights: LayerParameters<Element>, direction: LayerParameters<Element>, structural: StructuralTangent<Element>?
  ) {
    // Rā ← φ' ⊙ Rh̄ + φ'' ⊙ Ra ⊙ h̄ + λμ D'' Ra
    adjoints.deltas.copy(adjoints.states)
    adjoints.Rdeltas.copy(adjoints.Rstates)
    adjoints.deltas.multiplyDerivative(
      φ, h: window.states, Rh: tangent.states, inner: structural?.inner ?? 0, outer: structural?.outer ?? 0,
      tangent: adjoints.Rdeltas)
    adjoints.carry.fill(0)
    adjoints.Rcarry.fill(0)
  }
}

/// The cell `dense`.
enum DenseCellKind: CellKind {
  static let name = "dense"

  static func makeCell<Element: Scalar>(_ layer: LayerDefinition, inputs: Int) -> any Cell<Element> {
    DenseCell(layer, inputs: inputs)
  }
}
