public import LinearAlgebra

/// The positions of an oscillator cell's blocks.
private enum Block {
  static let position = 0
  static let velocity = 1
  static let input = 2
  static let bias = 3
}

/// The coupled oscillatory recurrent network (Rusch & Mishra 2021, section 2): each unit is a damped oscillator, driven by the
/// others and by the input. Its states and gradients stay bounded, so that it can be trained over long sequences.
///
///     z_t = z_{t−1} + Δt (tanh(W_yz y_{t−1} + W_zz z_{t−1} + W_xz x_t + b_z) − γ y_{t−1} − ε z_{t−1})
///     y_t = y_{t−1} + Δt z_t
///
/// y are positions and the output, z velocities; in the paper's letters W_yz is W, W_zz is 𝒲 and W_xz is V. Options are whole
/// numbers: `dt` is Δt in thousandths, `gamma` and `epsilon` are γ and ε in tenths. Unless given they are 42, 27 and 47, that is
/// Δt = 0.042, γ = 2.7, ε = 4.7, those of the authors' code for sequential MNIST; for the adding problem it has Δt = 0.06,
/// γ = 66, ε = 15. Steps are stable where Δt is small against 1/ε and 1/√γ.
///
/// A state is (y, z), the record the hyperbolic tangent, the deltas are the adjoints of the pre-activations.
public struct OscillatorCell<Element: Scalar>: Cell {
  public let blocks: [ParameterBlock]
  public let terms: [Term]
  public let stateParts: [StatePart]
  private let units: Int
  private let Δt: Double
  private let γ: Double
  private let ε: Double

  /// A layer over `inputs` features or symbols.
  public init(_ layer: LayerDefinition, inputs: Int) {
    let units = layer.units
    self.units = units
    Δt = Double(layer.options["dt"] ?? 42) / 1000
    γ = Double(layer.options["gamma"] ?? 27) / 10
    ε = Double(layer.options["epsilon"] ?? 47) / 10
    blocks = [
      ParameterBlock(name: "W_yz", rows: units, columns: units, kind: .weight),
      ParameterBlock(name: "W_zz", rows: units, columns: units, kind: .weight),
      ParameterBlock(name: "W_xz", rows: units, columns: inputs, kind: .weight, start: .gate),
      ParameterBlock(name: "b_z", rows: units, kind: .bias),
    ]
    terms = [
      Term(Block.position, deltas: 0..<units, reads: .previous(0..<units), role: .recurrent),
      Term(Block.velocity, deltas: 0..<units, reads: .previous(units..<2 * units), role: .recurrent),
      Term(Block.input, bias: Term.Bias(Block.bias), deltas: 0..<units, reads: .input, role: .input),
    ]
    stateParts = [StatePart("y", width: units), StatePart("z", width: units)]
  }

  public var activations: [ActivatedColumns] { [ActivatedColumns(.tanh, .record, 0..<units, names: ["force"])] }
  public var outputWidth: Int { units }
  public var recordWidth: Int { units }
  public var deltaWidth: Int { units }

  /// The positions of a state (y, z).
  private func y(_ state: Matrix<Element>) -> Matrix<Element> { state.columns(0..<units) }
  /// The velocities of a state (y, z).
  private func z(_ state: Matrix<Element>) -> Matrix<Element> { state.columns(units..<2 * units) }

  /// z ← z_{t−1} + Δt (force − γ y_{t−1} − ε z_{t−1}), y ← y_{t−1} + Δt z; also of their tangents, being linear.
  private func move(_ after: Matrix<Element>, from before: Matrix<Element>, _ force: Matrix<Element>) {
    after.copy(before)
    z(after).add(-Δt * ε, z(before))
    z(after).add(-Δt * γ, y(before))
    z(after).add(Δt, force)
    y(after).add(Δt, z(after))
  }

