public import LinearAlgebra

/// The positions of the stacks of a GRU's blocks.
private enum Stack {
  /// W_hn, W_hr, W_hz: what leads from h_{t−1} to (m, r, z).
  static let recurrent = 0
  /// W_xr, W_xz, W_xn: what leads from x_t to (r, z, n).
  static let input = 1
  /// b_hn, b_r, b_z, b_xn.
  static let bias = 2
}

/// The gated recurrent unit (Cho et al. 2014) in its "reset after" form, that of cuDNN and PyTorch.
///
///     r, z = σ(W_x· x_t + W_h· h_{t−1} + b_·),   m = W_hn h_{t−1} + b_hn,   n = tanh(W_xn x_t + b_xn + r ⊙ m)
///     h_t = (1 − z) ⊙ n + z ⊙ h_{t−1}
///
/// A state is h, the record (m, r, z, n, h_{t−1} − n), the deltas are the adjoints of m and of the pre-activations of r, z
/// and n: in this order those that belong to W_h and those that belong to W_x are adjacent.
public struct GRUCell<Element: Scalar>: Cell {
  public let blocks: [ParameterBlock]
  public let stacks: [Range<Int>]
  public let terms: [Term]
  public let stateParts: [StatePart]
  private let units: Int

  /// A layer over `inputs` features or symbols.
  public init(_ layer: LayerDefinition, inputs: Int) {
    let units = layer.units
    self.units = units
    blocks =
      ["n", "r", "z"].map { ParameterBlock(name: "W_h\($0)", rows: units, columns: units, kind: .weight) }
      + ["r", "z", "n"].map {
        ParameterBlock(name: "W_x\($0)", rows: units, columns: inputs, kind: .weight, start: .gate)
      }
      + ["b_hn", "b_r", "b_z", "b_xn"].map { ParameterBlock(name: $0, rows: units, kind: .bias) }
    stacks = [0..<3, 3..<6, 6..<10]
    // Of the two biases of the candidate the one inside the reset belongs to what W_hn gives: it has a term of its own, as
    // the rows of a term share what they multiply.
    terms = [
      Term(Stack.recurrent, deltas: 0..<3 * units, reads: .previous(0..<units), role: .recurrent),
      Term(bias: Term.Bias(Stack.bias, columns: 0..<units), deltas: 0..<units),
      Term(
        Stack.input, bias: Term.Bias(Stack.bias, columns: units..<4 * units), deltas: units..<4 * units,
        reads: .input, role: .input),
    ]
    stateParts = [StatePart("h", width: units)]
  }

  public var activations: [ActivatedColumns] {
    [
      ActivatedColumns(.logistic, .record, units..<3 * units, names: ["reset gate r", "update gate z"]),
      ActivatedColumns(.tanh, .record, 3 * units..<4 * units, names: ["candidate n"]),
    ]
  }
  public var outputWidth: Int { units }
  public var recordWidth: Int { 5 * units }
  public var deltaWidth: Int { 4 * units }

  /// The k-th part of a record (m, r, z, n, h_{t−1} − n) or of deltas.
  private func part(_ k: Int, of matrix: Matrix<Element>) -> Matrix<Element> {
    matrix.columns(k * units..<(k + 1) * units)
  }
  /// What W_h leads to: m, r, z.
  private func recurrent(_ matrix: Matrix<Element>) -> Matrix<Element> { matrix.columns(0..<3 * units) }
  /// What W_x leads to: r, z, n.
  private func input(_ matrix: Matrix<Element>) -> Matrix<Element> { matrix.columns(units..<4 * units) }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func forward(
    _ window: StateWindow<Element>, input: LayerInput<Element>, weights: LayerParameters<Element>
  ) {
    // W_x x + b over the window, then step by step m, a_r, a_z ← themselves + W_h h_{t−1}, a_n ← a_n + r ⊙ m
    fill(window.record, bias: weights.plain[Stack.bias], input, weights)
    for t in 0..<window.steps {
      let (record, before) = (window.record.rows(window.rows(t)), window.previous.rows(window.rows(t)))
      recurrent(record).multiply(before, weights.forward[Stack.recurrent], adding: true)
      let (r, z, n) = (part(1, of: record), part(2, of: record), part(3, of: record))
      record.columns(units..<3 * units).activate(.logistic)
      n.activate(.tanh, addingHadamard: r, part(0, of: record))
      window.states.rows(window.rows(t)).interpolate(z, from: n, to: before, difference: part(4, of: record))
    }
  }

