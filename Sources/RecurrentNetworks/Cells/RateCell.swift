internal import Foundation
public import LinearAlgebra

/// The positions of a rate cell's blocks.
private enum Block {
  static let recurrent = 0
  static let input = 1
  static let bias = 2
  static let leak = 3
}

/// The leaky rate unit of computational neuroscience (Sussillo & Barak 2013, section 2; Mante, Sussillo, Shenoy & Newsome 2013).
///
///     x_t = (1 − α) ⊙ x_{t−1} + α ⊙ (W_hh r_{t−1} + W_xh u_t + b_h) + σ √(2α) ξ_t,   r_t = φ(x_t),   α = dt / τ
///
/// The continuous network τ ẋ = −x + W_hh r + W_xh u + b_h in steps of Euler's method. With α = 1 it is the simple network up to
/// where φ stands. τ is a number, or one for each unit that is learned: then the block `leak` holds log(α / (1 − α)), so that α
/// stays between 0 and 1, and τ above one step. ξ is standard normal where training asks for noise, and absent elsewhere; it is a
/// current, σ √(2 / α) ξ with the α of the start, so that a τ that is learned filters it as it filters everything else.
///
/// A state is (r, x), of which x goes on to the next step; the record is r_{t−1} and, where τ is learned, (α, W_hh r_{t−1} +
/// W_xh u_t + b_h − x_{t−1}). The deltas are the adjoints of what α multiplies and, where τ is learned, of the leak.
public struct RateCell<Element: Scalar>: Cell {
  public let blocks: [ParameterBlock]
  public let terms: [Term]
  public let stateParts: [StatePart]
  private let units: Int
  private let φ: ActivationKernel
  /// α at the start.
  private let α: Double
  private let learnsLeak: Bool

  /// A layer over `inputs` features or symbols.
  ///
  /// - Throws: ``NetworkError`` if a step is longer than τ, or as long where τ is learned.
  public init(_ layer: LayerDefinition, inputs: Int) throws(NetworkError) {
    let (dt, τ) = (layer.options["dt"] ?? 1, layer.options["tau"] ?? 10)
    learnsLeak = layer.options["learned"] == 1
    guard learnsLeak ? dt < τ : dt <= τ else {
      throw NetworkError(
        "the options of the cell rate should say a step dt \(learnsLeak ? "below" : "of at most") tau, got dt \(dt) and tau \(τ)"
      )
    }
    units = layer.units
    φ = layer.activation.kernel
    α = Double(dt) / Double(τ)
    var blocks = [
      ParameterBlock(name: "W_hh", rows: units, columns: units, kind: .weight),
      ParameterBlock(name: "W_xh", rows: units, columns: inputs, kind: .weight),
      ParameterBlock(name: "b_h", rows: units, kind: .bias),
    ]
    var terms = [
      Term(Block.recurrent, deltas: 0..<units, reads: .record(0..<units), role: .recurrent),
      Term(Block.input, bias: Term.Bias(Block.bias), deltas: 0..<units, reads: .input, role: .input),
    ]
    if learnsLeak {
      blocks.append(
        ParameterBlock(name: "leak", rows: units, kind: .bias, start: .constant(-log(Double(τ) / Double(dt) - 1))))
      terms.append(Term(bias: Term.Bias(Block.leak), deltas: units..<2 * units))
    }
    self.blocks = blocks
    self.terms = terms
    stateParts = [StatePart("r", width: units, isCarried: false), StatePart("x", width: units)]
  }

  public var activations: [ActivatedColumns] { [ActivatedColumns(φ, .states, 0..<units)] }
  public var outputWidth: Int { units }
  public var recordWidth: Int { learnsLeak ? 3 * units : units }
  public var deltaWidth: Int { learnsLeak ? 2 * units : units }

