public import LinearAlgebra

/// The positions of a multiplicative cell's blocks.
private enum Block {
  static let factorsOfState = 0
  static let stateOfFactors = 1
  static let factorsOfInput = 2
  static let input = 3
  static let bias = 4
}

/// The multiplicative recurrent network (Sutskever, Martens & Hinton 2011): every input has a recurrent matrix of its own,
/// W_fh diag(W_xf x_t) W_hf.
///
///     p_t = W_xf x_t,   q_t = W_hf h_{t−1},   f_t = p_t ⊙ q_t,   h_t = φ(W_fh f_t + W_xh x_t + b_h)
///
/// There are as many factors f as units. A state is h, the record (p, q, f), and the deltas are (q̄, ā, p̄), the adjoints of
/// q, of the pre-activations and of p.
public struct MultiplicativeCell<Element: Scalar>: Cell {
  public let blocks: [ParameterBlock]
  public let terms: [Term]
  public let stateParts: [StatePart]
  private let units: Int
  private let φ: ActivationKernel

  /// A layer over `inputs` features or symbols, with as many factors as units.
  public init(_ layer: LayerDefinition, inputs: Int) {
    let units = layer.units
    self.units = units
    φ = layer.activation.kernel
    blocks = [
      ParameterBlock(name: "W_hf", rows: units, columns: units, kind: .weight, start: .factor),
      ParameterBlock(name: "W_fh", rows: units, columns: units, kind: .weight, start: .factor),
      ParameterBlock(name: "W_xf", rows: units, columns: inputs, kind: .weight, start: .multiplier),
      ParameterBlock(name: "W_xh", rows: units, columns: inputs, kind: .weight),
      ParameterBlock(name: "b_h", rows: units, kind: .bias),
    ]
    func part(_ k: Int) -> Range<Int> { k * units..<(k + 1) * units }
    let (q̄, ā, p̄) = (part(0), part(1), part(2))
    terms = [
      Term(
        Block.factorsOfState, deltas: q̄, reads: .previous(0..<units), role: .recurrent, rowAxis: "factor"),
      Term(Block.stateOfFactors, deltas: ā, reads: .record(part(2)), role: .recurrent, columnAxis: "factor"),
      Term(Block.input, bias: Term.Bias(Block.bias), deltas: ā, reads: .input, role: .input),
      Term(Block.factorsOfInput, deltas: p̄, reads: .input, role: .input, rowAxis: "factor"),
    ]
    stateParts = [StatePart("h", width: units)]
  }

  public var activations: [ActivatedColumns] { [ActivatedColumns(φ, .states, 0..<units)] }
  public var outputWidth: Int { units }
  public var recordWidth: Int { 3 * units }
  public var deltaWidth: Int { 3 * units }