  /// record ← (b_hn, b_r, b_z, b_xn) + (0, W_xr x, W_xz x, W_xn x) in every row.
  private func fill(
    _ record: Matrix<Element>, bias: Matrix<Element>, _ input: LayerInput<Element>, _ weights: LayerParameters<Element>
  ) {
    part(0, of: record).fillRows(part(0, of: bias))
    input.fill(self.input(record), bias: self.input(bias), weights, Stack.input)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, input: LayerInput<Element>,
    inputTangent: Matrix<Element>?, weights: LayerParameters<Element>, direction: LayerParameters<Element>
  ) {
    // V_h h + V_x x + v_b (+ W_x Rx) over the window, then W_h Rh_{t−1} is added, Rr, Rz ← φ'(a) ⊙ themselves,
    // Rn ← φ'(a_n) ⊙ (Ra_n + Rr ⊙ m + r ⊙ Rm), Rh_t ← Rn + z ⊙ (Rh_{t−1} − Rn) + Rz ⊙ (h_{t−1} − n)
    fill(tangent.record, bias: direction.plain[Stack.bias], input, direction)
    recurrent(tangent.record).multiply(window.previous, direction.transposed[Stack.recurrent], adding: true)
    if let inputTangent {
      self.input(tangent.record).multiply(inputTangent, weights.transposed[Stack.input], adding: true)
    }
    for t in 0..<window.steps {
      let rows = window.rows(t)
      let (s, Rs, Rbefore) = (window.record.rows(rows), tangent.record.rows(rows), tangent.previous.rows(rows))
      recurrent(Rs).multiply(Rbefore, weights.forward[Stack.recurrent], adding: true)
      Rs.columns(units..<3 * units).multiplyDerivative(.logistic, h: s.columns(units..<3 * units))
      let (Rm, Rr, Rz, Rn) = (part(0, of: Rs), part(1, of: Rs), part(2, of: Rs), part(3, of: Rs))
      Rn.copyHadamard(Rr, part(0, of: s), plus: part(1, of: s), Rm, adding: true)
      Rn.multiplyDerivative(.tanh, h: part(3, of: s))
      let Rh = tangent.states.rows(rows)
      Rh.interpolate(part(2, of: s), from: Rn, to: Rbefore, difference: part(4, of: Rs))
      Rh.copyHadamard(Rz, part(4, of: s), adding: true)
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
    //   ā_z ← φ'(a_z) ⊙ h̄ ⊙ (h_{t−1} − n), ā_n ← φ'(a_n) ⊙ (h̄ − z ⊙ h̄), m̄ ← r ⊙ ā_n, ā_r ← φ'(a_r) ⊙ m ⊙ ā_n,
    //   each with λμ D'' Ra, and h̄_{t−1} ← z ⊙ h̄ + W_hᵀ (m̄, ā_r, ā_z)
    carry.rows(0..<future.rows).copy(future)
    carry.rows(future.rows..<carry.rows).fill(0)
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (s, δ) = (window.record.rows(rows), deltas.rows(rows))
      let (ā_r, ā_z, ā_n) = (part(1, of: δ), part(2, of: δ), part(3, of: δ))
      let h̄ = carry
      if let stateAdjoints { h̄.add(1, stateAdjoints.rows(rows)) }
      if let structural, structural.inner != 0 {
        h̄.add(structural.inner, structural.window.states.rows(rows))
      }
      ā_z.copyDerivative(.logistic, h: part(2, of: s), part(4, of: s), h̄)
      h̄.split(part(2, of: s), rest: ā_n, .tanh, h: part(3, of: s))
      if let structural, structural.outer != 0 {
        let Rs = structural.window.record.rows(rows)
        ā_z.add(structural.outer, part(2, of: Rs))
        ā_n.add(structural.outer, part(3, of: Rs))
      }
      part(0, of: δ).copyHadamard(part(1, of: s), ā_n)
      ā_r.copyDerivative(.logistic, h: part(1, of: s), part(0, of: s), ā_n)
      if let structural, structural.outer != 0 {
        ā_r.add(structural.outer, part(1, of: structural.window.record.rows(rows)))
      }
      h̄.multiply(recurrent(δ), weights.backward[Stack.recurrent], adding: true)
    }
  }

