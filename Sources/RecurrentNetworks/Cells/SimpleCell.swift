public import LinearAlgebra

/// The positions of a simple cell's blocks.
private enum Block {
  static let recurrent = 0
  static let input = 1
  static let bias = 2
}

/// The simple recurrent network (Elman 1990): h_t = φ(W_hh h_{t−1} + W_xh x_t + b_h).
///
/// A state is h alone and nothing else is kept, since φ' and φ'' are functions of h. The deltas are ā, the adjoints of the
/// pre-activations.
public struct SimpleCell<Element: Scalar>: Cell {
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
      ParameterBlock(name: "W_hh", rows: units, columns: units, kind: .weight),
      ParameterBlock(name: "W_xh", rows: units, columns: inputs, kind: .weight),
      ParameterBlock(name: "b_h", rows: units, kind: .bias),
    ]
    terms = [
      Term(Block.recurrent, deltas: 0..<units, reads: .previous(0..<units), role: .recurrent),
      Term(Block.input, bias: Term.Bias(Block.bias), deltas: 0..<units, reads: .input, role: .input),
    ]
    stateParts = [StatePart("h", width: units)]
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
    // a ← W_xh x + b_h over the window, then step by step a_t ← a_t + W_hh h_{t−1}, h_t ← φ(a_t)
    input.fill(window.states, bias: weights.plain[Block.bias], weights, Block.input)
    for t in 0..<window.steps {
      let h = window.states.rows(window.rows(t))
      h.multiply(window.previous.rows(window.rows(t)), weights.forward[Block.recurrent], adding: true)
      h.activate(φ)
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, input: LayerInput<Element>,
    inputTangent: Matrix<Element>?, weights: LayerParameters<Element>, direction: LayerParameters<Element>
  ) {
    // Ra ← V_hh h + V_xh x + v_b (+ W_xh Rx) over the window, then Ra_t ← Ra_t + W_hh Rh_{t−1}, Rh_t ← φ'(a_t) ⊙ Ra_t
    input.fill(tangent.states, bias: direction.plain[Block.bias], direction, Block.input)
    tangent.states.multiply(window.previous, direction.transposed[Block.recurrent], adding: true)
    if let inputTangent {
      tangent.states.multiply(inputTangent, weights.transposed[Block.input], adding: true)
    }
    for t in 0..<window.steps {
      let Rh = tangent.states.rows(window.rows(t))
      Rh.multiply(tangent.previous.rows(window.rows(t)), weights.forward[Block.recurrent], adding: true)
      let h = window.states.rows(window.rows(t))
      Rh.multiplyDerivative(φ, h: h)
      h.prefetch(rowsAway: window.states.rows)
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func backward(
    _ window: StateWindow<Element>, stateAdjoints: Matrix<Element>?, future: Matrix<Element>,
    deltas: Matrix<Element>, carry: Matrix<Element>, weights: LayerParameters<Element>,
    structural: StructuralTangent<Element>?
  ) {
    // h̄_t ← h̄_t + W_hhᵀ ā_{t+1}, ā_t ← φ'(a_t) ⊙ h̄_t + λμ D''_t Ra_t, from the last step to the first
    if let stateAdjoints { deltas.copy(stateAdjoints) }
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let ā = deltas.rows(rows)
      if t + 1 < window.steps {
        let next = deltas.rows(window.rows(t + 1))
        ā.multiply(next, weights.backward[Block.recurrent], adding: stateAdjoints != nil)
      } else {
        if stateAdjoints == nil { ā.fill(0) }
        ā.rows(0..<future.rows).add(1, future)
      }
      let h = window.states.rows(rows)
      h.prefetch(rowsAway: -window.sequences)
      if let structural {
        ā.multiplyDerivative(
          φ, h: h, addingInner: structural.inner, outer: structural.outer,
          of: structural.window.states.rows(rows))
      } else {
        ā.multiplyDerivative(φ, h: h)
      }
    }
    carry.multiply(deltas.rows(window.rows(0)), weights.backward[Block.recurrent])
  }

  public func backwardTangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, adjoints: AdjointWindow<Element>,
    weights: LayerParameters<Element>, direction: LayerParameters<Element>, structural: StructuralTangent<Element>?
  ) {
    // Rh̄_t ← Rh̄_t + W_hhᵀ Rā_{t+1} + V_hhᵀ ā_{t+1}, Rā_t ← φ' ⊙ Rh̄_t + φ'' ⊙ Ra_t ⊙ h̄_t + λμ D''_t Ra_t
    let (W, V) = (weights.backward[Block.recurrent], direction.plain[Block.recurrent])
    let (deltas, Rdeltas) = (adjoints.deltas, adjoints.Rdeltas)
    deltas.copy(adjoints.states)
    Rdeltas.copy(adjoints.Rstates)
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (ā, Rā) = (deltas.rows(rows), Rdeltas.rows(rows))
      if t + 1 < window.steps {
        let next = window.rows(t + 1)
        Rā.multiply(Rdeltas.rows(next), W, adding: true)
        Rā.multiply(deltas.rows(next), V, adding: true)
        ā.multiply(deltas.rows(next), W, adding: true)
      }
      ā.multiplyDerivative(
        φ, h: window.states.rows(rows), Rh: tangent.states.rows(rows), inner: structural?.inner ?? 0,
        outer: structural?.outer ?? 0, tangent: Rā)
    }
    let first = window.rows(0)
    adjoints.carry.multiply(deltas.rows(first), W)
    adjoints.Rcarry.multiply(Rdeltas.rows(first), W)
    adjoints.Rcarry.multiply(deltas.rows(first), V, adding: true)
  }
}

/// The cell `tanh`.
enum SimpleCellKind: CellKind {
  static let name = "tanh"

  static func makeCell<Element: Scalar>(_ layer: LayerDefinition, inputs: Int) -> any Cell<Element> {
    SimpleCell(layer, inputs: inputs)
  }
}
