public import LinearAlgebra

/// The positions of the stacks of a minimal gated cell's blocks.
private enum Stack {
  /// W_xz, W_xh.
  static let input = 0
  /// b_z, b_h.
  static let bias = 1
}

/// The minimal gated recurrent unit (Feng, Tung, Ahmed, Bengio & Hajimirsadeghi 2024, section 3.1): a GRU whose gate and
/// candidate look at the input alone. For long sequences on few cores: there is one product a window and none a step. Units
/// meet in the layer above only.
///
///     z_t = σ(W_xz x_t + b_z),   g_t = W_xh x_t + b_h
///     h_t = (1 − z_t) ⊙ h_{t−1} + z_t ⊙ g_t
///
/// The candidate g is as it is, the paper's plain form; nothing bounds the state but the input.
///
/// A state is h, the record (z, g, g − h_{t−1}), the deltas are the adjoints of the pre-activation of z and of g.
public struct MinimalGatedCell<Element: Scalar>: Cell {
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
      ["z", "h"].map {
        ParameterBlock(name: "W_x\($0)", rows: units, columns: inputs, kind: .weight, start: .gate)
      } + ["z", "h"].map { ParameterBlock(name: "b_\($0)", rows: units, kind: .bias) }
    stacks = [0..<2, 2..<4]
    terms = [Term(Stack.input, bias: Term.Bias(Stack.bias), deltas: 0..<2 * units, reads: .input, role: .input)]
    stateParts = [StatePart("h", width: units)]
  }

  public var activations: [ActivatedColumns] {
    [
      ActivatedColumns(.logistic, .record, 0..<units, names: ["update gate z"]),
      ActivatedColumns(.linear, .record, units..<2 * units, names: ["candidate g"]),
    ]
  }
  public var outputWidth: Int { units }
  public var recordWidth: Int { 3 * units }
  public var deltaWidth: Int { 2 * units }

  /// The k-th part of a record (z, g, g − h_{t−1}) or of deltas.
  private func part(_ k: Int, of matrix: Matrix<Element>) -> Matrix<Element> {
    matrix.columns(k * units..<(k + 1) * units)
  }
  /// What W_x leads to: z, g.
  private func input(_ matrix: Matrix<Element>) -> Matrix<Element> { matrix.columns(0..<2 * units) }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func forward(
    _ window: StateWindow<Element>, input: LayerInput<Element>, weights: LayerParameters<Element>
  ) {
    // z and g over the window, then step by step h_t ← h_{t−1} + z ⊙ (g − h_{t−1})
    input.fill(self.input(window.record), bias: weights.plain[Stack.bias], weights, Stack.input)
    part(0, of: window.record).activate(.logistic)
    for t in 0..<window.steps {
      let (record, before) = (window.record.rows(window.rows(t)), window.previous.rows(window.rows(t)))
      window.states.rows(window.rows(t)).interpolate(
        part(0, of: record), from: before, to: part(1, of: record), difference: part(2, of: record))
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, input: LayerInput<Element>,
    inputTangent: Matrix<Element>?, weights: LayerParameters<Element>, direction: LayerParameters<Element>
  ) {
    // Rz and Rg over the window, then Rh_t ← Rh_{t−1} + z ⊙ (Rg − Rh_{t−1}) + Rz ⊙ (g − h_{t−1})
    let drives = self.input(tangent.record)
    input.fill(drives, bias: direction.plain[Stack.bias], direction, Stack.input)
    if let inputTangent { drives.multiply(inputTangent, weights.transposed[Stack.input], adding: true) }
    part(0, of: drives).multiplyDerivative(.logistic, h: part(0, of: window.record))
    for t in 0..<window.steps {
      let rows = window.rows(t)
      let (s, Rs, Rh) = (window.record.rows(rows), tangent.record.rows(rows), tangent.states.rows(rows))
      Rh.interpolate(
        part(0, of: s), from: tangent.previous.rows(rows), to: part(1, of: Rs), difference: part(2, of: Rs))
      Rh.copyHadamard(part(0, of: Rs), part(2, of: s), adding: true)
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func backward(
    _ window: StateWindow<Element>, stateAdjoints: Matrix<Element>?, future: Matrix<Element>,
    deltas: Matrix<Element>, carry: Matrix<Element>, weights: LayerParameters<Element>,
    structural: StructuralTangent<Element>?
  ) {
    // The carry holds h̄_t, from the last step to the first: ḡ ← z ⊙ h̄, h̄_{t−1} ← h̄ − z ⊙ h̄, with h̄_t kept where ā_z will
    // be; then ā_z ← φ'(a_z) ⊙ (g − h_{t−1}) ⊙ h̄ over the window, each with λμ D'' Ra
    carry.rows(0..<future.rows).copy(future)
    carry.rows(future.rows..<carry.rows).fill(0)
    let h̄ = carry
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (δ, z) = (deltas.rows(rows), part(0, of: window.record.rows(rows)))
      if let stateAdjoints { h̄.add(1, stateAdjoints.rows(rows)) }
      if let structural, structural.inner != 0 {
        h̄.add(structural.inner, structural.window.states.rows(rows))
      }
      part(0, of: δ).copy(h̄)
      part(1, of: δ).copyHadamard(z, h̄)
      h̄.add(-1, part(1, of: δ))
    }
    let ā_z = part(0, of: deltas)
    ā_z.copyDerivative(.logistic, h: part(0, of: window.record), part(2, of: window.record), ā_z)
    if let structural, structural.outer != 0 { deltas.add(structural.outer, input(structural.window.record)) }
  }

  public func backwardTangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, adjoints: AdjointWindow<Element>,
    weights: LayerParameters<Element>, direction: LayerParameters<Element>, structural: StructuralTangent<Element>?
  ) {
    // The product rule on each line of the backward pass; what comes from the future is part of the adjoints.
    let (inner, outer) = (structural?.inner ?? 0, structural?.outer ?? 0)
    let (h̄, Rh̄) = (adjoints.carry, adjoints.Rcarry)
    h̄.fill(0)
    Rh̄.fill(0)
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (δ, Rδ) = (adjoints.deltas.rows(rows), adjoints.Rdeltas.rows(rows))
      let (z, Rz) = (part(0, of: window.record.rows(rows)), part(0, of: tangent.record.rows(rows)))
      h̄.add(1, adjoints.states.rows(rows))
      Rh̄.add(1, adjoints.Rstates.rows(rows))
      if inner != 0 { Rh̄.add(inner, tangent.states.rows(rows)) }
      part(0, of: δ).copy(h̄)
      part(0, of: Rδ).copy(Rh̄)
      part(1, of: δ).copyHadamard(z, h̄)
      part(1, of: Rδ).copyHadamard(z, Rh̄, plus: Rz, h̄)
      h̄.add(-1, part(1, of: δ))
      Rh̄.add(-1, part(1, of: Rδ))
    }
    let (s, Rs) = (window.record, tangent.record)
    let (ā_z, Rā_z) = (part(0, of: adjoints.deltas), part(0, of: adjoints.Rdeltas))
    Rā_z.copyHadamard(part(2, of: s), Rā_z, plus: part(2, of: Rs), ā_z)
    ā_z.copyHadamard(part(2, of: s), ā_z)
    ā_z.multiplyDerivative(
      .logistic, h: part(0, of: s), Rh: part(0, of: Rs), inner: 0, outer: outer, tangent: Rā_z)
    if outer != 0 { part(1, of: adjoints.Rdeltas).add(outer, part(1, of: Rs)) }
  }
}

/// The cell `mingru`.
enum MinimalGatedCellKind: CellKind {
  static let name = "mingru"
  static let structuralForm = StructuralForm.squared
  static let hasActivation = false

  static func makeCell<Element: Scalar>(_ layer: LayerDefinition, inputs: Int) -> any Cell<Element> {
    MinimalGatedCell(layer, inputs: inputs)
  }
}
