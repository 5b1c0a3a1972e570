public import LinearAlgebra

/// The positions of an independent cell's blocks.
private enum Block {
  static let recurrent = 0
  static let input = 1
  static let bias = 2
}

/// The independently recurrent network (Li, Li, Cook, Zhu & Gao 2018, section 3): each unit remembers itself alone, and layers
/// above mix the units. For deep stacks, and for long sequences with `relu`.
///
///     h_t = φ(W_xh x_t + w_h ⊙ h_{t−1} + b_h)
///
/// w_h is the diagonal of what would be W_hh. How it begins is ``ParameterBlock/Start/diagonal``; being a vector, it decays with
/// the biases (``ParameterKind/bias``), not with the weights. There is no product at each step.
///
/// A state is h alone and nothing else is kept. The deltas are ā, the adjoints of the pre-activations, and ā ⊙ h_{t−1}, whose
/// sum over all rows is the gradient of w_h: to the terms it is a bias.
public struct IndependentCell<Element: Scalar>: Cell {
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
      ParameterBlock(name: "w_h", rows: units, kind: .bias, start: .diagonal),
      ParameterBlock(name: "W_xh", rows: units, columns: inputs, kind: .weight),
      ParameterBlock(name: "b_h", rows: units, kind: .bias),
    ]
    terms = [
      Term(bias: Term.Bias(Block.recurrent), deltas: units..<2 * units),
      Term(Block.input, bias: Term.Bias(Block.bias), deltas: 0..<units, reads: .input, role: .input),
    ]
    stateParts = [StatePart("h", width: units)]
  }

  public var activations: [ActivatedColumns] { [ActivatedColumns(φ, .states, 0..<units)] }
  public var outputWidth: Int { units }
  public var recordWidth: Int { 0 }
  public var deltaWidth: Int { 2 * units }

  /// The adjoints of the pre-activations among deltas.
  private func ā(_ deltas: Matrix<Element>) -> Matrix<Element> { deltas.columns(0..<units) }
  /// The adjoints of w_h, row by row, among deltas.
  private func w̄(_ deltas: Matrix<Element>) -> Matrix<Element> { deltas.columns(units..<2 * units) }
  /// w_h as so many equal rows, to be read: one row in memory.
  private func w(_ parameters: LayerParameters<Element>, rows: Int) -> Matrix<Element> {
    parameters.plain[Block.recurrent].everyRow(from: 0, step: 0, count: rows)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func forward(
    _ window: StateWindow<Element>, input: LayerInput<Element>, weights: LayerParameters<Element>
  ) {
    // a ← W_xh x + b_h over the window, then step by step h_t ← φ(a_t + w_h ⊙ h_{t−1})
    input.fill(window.states, bias: weights.plain[Block.bias], weights, Block.input)
    let w = w(weights, rows: window.sequences)
    for t in 0..<window.steps {
      let rows = window.rows(t)
      window.states.rows(rows).activate(φ, addingHadamard: w, window.previous.rows(rows))
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, input: LayerInput<Element>,
    inputTangent: Matrix<Element>?, weights: LayerParameters<Element>, direction: LayerParameters<Element>
  ) {
    // Ra ← V_xh x + v_b + v_w ⊙ h (+ W_xh Rx) over the window, then Ra_t ← Ra_t + w_h ⊙ Rh_{t−1}, Rh_t ← φ'(a_t) ⊙ Ra_t
    input.fill(tangent.states, bias: direction.plain[Block.bias], direction, Block.input)
    tangent.states.copyHadamard(w(direction, rows: window.previous.rows), window.previous, adding: true)
    if let inputTangent {
      tangent.states.multiply(inputTangent, weights.transposed[Block.input], adding: true)
    }
    let w = w(weights, rows: window.sequences)
    for t in 0..<window.steps {
      let rows = window.rows(t)
      let Rh = tangent.states.rows(rows)
      Rh.copyHadamard(w, tangent.previous.rows(rows), adding: true)
      Rh.multiplyDerivative(φ, h: window.states.rows(rows))
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func backward(
    _ window: StateWindow<Element>, stateAdjoints: Matrix<Element>?, future: Matrix<Element>,
    deltas: Matrix<Element>, carry: Matrix<Element>, weights: LayerParameters<Element>,
    structural: StructuralTangent<Element>?
  ) {
    // h̄_t ← h̄_t + w_h ⊙ ā_{t+1}, ā_t ← φ'(a_t) ⊙ h̄_t + λμ D''_t Ra_t, from the last step to the first; then ā ⊙ h_{t−1}
    let all = ā(deltas)
    let w = w(weights, rows: window.sequences)
    if let stateAdjoints { all.copy(stateAdjoints) }
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let ā = all.rows(rows)
      if t + 1 < window.steps {
        ā.copyHadamard(w, all.rows(window.rows(t + 1)), adding: stateAdjoints != nil)
      } else {
        if stateAdjoints == nil { ā.fill(0) }
        ā.rows(0..<future.rows).add(1, future)
      }
      if let structural {
        ā.multiplyDerivative(
          φ, h: window.states.rows(rows), addingInner: structural.inner, outer: structural.outer,
          of: structural.window.states.rows(rows))
      } else {
        ā.multiplyDerivative(φ, h: window.states.rows(rows))
      }
    }
    w̄(deltas).copyHadamard(all, window.previous)
    carry.copyHadamard(w, all.rows(window.rows(0)))
  }

  public func backwardTangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, adjoints: AdjointWindow<Element>,
    weights: LayerParameters<Element>, direction: LayerParameters<Element>, structural: StructuralTangent<Element>?
  ) {
    // Rh̄_t ← Rh̄_t + w_h ⊙ Rā_{t+1} + v_w ⊙ ā_{t+1}, Rā_t ← φ' ⊙ Rh̄_t + φ'' ⊙ Ra_t ⊙ h̄_t + λμ D''_t Ra_t
    let (all, Rall) = (ā(adjoints.deltas), ā(adjoints.Rdeltas))
    let (w, v) = (w(weights, rows: window.sequences), w(direction, rows: window.sequences))
    all.copy(adjoints.states)
    Rall.copy(adjoints.Rstates)
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (ā, Rā) = (all.rows(rows), Rall.rows(rows))
      if t + 1 < window.steps {
        let next = window.rows(t + 1)
        Rā.copyHadamard(w, Rall.rows(next), plus: v, all.rows(next), adding: true)
        ā.copyHadamard(w, all.rows(next), adding: true)
      }
      ā.multiplyDerivative(
        φ, h: window.states.rows(rows), Rh: tangent.states.rows(rows), inner: structural?.inner ?? 0,
        outer: structural?.outer ?? 0, tangent: Rā)
    }
    w̄(adjoints.deltas).copyHadamard(all, window.previous)
    w̄(adjoints.Rdeltas).copyHadamard(Rall, window.previous, plus: all, tangent.previous)
    let first = window.rows(0)
    adjoints.carry.copyHadamard(w, all.rows(first))
    adjoints.Rcarry.copyHadamard(w, Rall.rows(first), plus: v, all.rows(first))
  }
}

/// The cell `indrnn`.
enum IndependentCellKind: CellKind {
  static let name = "indrnn"

  static func makeCell<Element: Scalar>(_ layer: LayerDefinition, inputs: Int) -> any Cell<Element> {
    IndependentCell(layer, inputs: inputs)
  }
}
