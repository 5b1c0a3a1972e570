public import LinearAlgebra

/// The positions of the stacks of a cell's blocks.
private enum Stack {
  /// W_y1, W_y2, W_yz: what leads from y_{t−1} to the two time scales and to z.
  static let recurrent = 0
  /// W_zy: what leads from z_t to y_t.
  static let memory = 1
  /// W_x1, W_x2, W_xz, W_xy.
  static let input = 2
  /// b_1, b_2, b_z, b_y.
  static let bias = 3
}

/// Long expressive memory (Rusch, Mishra, Erichson & Mahoney 2022, section 2): two states that move at rates which they choose
/// themselves, unit by unit. For long sequences in which things happen at several speeds.
///
///     s₁, s₂ = σ(W_y· y_{t−1} + W_x· x_t + b_·)
///     z_t = z_{t−1} + Δt s₂ ⊙ (tanh(W_yz y_{t−1} + W_xz x_t + b_z) − z_{t−1})
///     y_t = y_{t−1} + Δt s₁ ⊙ (tanh(W_zy z_t + W_xy x_t + b_y) − y_{t−1})
///
/// In the paper's letters Δ₁ = Δt s₁ and Δ₂ = Δt s₂, and W_1, W_2, W_z, W_y are what is here W_y1, W_y2, W_yz, W_zy: from what
/// to what, as everywhere in files. The output is y. The option `dt` is Δt in thousandths, 1000 unless given, that is
/// Δt = 1; at most that, so that each state stays between what it was and its candidate.
///
/// A state is (y, z), the record (s₁, s₂, g_z, g_y, g_z − z_{t−1}, g_y − y_{t−1}, z_t) with g the two hyperbolic tangents, the
/// deltas are the adjoints of the pre-activations of s₁, s₂, g_z, g_y. All but the product with z_t is made of y_{t−1}: two
/// products a step.
public struct LEMCell<Element: Scalar>: Cell {
  public let blocks: [ParameterBlock]
  public let stacks: [Range<Int>]
  public let terms: [Term]
  public let stateParts: [StatePart]
  private let units: Int
  private let Δt: Double

  /// A layer over `inputs` features or symbols.
  public init(_ layer: LayerDefinition, inputs: Int) {
    let units = layer.units
    self.units = units
    Δt = Double(layer.options["dt"] ?? 1000) / 1000
    let parts = ["1", "2", "z", "y"]
    blocks =
      ["y1", "y2", "yz", "zy"].map { ParameterBlock(name: "W_\($0)", rows: units, columns: units, kind: .weight) }
      + parts.map { ParameterBlock(name: "W_x\($0)", rows: units, columns: inputs, kind: .weight, start: .gate) }
      + parts.map { ParameterBlock(name: "b_\($0)", rows: units, kind: .bias) }
    stacks = [0..<3, 3..<4, 4..<8, 8..<12]
    terms = [
      Term(Stack.recurrent, deltas: 0..<3 * units, reads: .previous(0..<units), role: .recurrent),
      Term(
        Stack.memory, deltas: 3 * units..<4 * units, reads: .record(6 * units..<7 * units), role: .recurrent,
        columnAxis: "unit"),
      Term(Stack.input, bias: Term.Bias(Stack.bias), deltas: 0..<4 * units, reads: .input, role: .input),
    ]
    stateParts = [StatePart("y", width: units), StatePart("z", width: units)]
  }

  public var activations: [ActivatedColumns] {
    [
      ActivatedColumns(.logistic, .record, 0..<2 * units, names: ["rate of y", "rate of z"]),
      ActivatedColumns(.tanh, .record, 2 * units..<4 * units, names: ["candidate z", "candidate y"]),
    ]
  }
  public var outputWidth: Int { units }
  public var recordWidth: Int { 7 * units }
  public var deltaWidth: Int { 4 * units }

  /// The k-th part of a state (y, z), of a record (s₁, s₂, g_z, g_y, their differences to the states before, z_t), or of deltas.
  private func part(_ k: Int, of matrix: Matrix<Element>) -> Matrix<Element> {
    matrix.columns(k * units..<(k + 1) * units)
  }
  /// What W_x leads to: s₁, s₂, g_z, g_y.
  private func input(_ matrix: Matrix<Element>) -> Matrix<Element> { matrix.columns(0..<4 * units) }
  /// What W_y leads to: s₁, s₂, g_z.
  private func recurrent(_ matrix: Matrix<Element>) -> Matrix<Element> { matrix.columns(0..<3 * units) }

