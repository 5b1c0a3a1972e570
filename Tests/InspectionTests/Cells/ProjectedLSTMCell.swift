import LinearAlgebra
import RecurrentNetworks

/// Long short-term memory whose output is narrower than its memory (Sak, Senior & Beaufays 2014): h_t = W_hr m_t with
/// m_t = o ⊙ tanh c_t.
///
/// A state is (h, c), the record (i, f, g, o, tanh c, m), the deltas are the adjoints of the pre-activations of the gates
/// and of h.
struct ProjectedLSTMCell<Element: Scalar>: Cell {
  let blocks: [ParameterBlock]
  let stacks: [Range<Int>]
  let terms: [Term]
  let stateParts: [StatePart]
  let outputWidth: Int
  private let units: Int

  init(_ layer: LayerDefinition, inputs: Int) {
    let (units, outputs) = (layer.units, layer.options["projection"]!)
    (self.units, outputWidth) = (units, outputs)
    let gates = ["i", "f", "g", "og"]
    blocks =
      gates.map { ParameterBlock(name: "W_h\($0)", rows: units, columns: outputs, kind: .weight) }
      + gates.map { ParameterBlock(name: "W_x\($0)", rows: units, columns: inputs, kind: .weight, start: .gate) }
      + gates.map { ParameterBlock(name: "b_\($0)", rows: units, kind: .bias) }
      + [ParameterBlock(name: "W_hr", rows: outputs, columns: units, kind: .weight)]
    stacks = [0..<4, 4..<8, 8..<12, 12..<13]
    terms = [
      Term(0, deltas: 0..<4 * units, reads: .previous(0..<outputs), role: .recurrent),
      Term(1, bias: Term.Bias(2), deltas: 0..<4 * units, reads: .input, role: .input),
      Term(
        3, deltas: 4 * units..<4 * units + outputs, reads: .record(5 * units..<6 * units), role: .projection,
        columnAxis: "cell"),
    ]
    stateParts = [StatePart("h", width: outputs), StatePart("c", width: units)]
  }

  var activations: [ActivatedColumns] {
    [
      ActivatedColumns(.logistic, .record, 0..<2 * units, names: ["input gate i", "forget gate f"]),
      ActivatedColumns(.tanh, .record, 2 * units..<3 * units, names: ["candidate g"]),
      ActivatedColumns(.logistic, .record, 3 * units..<4 * units, names: ["output gate o"]),
    ]
  }
  var recordWidth: Int { 6 * units }
  var deltaWidth: Int { 4 * units + outputWidth }

  private func part(_ k: Int, of matrix: Matrix<Element>) -> Matrix<Element> {
    matrix.columns(k * units..<(k + 1) * units)
  }
  private func gates(_ matrix: Matrix<Element>) -> Matrix<Element> { matrix.columns(0..<4 * units) }
  private func h(_ matrix: Matrix<Element>) -> Matrix<Element> { matrix.columns(0..<outputWidth) }
  private func c(_ matrix: Matrix<Element>) -> Matrix<Element> {
    matrix.columns(outputWidth..<outputWidth + units)
  }
  private func h̄(_ deltas: Matrix<Element>) -> Matrix<Element> {
    deltas.columns(4 * units..<4 * units + outputWidth)
  }

  func forward(_ window: StateWindow<Element>, input: LayerInput<Element>, weights: LayerParameters<Element>) {
    input.fill(gates(window.record), bias: weights.plain[2], weights, 1)
    for t in 0..<window.steps {
      let (s, before) = (window.record.rows(window.rows(t)), window.previous.rows(window.rows(t)))
      let after = window.states.rows(window.rows(t))
      gates(s).multiply(h(before), weights.transposed[0], adding: true)
      s.columns(0..<2 * units).activate(.logistic)
      part(2, of: s).activate(.tanh)
      part(3, of: s).activate(.logistic)
      c(after).copyHadamard(part(1, of: s), c(before), plus: part(0, of: s), part(2, of: s))
      part(5, of: s).copyHadamard(part(3, of: s), .tanh, of: c(after), activated: part(4, of: s))
      h(after).multiply(part(5, of: s), weights.transposed[3])
    }
  }