  public func backwardTangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, adjoints: AdjointWindow<Element>,
    weights: LayerParameters<Element>, direction: LayerParameters<Element>, structural: StructuralTangent<Element>?
  ) {
    // The product rule on each line of the backward pass; what comes from the future is part of the adjoints.
    let (W, V) = (weights.backward[Stack.recurrent], direction.plain[Stack.recurrent])
    let (inner, outer) = (structural?.inner ?? 0, structural?.outer ?? 0)
    let (h̄, Rh̄) = (adjoints.carry, adjoints.Rcarry)
    h̄.fill(0)
    Rh̄.fill(0)
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (s, Rs) = (window.record.rows(rows), tangent.record.rows(rows))
      let (δ, Rδ) = (adjoints.deltas.rows(rows), adjoints.Rdeltas.rows(rows))
      let (m, r, z, difference) = (part(0, of: s), part(1, of: s), part(2, of: s), part(4, of: s))
      let (Rm, Rr, Rz, Rdifference) = (part(0, of: Rs), part(1, of: Rs), part(2, of: Rs), part(4, of: Rs))
      let (ā_n, Rā_n) = (part(3, of: δ), part(3, of: Rδ))
      h̄.add(1, adjoints.states.rows(rows))
      Rh̄.add(1, adjoints.Rstates.rows(rows))
      if inner != 0 { Rh̄.add(inner, tangent.states.rows(rows)) }
      func multiplyDerivative(_ k: Int, _ φ: ActivationKernel) {
        part(k, of: δ).multiplyDerivative(
          φ, h: part(k, of: s), Rh: part(k, of: Rs), inner: 0, outer: outer, tangent: part(k, of: Rδ))
      }
      part(2, of: δ).copyHadamard(difference, h̄)
      part(2, of: Rδ).copyHadamard(difference, Rh̄, plus: Rdifference, h̄)
      multiplyDerivative(2, .logistic)
      ā_n.copy(h̄)
      Rā_n.copy(Rh̄)
      Rh̄.copyHadamard(z, Rh̄, plus: Rz, h̄)
      h̄.copyHadamard(z, h̄)
      ā_n.add(-1, h̄)
      Rā_n.add(-1, Rh̄)
      multiplyDerivative(3, .tanh)
      part(0, of: δ).copyHadamard(r, ā_n)
      part(0, of: Rδ).copyHadamard(r, Rā_n, plus: Rr, ā_n)
      part(1, of: δ).copyHadamard(m, ā_n)
      part(1, of: Rδ).copyHadamard(m, Rā_n, plus: Rm, ā_n)
      multiplyDerivative(1, .logistic)
      Rh̄.multiply(recurrent(Rδ), W, adding: true)
      Rh̄.multiply(recurrent(δ), V, adding: true)
      h̄.multiply(recurrent(δ), W, adding: true)
    }
  }
}

/// The cell `gru`.
enum GRUCellKind: CellKind {
  static let name = "gru"
  static let structuralForm = StructuralForm.squared
  static let hasActivation = false

  static func makeCell<Element: Scalar>(_ layer: LayerDefinition, inputs: Int) -> any Cell<Element> {
    GRUCell(layer, inputs: inputs)
  }
}