  /// The k-th part of a record (p, q, f) or of deltas (q̄, ā, p̄).
  private func part(_ k: Int, of matrix: Matrix<Element>) -> Matrix<Element> {
    matrix.columns(k * units..<(k + 1) * units)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func forward(
    _ window: StateWindow<Element>, input: LayerInput<Element>, weights: LayerParameters<Element>
  ) {
    // p ← W_xf x and a ← W_xh x + b_h over the window, then step by step q_t, f_t, a_t ← a_t + W_fh f_t, h_t
    input.multiply(weights, Block.factorsOfInput, into: part(0, of: window.record), adding: false)
    input.fill(window.states, bias: weights.plain[Block.bias], weights, Block.input)
    for t in 0..<window.steps {
      let rows = window.rows(t)
      let (record, h) = (window.record.rows(rows), window.states.rows(rows))
      let (p, q, f) = (part(0, of: record), part(1, of: record), part(2, of: record))
      q.multiply(window.previous.rows(rows), weights.forward[Block.factorsOfState])
      f.copyHadamard(p, q)
      h.multiply(f, weights.forward[Block.stateOfFactors], adding: true)
      h.activate(φ)
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, input: LayerInput<Element>,
    inputTangent: Matrix<Element>?, weights: LayerParameters<Element>, direction: LayerParameters<Element>
  ) {
    // Rp ← V_xf x (+ W_xf Rx), Rq ← V_hf h and Ra ← V_fh f + V_xh x + v_b (+ W_xh Rx) over the window, then
    // Rq_t ← Rq_t + W_hf Rh_{t−1}, Rf_t ← Rp ⊙ q + p ⊙ Rq, Ra_t ← Ra_t + W_fh Rf_t, Rh_t ← φ'(a_t) ⊙ Ra_t
    let (Rp, Rq) = (part(0, of: tangent.record), part(1, of: tangent.record))
    input.multiply(direction, Block.factorsOfInput, into: Rp, adding: false)
    Rq.multiply(window.previous, direction.transposed[Block.factorsOfState])
    input.fill(tangent.states, bias: direction.plain[Block.bias], direction, Block.input)
    tangent.states.multiply(part(2, of: window.record), direction.transposed[Block.stateOfFactors], adding: true)
    if let inputTangent {
      Rp.multiply(inputTangent, weights.transposed[Block.factorsOfInput], adding: true)
      tangent.states.multiply(inputTangent, weights.transposed[Block.input], adding: true)
    }
    for t in 0..<window.steps {
      let rows = window.rows(t)
      let (record, Rrecord) = (window.record.rows(rows), tangent.record.rows(rows))
      let (Rq, Rf) = (part(1, of: Rrecord), part(2, of: Rrecord))
      Rq.multiply(tangent.previous.rows(rows), weights.forward[Block.factorsOfState], adding: true)
      Rf.copyHadamard(part(0, of: Rrecord), part(1, of: record), plus: part(0, of: record), Rq)
      let Rh = tangent.states.rows(rows)
      Rh.multiply(Rf, weights.forward[Block.stateOfFactors], adding: true)
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
    // The carry holds h̄_t, from the last step to the first:
    //   ā ← φ'(a) ⊙ h̄ + λμ D'' Ra, f̄ ← W_fhᵀ ā, q̄ ← p ⊙ f̄, p̄ ← q ⊙ f̄, h̄_{t−1} ← W_hfᵀ q̄
    carry.rows(0..<future.rows).copy(future)
    carry.rows(future.rows..<carry.rows).fill(0)
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (record, δ, h) = (window.record.rows(rows), deltas.rows(rows), window.states.rows(rows))
      let (q̄, ā, p̄) = (part(0, of: δ), part(1, of: δ), part(2, of: δ))
      ā.copy(carry)
      if let stateAdjoints { ā.add(1, stateAdjoints.rows(rows)) }
      if let structural {
        ā.multiplyDerivative(
          φ, h: h, addingInner: structural.inner, outer: structural.outer,
          of: structural.window.states.rows(rows))
      } else {
        ā.multiplyDerivative(φ, h: h)
      }
      q̄.multiply(ā, weights.backward[Block.stateOfFactors])
      p̄.copyHadamard(part(1, of: record), q̄)
      q̄.copyHadamard(part(0, of: record), q̄)
      carry.multiply(q̄, weights.backward[Block.factorsOfState])
    }
  }

  public func backwardTangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, adjoints: AdjointWindow<Element>,
    weights: LayerParameters<Element>, direction: LayerParameters<Element>, structural: StructuralTangent<Element>?
  ) {
    // The product rule on each line of the backward pass; what comes from the future is part of the adjoints.
    let (carry, Rcarry) = (adjoints.carry, adjoints.Rcarry)
    carry.fill(0)
    Rcarry.fill(0)
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (record, Rrecord) = (window.record.rows(rows), tangent.record.rows(rows))
      let (δ, Rδ) = (adjoints.deltas.rows(rows), adjoints.Rdeltas.rows(rows))
      let (q̄, ā, p̄) = (part(0, of: δ), part(1, of: δ), part(2, of: δ))
      let (Rq̄, Rā, Rp̄) = (part(0, of: Rδ), part(1, of: Rδ), part(2, of: Rδ))
      ā.copy(carry)
      ā.add(1, adjoints.states.rows(rows))
      Rā.copy(Rcarry)
      Rā.add(1, adjoints.Rstates.rows(rows))
      ā.multiplyDerivative(
        φ, h: window.states.rows(rows), Rh: tangent.states.rows(rows), inner: structural?.inner ?? 0,
        outer: structural?.outer ?? 0, tangent: Rā)
      // f̄ and Rf̄, where q̄ and Rq̄ will be
      q̄.multiply(ā, weights.backward[Block.stateOfFactors])
      Rq̄.multiply(Rā, weights.backward[Block.stateOfFactors])
      Rq̄.multiply(ā, direction.plain[Block.stateOfFactors], adding: true)
      p̄.copyHadamard(part(1, of: record), q̄)
      Rp̄.copyHadamard(part(1, of: record), Rq̄, plus: part(1, of: Rrecord), q̄)
      Rq̄.copyHadamard(part(0, of: record), Rq̄, plus: part(0, of: Rrecord), q̄)
      q̄.copyHadamard(part(0, of: record), q̄)
      Rcarry.multiply(Rq̄, weights.backward[Block.factorsOfState])
      Rcarry.multiply(q̄, direction.plain[Block.factorsOfState], adding: true)
      carry.multiply(q̄, weights.backward[Block.factorsOfState])
    }
  }
}

/// The cell `mrnn`.
enum MultiplicativeCellKind: CellKind {
  static let name = "mrnn"

  static func makeCell<Element: Scalar>(_ layer: LayerDefinition, inputs: Int) -> any Cell<Element> {
    MultiplicativeCell(layer, inputs: inputs)
  }
}
