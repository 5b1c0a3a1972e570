public import LinearAlgebra

/// The positions of the stacks of an LSTM's blocks.
private enum Stack {
  static let recurrent = 0
  static let input = 1
  static let bias = 2
}

/// Long short-term memory (Hochreiter & Schmidhuber 1997) with forget gates (Gers, Schmidhuber & Cummins 2000).
///
///     i, f, o = σ(W_x· x_t + W_h· h_{t−1} + b_·),   g = tanh(W_xg x_t + W_hg h_{t−1} + b_g)
///     c_t = f ⊙ c_{t−1} + i ⊙ g,   h_t = o ⊙ tanh(c_t)
///
/// A state is (h, c), the record (i, f, g, o, tanh c), the deltas are the adjoints of the pre-activations of i, f, g, o.
/// In files the gates are `i`, `f`, `g` and `og`: `W_ho` and `b_o` belong to the output layer. There is one bias for each
/// gate; that of f begins at 1, so that the memory begins by keeping (Gers et al. 2000; Jozefowicz, Zaremba & Sutskever
/// 2015).
public struct LSTMCell<Element: Scalar>: Cell {
  public let blocks: [ParameterBlock]
  public let stacks: [Range<Int>]
  public let terms: [Term]
  public let stateParts: [StatePart]
  private let units: Int

  /// A layer over `inputs` features or symbols.
  public init(_ layer: LayerDefinition, inputs: Int) {
    let units = layer.units
    self.units = units
    let gates = ["i", "f", "g", "og"]
    blocks =
      gates.map { ParameterBlock(name: "W_h\($0)", rows: units, columns: units, kind: .weight) }
      + gates.map { ParameterBlock(name: "W_x\($0)", rows: units, columns: inputs, kind: .weight, start: .gate) }
      + gates.map {
        ParameterBlock(name: "b_\($0)", rows: units, kind: .bias, start: $0 == "f" ? .constant(1) : .usual)
      }
    stacks = [0..<4, 4..<8, 8..<12]
    terms = [
      Term(Stack.recurrent, deltas: 0..<4 * units, reads: .previous(0..<units), role: .recurrent),
      Term(Stack.input, bias: Term.Bias(Stack.bias), deltas: 0..<4 * units, reads: .input, role: .input),
    ]
    stateParts = [StatePart("h", width: units), StatePart("c", width: units)]
  }

  public var activations: [ActivatedColumns] {
    [
      ActivatedColumns(.logistic, .record, 0..<2 * units, names: ["input gate i", "forget gate f"]),
      ActivatedColumns(.tanh, .record, 2 * units..<3 * units, names: ["candidate g"]),
      ActivatedColumns(.logistic, .record, 3 * units..<4 * units, names: ["output gate o"]),
    ]
  }
  public var outputWidth: Int { units }
  public var recordWidth: Int { 5 * units }
  public var deltaWidth: Int { 4 * units }