  /// difference ← g − before, after ← before + Δt s ⊙ difference
  private func move(
    _ after: Matrix<Element>, from before: Matrix<Element>, to g: Matrix<Element>, _ s: Matrix<Element>,
    difference: Matrix<Element>
  ) {
    guard Δt != 1 else { return after.interpolate(s, from: before, to: g, difference: difference) }
    difference.copy(g)
    difference.add(-1, before)
    after.copy(before)
    after.copyHadamard(s, difference, scale: Δt, adding: true)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func forward(
    _ window: StateWindow<Element>, input: LayerInput<Element>, weights: LayerParameters<Element>
  ) {
    // W_x x + b over the window, then step by step a₁, a₂, a_z ← themselves + W_y y_{t−1}, z_t, a_y ← a_y + W_zy z_t, y_t
    input.fill(self.input(window.record), bias: weights.plain[Stack.bias], weights, Stack.input)
    for t in 0..<window.steps {
      let (s, before) = (window.record.rows(window.rows(t)), window.previous.rows(window.rows(t)))
      let after = window.states.rows(window.rows(t))
      let (y, z) = (part(0, of: before), part(1, of: before))
      recurrent(s).multiply(y, weights.forward[Stack.recurrent], adding: true)
      s.columns(0..<2 * units).activate(.logistic)
      part(2, of: s).activate(.tanh)
      move(part(1, of: after), from: z, to: part(2, of: s), part(1, of: s), difference: part(4, of: s))
      part(3, of: s).multiply(part(1, of: after), weights.forward[Stack.memory], adding: true)
      part(3, of: s).activate(.tanh)
      move(part(0, of: after), from: y, to: part(3, of: s), part(0, of: s), difference: part(5, of: s))
    }
    part(6, of: window.record).copy(part(1, of: window.states))
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, input: LayerInput<Element>,
    inputTangent: Matrix<Element>?, weights: LayerParameters<Element>, direction: LayerParameters<Element>
  ) {
    // V_y y, V_zy z and V_x x + v_b (+ W_x Rx) over the window, then W_y Ry_{t−1} and W_zy Rz_t are added; of each state
    // R(y_t) ← Ry_{t−1} + Δt s ⊙ (Rg − Ry_{t−1}) + Δt Rs ⊙ (g − y_{t−1})
    let drives = self.input(tangent.record)
    input.fill(drives, bias: direction.plain[Stack.bias], direction, Stack.input)
    recurrent(drives).multiply(part(0, of: window.previous), direction.transposed[Stack.recurrent], adding: true)
    part(3, of: drives).multiply(part(6, of: window.record), direction.transposed[Stack.memory], adding: true)
    if let inputTangent { drives.multiply(inputTangent, weights.transposed[Stack.input], adding: true) }
    for t in 0..<window.steps {
      let rows = window.rows(t)
      let (s, Rs) = (window.record.rows(rows), tangent.record.rows(rows))
      let (Rbefore, Rafter) = (tangent.previous.rows(rows), tangent.states.rows(rows))
      let (Ry, Rz) = (part(0, of: Rafter), part(1, of: Rafter))
      recurrent(Rs).multiply(part(0, of: Rbefore), weights.forward[Stack.recurrent], adding: true)
      Rs.columns(0..<2 * units).multiplyDerivative(.logistic, h: s.columns(0..<2 * units))
      part(2, of: Rs).multiplyDerivative(.tanh, h: part(2, of: s))
      move(Rz, from: part(1, of: Rbefore), to: part(2, of: Rs), part(1, of: s), difference: part(4, of: Rs))
      Rz.copyHadamard(part(1, of: Rs), part(4, of: s), scale: Δt, adding: true)
      part(3, of: Rs).multiply(Rz, weights.forward[Stack.memory], adding: true)
      part(3, of: Rs).multiplyDerivative(.tanh, h: part(3, of: s))
      move(Ry, from: part(0, of: Rbefore), to: part(3, of: Rs), part(0, of: s), difference: part(5, of: Rs))
      Ry.copyHadamard(part(0, of: Rs), part(5, of: s), scale: Δt, adding: true)
    }
    part(6, of: tangent.record).copy(part(1, of: tangent.states))
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func backward(
    _ window: StateWindow<Element>, stateAdjoints: Matrix<Element>?, future: Matrix<Element>,
    deltas: Matrix<Element>, carry: Matrix<Element>, weights: LayerParameters<Element>,
    structural: StructuralTangent<Element>?
  ) {
    // The carry holds (ȳ_t, z̄_t), from the last step to the first:
    //   ā₁ ← Δt φ'(a₁) ⊙ (g_y − y_{t−1}) ⊙ ȳ, ā_y ← φ'(a_y) ⊙ Δt s₁ ⊙ ȳ, ȳ ← ȳ − Δt s₁ ⊙ ȳ, z̄ ← z̄ + W_zyᵀ ā_y,
    //   the same of z with ā₂ and ā_z, each with λμ D'' Ra, and ȳ_{t−1} ← ȳ + W_yᵀ (ā₁, ā₂, ā_z)
    carry.rows(0..<future.rows).copy(future)
    carry.rows(future.rows..<carry.rows).fill(0)
    let (ȳ, z̄) = (part(0, of: carry), part(1, of: carry))
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (s, ā) = (window.record.rows(rows), deltas.rows(rows))
      if let stateAdjoints { ȳ.add(1, part(0, of: stateAdjoints.rows(rows))) }
      if let structural, structural.inner != 0 {
        carry.add(structural.inner, structural.window.states.rows(rows))
      }
      /// From the adjoint of a state after its move to those of its rate and its candidate, and of the state before.
      func back(_ adjoint: Matrix<Element>, rate: Int, candidate: Int, difference: Int) {
        let (ā_s, ā_g) = (part(rate, of: ā), part(candidate, of: ā))
        ā_s.copyDerivative(.logistic, h: part(rate, of: s), part(difference, of: s), adjoint)
        if Δt != 1 { ā_s.scale(Δt) }
        ā_g.copyHadamard(part(rate, of: s), adjoint, scale: Δt)
        adjoint.add(-1, ā_g)
        ā_g.multiplyDerivative(.tanh, h: part(candidate, of: s))
        if let structural, structural.outer != 0 {
          let Rs = structural.window.record.rows(rows)
          ā_s.add(structural.outer, part(rate, of: Rs))
          ā_g.add(structural.outer, part(candidate, of: Rs))
        }
      }
      back(ȳ, rate: 0, candidate: 3, difference: 5)
      z̄.multiply(part(3, of: ā), weights.backward[Stack.memory], adding: true)
      back(z̄, rate: 1, candidate: 2, difference: 4)
      ȳ.multiply(recurrent(ā), weights.backward[Stack.recurrent], adding: true)
    }
  }

  public func backwardTangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, adjoints: AdjointWindow<Element>,
    weights: LayerParameters<Element>, direction: LayerParameters<Element>, structural: StructuralTangent<Element>?
  ) {
    // The product rule on each line of the backward pass; what comes from the future is part of the adjoints.
    let (W, V) = (weights.backward, direction.plain)
    let (inner, outer) = (structural?.inner ?? 0, structural?.outer ?? 0)
    let (carry, Rcarry) = (adjoints.carry, adjoints.Rcarry)
    carry.fill(0)
    Rcarry.fill(0)
    let (ȳ, z̄, Rȳ, Rz̄) = (part(0, of: carry), part(1, of: carry), part(0, of: Rcarry), part(1, of: Rcarry))
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (s, Rs) = (window.record.rows(rows), tangent.record.rows(rows))
      let (ā, Rā) = (adjoints.deltas.rows(rows), adjoints.Rdeltas.rows(rows))
      carry.add(1, adjoints.states.rows(rows))
      Rcarry.add(1, adjoints.Rstates.rows(rows))
      if inner != 0 { Rcarry.add(inner, tangent.states.rows(rows)) }
      func back(_ adjoint: Matrix<Element>, _ Radjoint: Matrix<Element>, rate: Int, candidate: Int, difference: Int) {
        for (place, factor) in [(rate, difference), (candidate, rate)] {
          part(place, of: ā).copyHadamard(part(factor, of: s), adjoint, scale: Δt)
          part(place, of: Rā).copyHadamard(part(factor, of: s), Radjoint, plus: part(factor, of: Rs), adjoint)
          if Δt != 1 { part(place, of: Rā).scale(Δt) }
        }
        adjoint.add(-1, part(candidate, of: ā))
        Radjoint.add(-1, part(candidate, of: Rā))
        for (place, φ) in [(rate, ActivationKernel.logistic), (candidate, .tanh)] {
          part(place, of: ā).multiplyDerivative(
            φ, h: part(place, of: s), Rh: part(place, of: Rs), inner: 0, outer: outer, tangent: part(place, of: Rā))
        }
      }
      back(ȳ, Rȳ, rate: 0, candidate: 3, difference: 5)
      Rz̄.multiply(part(3, of: Rā), W[Stack.memory], adding: true)
      Rz̄.multiply(part(3, of: ā), V[Stack.memory], adding: true)
      z̄.multiply(part(3, of: ā), W[Stack.memory], adding: true)
      back(z̄, Rz̄, rate: 1, candidate: 2, difference: 4)
      Rȳ.multiply(recurrent(Rā), W[Stack.recurrent], adding: true)
      Rȳ.multiply(recurrent(ā), V[Stack.recurrent], adding: true)
      ȳ.multiply(recurrent(ā), W[Stack.recurrent], adding: true)
    }
  }
}

/// The cell `lem`.
enum LEMCellKind: CellKind {
  static let name = "lem"
  static let structuralForm = StructuralForm.squared
  static let hasActivation = false
  static let options = [CellOption("dt", in: 1...1000, initial: 1000)]

  static func makeCell<Element: Scalar>(_ layer: LayerDefinition, inputs: Int) -> any Cell<Element> {
    LEMCell(layer, inputs: inputs)
  }
}