  /// Adjoints (ȳ_t, z̄_t) to those of the state before, but for what comes through the force, whose adjoint f̄ ← Δt z̄ is.
  private func moveBack(_ adjoint: Matrix<Element>, force f̄: Matrix<Element>) {
    z(adjoint).add(Δt, y(adjoint))
    f̄.copy(z(adjoint))
    f̄.scale(Δt)
    y(adjoint).add(-γ, f̄)
    z(adjoint).add(-ε, f̄)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func forward(
    _ window: StateWindow<Element>, input: LayerInput<Element>, weights: LayerParameters<Element>
  ) {
    // a ← W_xz x + b_z over the window, then step by step a_t ← a_t + W_yz y_{t−1} + W_zz z_{t−1}, and the move
    input.fill(window.record, bias: weights.plain[Block.bias], weights, Block.input)
    for t in 0..<window.steps {
      let (force, before) = (window.record.rows(window.rows(t)), window.previous.rows(window.rows(t)))
      force.multiply(y(before), weights.forward[Block.position], adding: true)
      force.multiply(z(before), weights.forward[Block.velocity], adding: true)
      force.activate(.tanh)
      move(window.states.rows(window.rows(t)), from: before, force)
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, input: LayerInput<Element>,
    inputTangent: Matrix<Element>?, weights: LayerParameters<Element>, direction: LayerParameters<Element>
  ) {
    // V_yz y + V_zz z + V_xz x + v_b (+ W_xz Rx) over the window, then W_yz Ry_{t−1} + W_zz Rz_{t−1} is added, times φ'(a_t),
    // and the same move
    let Rrecord = tangent.record
    input.fill(Rrecord, bias: direction.plain[Block.bias], direction, Block.input)
    Rrecord.multiply(y(window.previous), direction.transposed[Block.position], adding: true)
    Rrecord.multiply(z(window.previous), direction.transposed[Block.velocity], adding: true)
    if let inputTangent { Rrecord.multiply(inputTangent, weights.transposed[Block.input], adding: true) }
    for t in 0..<window.steps {
      let rows = window.rows(t)
      let (Rforce, Rbefore) = (Rrecord.rows(rows), tangent.previous.rows(rows))
      Rforce.multiply(y(Rbefore), weights.forward[Block.position], adding: true)
      Rforce.multiply(z(Rbefore), weights.forward[Block.velocity], adding: true)
      Rforce.multiplyDerivative(.tanh, h: window.record.rows(rows))
      move(tangent.states.rows(rows), from: Rbefore, Rforce)
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func backward(
    _ window: StateWindow<Element>, stateAdjoints: Matrix<Element>?, future: Matrix<Element>,
    deltas: Matrix<Element>, carry: Matrix<Element>, weights: LayerParameters<Element>,
    structural: StructuralTangent<Element>?
  ) {
    // The carry holds (ȳ_t, z̄_t), from the last step to the first:
    //   z̄ ← z̄ + Δt ȳ, ā ← φ'(a) ⊙ Δt z̄ + λμ D'' Ra,
    //   ȳ_{t−1} ← ȳ − γ Δt z̄ + W_yzᵀ ā, z̄_{t−1} ← z̄ − ε Δt z̄ + W_zzᵀ ā
    carry.rows(0..<future.rows).copy(future)
    carry.rows(future.rows..<carry.rows).fill(0)
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let ā = deltas.rows(rows)
      if let stateAdjoints { y(carry).add(1, y(stateAdjoints.rows(rows))) }
      if let structural, structural.inner != 0 {
        carry.add(structural.inner, structural.window.states.rows(rows))
      }
      moveBack(carry, force: ā)
      ā.multiplyDerivative(.tanh, h: window.record.rows(rows))
      if let structural, structural.outer != 0 { ā.add(structural.outer, structural.window.record.rows(rows)) }
      y(carry).multiply(ā, weights.backward[Block.position], adding: true)
      z(carry).multiply(ā, weights.backward[Block.velocity], adding: true)
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
      let (ā, Rā) = (adjoints.deltas.rows(rows), adjoints.Rdeltas.rows(rows))
      carry.add(1, adjoints.states.rows(rows))
      Rcarry.add(1, adjoints.Rstates.rows(rows))
      if let structural, structural.inner != 0 { Rcarry.add(structural.inner, tangent.states.rows(rows)) }
      moveBack(carry, force: ā)
      moveBack(Rcarry, force: Rā)
      ā.multiplyDerivative(
        .tanh, h: window.record.rows(rows), Rh: tangent.record.rows(rows), inner: 0, outer: structural?.outer ?? 0,
        tangent: Rā)
      y(carry).multiply(ā, weights.backward[Block.position], adding: true)
      y(Rcarry).multiply(Rā, weights.backward[Block.position], adding: true)
      y(Rcarry).multiply(ā, direction.plain[Block.position], adding: true)
      z(carry).multiply(ā, weights.backward[Block.velocity], adding: true)
      z(Rcarry).multiply(Rā, weights.backward[Block.velocity], adding: true)
      z(Rcarry).multiply(ā, direction.plain[Block.velocity], adding: true)
    }
  }
}

/// The cell `cornn`.
enum OscillatorCellKind: CellKind {
  static let name = "cornn"
  static let structuralForm = StructuralForm.squared
  static let hasActivation = false
  static let options = [
    CellOption("dt", in: 1...1000, initial: 42), CellOption("gamma", in: 0...10_000, initial: 27),
    CellOption("epsilon", in: 0...10_000, initial: 47),
  ]

  static func makeCell<Element: Scalar>(_ layer: LayerDefinition, inputs: Int) -> any Cell<Element> {
    OscillatorCell(layer, inputs: inputs)
  }
}