  /// The k-th part of a state (h, c), of a record (i, f, g, o, tanh c), or of deltas.
  private func part(_ k: Int, of matrix: Matrix<Element>) -> Matrix<Element> {
    matrix.columns(k * units..<(k + 1) * units)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func forward(
    _ window: StateWindow<Element>, input: LayerInput<Element>, weights: LayerParameters<Element>
  ) {
    // a ← W_x x + b over the window, then step by step a_t ← a_t + W_h h_{t−1} and what follows from it
    let drives = window.record.columns(0..<4 * units)
    input.fill(drives, bias: weights.plain[Stack.bias], weights, Stack.input)
    for t in 0..<window.steps {
      let (record, before) = (window.record.rows(window.rows(t)), window.previous.rows(window.rows(t)))
      let after = window.states.rows(window.rows(t))
      record.columns(0..<4 * units).multiply(
        part(0, of: before), weights.forward[Stack.recurrent], adding: true)
      let (i, f, g, o) = (part(0, of: record), part(1, of: record), part(2, of: record), part(3, of: record))
      record.columns(0..<2 * units).activate(.logistic)
      g.activate(.tanh)
      o.activate(.logistic)
      let c = part(1, of: after)
      c.copyHadamard(f, part(1, of: before), plus: i, g)
      part(0, of: after).copyHadamard(o, .tanh, of: c, activated: part(4, of: record))
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, input: LayerInput<Element>,
    inputTangent: Matrix<Element>?, weights: LayerParameters<Element>, direction: LayerParameters<Element>
  ) {
    // Ra ← V_h h + V_x x + v_b (+ W_x Rx) over the window, then Ra_t ← Ra_t + W_h Rh_{t−1}, and of the gates s = φ(a)
    // Rs ← φ'(a) ⊙ Ra, Rc_t ← Rf ⊙ c_{t−1} + f ⊙ Rc_{t−1} + Ri ⊙ g + i ⊙ Rg, Rh_t ← Ro ⊙ tanh c_t + o ⊙ tanh'(c_t) ⊙ Rc_t
    let drives = tangent.record.columns(0..<4 * units)
    input.fill(drives, bias: direction.plain[Stack.bias], direction, Stack.input)
    drives.multiply(part(0, of: window.previous), direction.transposed[Stack.recurrent], adding: true)
    if let inputTangent { drives.multiply(inputTangent, weights.transposed[Stack.input], adding: true) }
    for t in 0..<window.steps {
      let rows = window.rows(t)
      let (s, Rs) = (window.record.rows(rows), tangent.record.rows(rows))
      let (before, Rbefore) = (window.previous.rows(rows), tangent.previous.rows(rows))
      Rs.columns(0..<4 * units).multiply(part(0, of: Rbefore), weights.forward[Stack.recurrent], adding: true)
      let (i, f, g, o) = (part(0, of: s), part(1, of: s), part(2, of: s), part(3, of: s))
      let (Ri, Rf, Rg, Ro) = (part(0, of: Rs), part(1, of: Rs), part(2, of: Rs), part(3, of: Rs))
      Rs.columns(0..<2 * units).multiplyDerivative(.logistic, h: s.columns(0..<2 * units))
      Rg.multiplyDerivative(.tanh, h: g)
      Ro.multiplyDerivative(.logistic, h: o)
      let (Rh, Rc) = (part(0, of: tangent.states.rows(rows)), part(1, of: tangent.states.rows(rows)))
      Rc.copyHadamard(Rf, part(1, of: before), plus: f, part(1, of: Rbefore))
      Rc.copyHadamard(Ri, g, plus: i, Rg, adding: true)
      Rh.copyHadamard(Ro, part(4, of: s))
      Rh.copyDerivative(.tanh, h: part(4, of: s), o, Rc, adding: true)
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func backward(
    _ window: StateWindow<Element>, stateAdjoints: Matrix<Element>?, future: Matrix<Element>,
    deltas: Matrix<Element>, carry: Matrix<Element>, weights: LayerParameters<Element>,
    structural: StructuralTangent<Element>?
  ) {
    // The carry holds (h̄_t, c̄_t), from the last step to the first:
    //   c̄ ← c̄ + tanh'(c) ⊙ o ⊙ h̄, then ā of each gate, c̄_{t−1} ← f ⊙ c̄, h̄_{t−1} ← W_hᵀ ā
    carry.rows(0..<future.rows).copy(future)
    carry.rows(future.rows..<carry.rows).fill(0)
    let (h̄, c̄) = (part(0, of: carry), part(1, of: carry))
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (s, ā) = (window.record.rows(rows), deltas.rows(rows))
      let (i, f, g, o) = (part(0, of: s), part(1, of: s), part(2, of: s), part(3, of: s))
      let tanhc = part(4, of: s)
      if let stateAdjoints { h̄.add(1, part(0, of: stateAdjoints.rows(rows))) }
      if let structural, structural.inner != 0 {
        carry.add(structural.inner, structural.window.states.rows(rows))
      }
      c̄.copyDerivative(.tanh, h: tanhc, o, h̄, adding: true)
      part(0, of: ā).copyDerivative(.logistic, h: i, g, c̄)
      part(1, of: ā).copyDerivative(.logistic, h: f, part(1, of: window.previous.rows(rows)), c̄)
      part(2, of: ā).copyDerivative(.tanh, h: g, i, c̄)
      part(3, of: ā).copyDerivative(.logistic, h: o, tanhc, h̄)
      if let structural, structural.outer != 0 {
        ā.add(structural.outer, structural.window.record.rows(rows).columns(0..<4 * units))
      }
      c̄.copyHadamard(f, c̄)
      h̄.multiply(ā, weights.backward[Stack.recurrent])
    }
  }

  public func backwardTangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, adjoints: AdjointWindow<Element>,
    weights: LayerParameters<Element>, direction: LayerParameters<Element>, structural: StructuralTangent<Element>?
  ) {
    // The product rule on each line of the backward pass; what comes from the future is part of the adjoints.
    let (W, V) = (weights.backward[Stack.recurrent], direction.plain[Stack.recurrent])
    let (inner, outer) = (structural?.inner ?? 0, structural?.outer ?? 0)
    let (carry, Rcarry) = (adjoints.carry, adjoints.Rcarry)
    carry.fill(0)
    Rcarry.fill(0)
    let (h̄, c̄, Rh̄, Rc̄) = (part(0, of: carry), part(1, of: carry), part(0, of: Rcarry), part(1, of: Rcarry))
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (s, Rs) = (window.record.rows(rows), tangent.record.rows(rows))
      let (ā, Rā) = (adjoints.deltas.rows(rows), adjoints.Rdeltas.rows(rows))
      carry.add(1, adjoints.states.rows(rows))
      Rcarry.add(1, adjoints.Rstates.rows(rows))
      if inner != 0 { Rcarry.add(inner, tangent.states.rows(rows)) }
      // u ← o ⊙ h̄ with its tangent, where those of g will be; Rtanhc, where that of i will be.
      let (i, f, g, o, tanhc) = (
        part(0, of: s), part(1, of: s), part(2, of: s), part(3, of: s), part(4, of: s)
      )
      let (Ri, Rf, Rg, Ro) = (part(0, of: Rs), part(1, of: Rs), part(2, of: Rs), part(3, of: Rs))
      let (u, Ru, Rtanhc) = (part(2, of: ā), part(2, of: Rā), part(0, of: Rā))
      Rtanhc.copy(part(1, of: tangent.states.rows(rows)))
      Rtanhc.multiplyDerivative(.tanh, h: tanhc)
      let (c, Rc) = (part(1, of: window.previous.rows(rows)), part(1, of: tangent.previous.rows(rows)))
      part(3, of: Rā).copyHadamard(tanhc, Rh̄, plus: Rtanhc, h̄)
      part(3, of: ā).copyHadamard(tanhc, h̄)
      Ru.copyHadamard(o, Rh̄, plus: Ro, h̄)
      u.copyHadamard(o, h̄)
      u.multiplyDerivative(.tanh, h: tanhc, Rh: Rtanhc, inner: 0, outer: 0, tangent: Ru)
      c̄.add(1, u)
      Rc̄.add(1, Ru)
      for (gate, factor, Rfactor) in [(0, g, Rg), (1, c, Rc), (2, i, Ri)] {
        part(gate, of: Rā).copyHadamard(factor, Rc̄, plus: Rfactor, c̄)
        part(gate, of: ā).copyHadamard(factor, c̄)
      }
      for (gate, φ) in [ActivationKernel.logistic, .logistic, .tanh, .logistic].enumerated() {
        part(gate, of: ā).multiplyDerivative(
          φ, h: part(gate, of: s), Rh: part(gate, of: Rs), inner: 0, outer: outer, tangent: part(gate, of: Rā))
      }
      Rc̄.copyHadamard(f, Rc̄, plus: Rf, c̄)
      c̄.copyHadamard(f, c̄)
      Rh̄.multiply(Rā, W)
      Rh̄.multiply(ā, V, adding: true)
      h̄.multiply(ā, W)
    }
  }
}

/// The cell `lstm`.
enum LSTMCellKind: CellKind {
  static let name = "lstm"
  static let structuralForm = StructuralForm.squared
  static let hasActivation = false

  static func makeCell<Element: Scalar>(_ layer: LayerDefinition, inputs: Int) -> any Cell<Element> {
    LSTMCell(layer, inputs: inputs)
  }
}