  func tangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, input: LayerInput<Element>,
    inputTangent: Matrix<Element>?, weights: LayerParameters<Element>, direction: LayerParameters<Element>
  ) {
    let drives = gates(tangent.record)
    input.fill(drives, bias: direction.plain[2], direction, 1)
    drives.multiply(h(window.previous), direction.transposed[0], adding: true)
    if let inputTangent { drives.multiply(inputTangent, weights.transposed[1], adding: true) }
    for t in 0..<window.steps {
      let rows = window.rows(t)
      let (s, Rs) = (window.record.rows(rows), tangent.record.rows(rows))
      let (before, Rbefore) = (window.previous.rows(rows), tangent.previous.rows(rows))
      let Rafter = tangent.states.rows(rows)
      gates(Rs).multiply(h(Rbefore), weights.transposed[0], adding: true)
      for (k, φ) in [ActivationKernel.logistic, .logistic, .tanh, .logistic].enumerated() {
        part(k, of: Rs).multiplyDerivative(φ, h: part(k, of: s))
      }
      c(Rafter).copyHadamard(part(1, of: Rs), c(before), plus: part(1, of: s), c(Rbefore))
      c(Rafter).copyHadamard(part(0, of: Rs), part(2, of: s), plus: part(0, of: s), part(2, of: Rs), adding: true)
      part(5, of: Rs).copyHadamard(part(3, of: Rs), part(4, of: s))
      part(5, of: Rs).copyDerivative(.tanh, h: part(4, of: s), part(3, of: s), c(Rafter), adding: true)
      h(Rafter).multiply(part(5, of: Rs), weights.transposed[3])
      h(Rafter).multiply(part(5, of: s), direction.transposed[3], adding: true)
    }
  }

  func backward(
    _ window: StateWindow<Element>, stateAdjoints: Matrix<Element>?, future: Matrix<Element>,
    deltas: Matrix<Element>, carry: Matrix<Element>, weights: LayerParameters<Element>,
    structural: StructuralTangent<Element>?
  ) {
    let m̄ = Matrix<Element>(rows: window.sequences, columns: units)
    carry.fill(0)
    carry.rows(0..<future.rows).copy(future)
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (s, δ) = (window.record.rows(rows), deltas.rows(rows))
      if let stateAdjoints { carry.add(1, stateAdjoints.rows(rows)) }
      if let structural { carry.add(structural.inner, structural.window.states.rows(rows)) }
      h̄(δ).copy(h(carry))
      m̄.multiply(h̄(δ), weights.plain[3])
      c(carry).copyDerivative(.tanh, h: part(4, of: s), part(3, of: s), m̄, adding: true)
      part(0, of: δ).copyDerivative(.logistic, h: part(0, of: s), part(2, of: s), c(carry))
      part(1, of: δ).copyDerivative(.logistic, h: part(1, of: s), c(window.previous.rows(rows)), c(carry))
      part(2, of: δ).copyDerivative(.tanh, h: part(2, of: s), part(0, of: s), c(carry))
      part(3, of: δ).copyDerivative(.logistic, h: part(3, of: s), part(4, of: s), m̄)
      if let structural { gates(δ).add(structural.outer, gates(structural.window.record.rows(rows))) }
      c(carry).copyHadamard(part(1, of: s), c(carry))
      h(carry).multiply(gates(δ), weights.plain[0])
    }
  }

  func backwardTangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, adjoints: AdjointWindow<Element>,
    weights: LayerParameters<Element>, direction: LayerParameters<Element>, structural: StructuralTangent<Element>?
  ) {
    func matrix() -> Matrix<Element> { Matrix(rows: window.sequences, columns: units) }
    let (m̄, Rm̄, u, Ru, Rtanhc) = (matrix(), matrix(), matrix(), matrix(), matrix())
    let (carry, Rcarry) = (adjoints.carry, adjoints.Rcarry)
    carry.fill(0)
    Rcarry.fill(0)
    let (c̄, Rc̄) = (c(carry), c(Rcarry))
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (s, Rs) = (window.record.rows(rows), tangent.record.rows(rows))
      let (δ, Rδ) = (adjoints.deltas.rows(rows), adjoints.Rdeltas.rows(rows))
      carry.add(1, adjoints.states.rows(rows))
      Rcarry.add(1, adjoints.Rstates.rows(rows))
      if let structural { Rcarry.add(structural.inner, tangent.states.rows(rows)) }
      h̄(δ).copy(h(carry))
      h̄(Rδ).copy(h(Rcarry))
      m̄.multiply(h̄(δ), weights.plain[3])
      Rm̄.multiply(h̄(Rδ), weights.plain[3])
      Rm̄.multiply(h̄(δ), direction.plain[3], adding: true)
      Rtanhc.copy(c(tangent.states.rows(rows)))
      Rtanhc.multiplyDerivative(.tanh, h: part(4, of: s))
      u.copyHadamard(part(3, of: s), m̄)
      Ru.copyHadamard(part(3, of: s), Rm̄, plus: part(3, of: Rs), m̄)
      u.multiplyDerivative(.tanh, h: part(4, of: s), Rh: Rtanhc, inner: 0, outer: 0, tangent: Ru)
      c̄.add(1, u)
      Rc̄.add(1, Ru)
      let (before, Rbefore) = (c(window.previous.rows(rows)), c(tangent.previous.rows(rows)))
      let factors = [(part(2, of: s), part(2, of: Rs)), (before, Rbefore), (part(0, of: s), part(0, of: Rs))]
      for (gate, (factor, Rfactor)) in factors.enumerated() {
        part(gate, of: Rδ).copyHadamard(factor, Rc̄, plus: Rfactor, c̄)
        part(gate, of: δ).copyHadamard(factor, c̄)
      }
      part(3, of: Rδ).copyHadamard(part(4, of: s), Rm̄, plus: Rtanhc, m̄)
      part(3, of: δ).copyHadamard(part(4, of: s), m̄)
      for (k, φ) in [ActivationKernel.logistic, .logistic, .tanh, .logistic].enumerated() {
        part(k, of: δ).multiplyDerivative(
          φ, h: part(k, of: s), Rh: part(k, of: Rs), inner: 0, outer: structural?.outer ?? 0, tangent: part(k, of: Rδ))
      }
      Rc̄.copyHadamard(part(1, of: s), Rc̄, plus: part(1, of: Rs), c̄)
      c̄.copyHadamard(part(1, of: s), c̄)
      h(Rcarry).multiply(gates(Rδ), weights.plain[0])
      h(Rcarry).multiply(gates(δ), direction.plain[0], adding: true)
      h(carry).multiply(gates(δ), weights.plain[0])
    }
  }
}

enum ProjectedLSTMKind: CellKind {
  static let name = "projected-lstm"
  static let structuralForm = StructuralForm.squared
  static let hasActivation = false
  static let options = [CellOption("projection", in: 1...65_536, initial: nil)]

  static func makeCell<Element: Scalar>(_ layer: LayerDefinition, inputs: Int) -> any Cell<Element> {
    ProjectedLSTMCell(layer, inputs: inputs)
  }
}