  /// Columns of a state (r, x), of a record (r_{t−1}, α, difference), or of deltas.
  private func part(_ k: Int, of matrix: Matrix<Element>) -> Matrix<Element> {
    matrix.columns(k * units..<(k + 1) * units)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func forward(
    _ window: StateWindow<Element>, input: LayerInput<Element>, weights: LayerParameters<Element>
  ) {
    // x ← W_xh u + b_h over the window, with the noise that α makes σ √(2α) ξ of; then step by step
    // x_t ← x_t + W_hh r_{t−1}, x_t ← x_{t−1} + α ⊙ (x_t − x_{t−1}), r_t ← φ(x_t)
    let x = part(1, of: window.states)
    input.fill(x, bias: weights.plain[Block.bias], weights, Block.input)
    if learnsLeak {
      let α = part(1, of: window.record)
      α.fillRows(weights.plain[Block.leak])
      α.activate(.logistic)
    }
    addNoise(window, to: x)
    for t in 0..<window.steps {
      let rows = window.rows(t)
      let (s, r, x) = (
        window.record.rows(rows), part(0, of: window.states.rows(rows)), part(1, of: window.states.rows(rows))
      )
      let before = part(1, of: window.previous.rows(rows))
      part(0, of: s).copy(t == 0 ? before : part(0, of: window.states.rows(window.rows(t - 1))))
      if t == 0 { part(0, of: s).activate(φ) }
      x.multiply(part(0, of: s), weights.forward[Block.recurrent], adding: true)
      if learnsLeak {
        x.interpolate(part(1, of: s), from: before, to: x, difference: part(2, of: s))
      } else {
        x.scale(α)
        x.add(1 - α, before)
      }
      r.copy(x)
      r.activate(φ)
    }
  }

  /// x ← x + σ √(2 / α) ξ in all rows of a window, with memory of the record that is written afterwards.
  private func addNoise(_ window: StateWindow<Element>, to x: Matrix<Element>) {
    guard let noise = window.noise else { return }
    let ξ = part(0, of: window.record)
    noise.fill(ξ, scale: (2 / α).squareRoot())
    x.add(1, ξ)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, input: LayerInput<Element>,
    inputTangent: Matrix<Element>?, weights: LayerParameters<Element>, direction: LayerParameters<Element>
  ) {
    // Ru ← V_hh r + V_xh u + v_b (+ W_xh Ru) over the window, then step by step Ru_t ← Ru_t + W_hh Rr_{t−1},
    // Rx_t ← Rx_{t−1} + α ⊙ (Ru_t − Rx_{t−1}) + Rα ⊙ (u_t − x_{t−1}), Rr_t ← φ'(x_t) ⊙ Rx_t
    let Rx = part(1, of: tangent.states)
    input.fill(Rx, bias: direction.plain[Block.bias], direction, Block.input)
    Rx.multiply(part(0, of: window.record), direction.transposed[Block.recurrent], adding: true)
    if let inputTangent {
      Rx.multiply(inputTangent, weights.transposed[Block.input], adding: true)
    }
    if learnsLeak {
      let Rα = part(1, of: tangent.record)
      Rα.fillRows(direction.plain[Block.leak])
      Rα.multiplyDerivative(.logistic, h: part(1, of: window.record))
    }
    for t in 0..<window.steps {
      let rows = window.rows(t)
      let (s, Rs) = (window.record.rows(rows), tangent.record.rows(rows))
      let (Rr, Rx) = (part(0, of: tangent.states.rows(rows)), part(1, of: tangent.states.rows(rows)))
      let before = part(1, of: tangent.previous.rows(rows))
      part(0, of: Rs).copy(t == 0 ? before : part(0, of: tangent.states.rows(window.rows(t - 1))))
      if t == 0 { part(0, of: Rs).multiplyDerivative(φ, h: part(0, of: s)) }
      Rx.multiply(part(0, of: Rs), weights.forward[Block.recurrent], adding: true)
      if learnsLeak {
        Rx.interpolate(part(1, of: s), from: before, to: Rx, difference: part(2, of: Rs))
        Rx.copyHadamard(part(1, of: Rs), part(2, of: s), adding: true)
      } else {
        Rx.scale(α)
        Rx.add(1 - α, before)
      }
      Rr.copy(Rx)
      Rr.multiplyDerivative(φ, h: part(0, of: window.states.rows(rows)))
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func backward(
    _ window: StateWindow<Element>, stateAdjoints: Matrix<Element>?, future: Matrix<Element>,
    deltas: Matrix<Element>, carry: Matrix<Element>, weights: LayerParameters<Element>,
    structural: StructuralTangent<Element>?
  ) {
    // The carry holds (r̄_t, x̄_t), from the last step to the first:
    //   r̄ ← r̄ + W_hhᵀ δ_{t+1}, x̄ ← x̄ + φ'(x_t) ⊙ r̄, δ_t ← α ⊙ x̄, x̄ ← (1 − α) ⊙ x̄
    // with λμ Rs before the derivative and λμ Rr behind it; for the leak α (1 − α) ⊙ (u − x_{t−1}) ⊙ x̄.
    let (r̄, x̄) = (part(0, of: carry), part(1, of: carry))
    carry.rows(0..<future.rows).copy(future)
    carry.rows(future.rows..<carry.rows).fill(0)
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      if t + 1 < window.steps {
        r̄.multiply(part(0, of: deltas.rows(window.rows(t + 1))), weights.backward[Block.recurrent])
      }
      if let stateAdjoints { carry.add(1, stateAdjoints.rows(rows)) }
      let r = part(0, of: window.states.rows(rows))
      if let structural {
        let Rs = structural.window.states.rows(rows)
        if structural.inner != 0 { x̄.add(structural.inner, part(1, of: Rs)) }
        r̄.multiplyDerivative(φ, h: r, addingInner: structural.inner, outer: structural.outer, of: part(0, of: Rs))
      } else {
        r̄.multiplyDerivative(φ, h: r)
      }
      x̄.add(1, r̄)
      let δ = part(0, of: deltas.rows(rows))
      if learnsLeak {
        let s = window.record.rows(rows)
        part(1, of: deltas.rows(rows)).copyDerivative(.logistic, h: part(1, of: s), part(2, of: s), x̄)
        δ.copyHadamard(part(1, of: s), x̄)
        x̄.add(-1, δ)
      } else {
        δ.copy(x̄)
        δ.scale(α)
        x̄.scale(1 - α)
      }
    }
    r̄.multiply(part(0, of: deltas.rows(window.rows(0))), weights.backward[Block.recurrent])
    r̄.multiplyDerivative(φ, h: part(0, of: window.record.rows(window.rows(0))))
    x̄.add(1, r̄)
    r̄.fill(0)
  }

  public func backwardTangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, adjoints: AdjointWindow<Element>,
    weights: LayerParameters<Element>, direction: LayerParameters<Element>, structural: StructuralTangent<Element>?
  ) {
    // The product rule on each line of the backward pass; what comes from the future is part of the adjoints.
    let (W, V) = (weights.backward[Block.recurrent], direction.plain[Block.recurrent])
    let (inner, outer) = (structural?.inner ?? 0, structural?.outer ?? 0)
    let (r̄, x̄) = (part(0, of: adjoints.carry), part(1, of: adjoints.carry))
    let (Rr̄, Rx̄) = (part(0, of: adjoints.Rcarry), part(1, of: adjoints.Rcarry))
    func comeBack(from rows: Range<Int>) {
      let (δ, Rδ) = (part(0, of: adjoints.deltas.rows(rows)), part(0, of: adjoints.Rdeltas.rows(rows)))
      r̄.multiply(δ, W)
      Rr̄.multiply(Rδ, W)
      Rr̄.multiply(δ, V, adding: true)
    }
    adjoints.carry.fill(0)
    adjoints.Rcarry.fill(0)
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      if t + 1 < window.steps { comeBack(from: window.rows(t + 1)) }
      adjoints.carry.add(1, adjoints.states.rows(rows))
      adjoints.Rcarry.add(1, adjoints.Rstates.rows(rows))
      let Rs = tangent.states.rows(rows)
      if inner != 0 { Rx̄.add(inner, part(1, of: Rs)) }
      r̄.multiplyDerivative(
        φ, h: part(0, of: window.states.rows(rows)), Rh: part(0, of: Rs), inner: inner, outer: outer, tangent: Rr̄)
      x̄.add(1, r̄)
      Rx̄.add(1, Rr̄)
      let (δ, Rδ) = (adjoints.deltas.rows(rows), adjoints.Rdeltas.rows(rows))
      if learnsLeak {
        let (s, Rs) = (window.record.rows(rows), tangent.record.rows(rows))
        let (α, Rα, difference, Rdifference) = (part(1, of: s), part(1, of: Rs), part(2, of: s), part(2, of: Rs))
        part(1, of: δ).copyHadamard(difference, x̄)
        part(1, of: Rδ).copyHadamard(difference, Rx̄, plus: Rdifference, x̄)
        part(1, of: δ).multiplyDerivative(.logistic, h: α, Rh: Rα, inner: 0, outer: 0, tangent: part(1, of: Rδ))
        part(0, of: δ).copyHadamard(α, x̄)
        part(0, of: Rδ).copyHadamard(α, Rx̄, plus: Rα, x̄)
        x̄.add(-1, part(0, of: δ))
        Rx̄.add(-1, part(0, of: Rδ))
      } else {
        δ.copy(x̄)
        δ.scale(α)
        x̄.scale(1 - α)
        Rδ.copy(Rx̄)
        Rδ.scale(α)
        Rx̄.scale(1 - α)
      }
    }
    let first = window.rows(0)
    comeBack(from: first)
    r̄.multiplyDerivative(
      φ, h: part(0, of: window.record.rows(first)), Rh: part(0, of: tangent.record.rows(first)), inner: 0, outer: 0,
      tangent: Rr̄)
    x̄.add(1, r̄)
    Rx̄.add(1, Rr̄)
    r̄.fill(0)
    Rr̄.fill(0)
  }
}

/// The cell `rate`.
enum RateCellKind: CellKind {
  static let name = "rate"
  /// τ, the time constant, in the unit of `dt`.
  static let tau = CellOption("tau", in: 1...1_000_000, initial: 10)
  /// The length of a step.
  static let dt = CellOption("dt", in: 1...1_000_000, initial: 1)
  /// Whether each unit learns a time constant of its own, from τ on: 1, or 0.
  static let learned = CellOption("learned", in: 0...1, initial: 0)
  static let options = [tau, dt, learned]
  static let takesNoise = true

  static func makeCell<Element: Scalar>(
    _ layer: LayerDefinition, inputs: Int
  ) throws(NetworkError) -> any Cell<Element> {
    try RateCell(layer, inputs: inputs)
  }
}
