import LinearAlgebra
import RecurrentNetworks

/// A cell for tests that uses everything a cell may have: a state of two parts, a record, two initial states.
///
///     a_t = W_hh h_{t−1} + W_xh x_t + b_h,   g_t = tanh a_t,   c_t = ½ c_{t−1} + g_t,   h_t = tanh c_t
///
/// States are (h, c), the record is g, the deltas are ā.
struct LeakyCell: Cell {
  let blocks: [ParameterBlock]
  let terms: [Term]
  let stateParts: [StatePart]
  let outputWidth: Int

  init(inputs: Int, hidden: Int) {
    outputWidth = hidden
    blocks = [
      ParameterBlock(name: "W_hh", rows: hidden, columns: hidden, kind: .weight),
      ParameterBlock(name: "W_xh", rows: hidden, columns: inputs, kind: .weight),
      ParameterBlock(name: "b_h", rows: hidden, kind: .bias),
    ]
    terms = [
      Term(0, deltas: 0..<hidden, reads: .previous(0..<hidden), role: .recurrent),
      Term(1, bias: Term.Bias(2), deltas: 0..<hidden, reads: .input, role: .input),
    ]
    stateParts = [StatePart("h", width: hidden), StatePart("c", width: hidden)]
  }

  var recordWidth: Int { outputWidth }
  var deltaWidth: Int { outputWidth }
  private var hidden: Int { outputWidth }

  private func h(_ states: Matrix<Double>) -> Matrix<Double> { states.columns(0..<hidden) }
  private func c(_ states: Matrix<Double>) -> Matrix<Double> { states.columns(hidden..<2 * hidden) }

  func forward(_ window: StateWindow<Double>, input: LayerInput<Double>, weights: LayerParameters<Double>) {
    window.record.fillRows(weights.plain[2])
    input.multiply(weights, 1, into: window.record, adding: true)
    for t in 0..<window.steps {
      let (g, states) = (window.record.rows(window.rows(t)), window.states.rows(window.rows(t)))
      let previous = window.previous.rows(window.rows(t))
      g.multiply(h(previous), weights.transposed[0], adding: true)
      g.activate(.tanh)
      c(states).copy(g)
      c(states).add(0.5, c(previous))
      h(states).copy(c(states))
      h(states).activate(.tanh)
    }
  }

  func tangent(
    _ window: StateWindow<Double>, tangent: StateWindow<Double>, input: LayerInput<Double>,
    inputTangent: Matrix<Double>?, weights: LayerParameters<Double>, direction: LayerParameters<Double>
  ) {
    tangent.record.fillRows(direction.plain[2])
    input.multiply(direction, 1, into: tangent.record, adding: true)
    if let inputTangent { tangent.record.multiply(inputTangent, weights.transposed[1], adding: true) }
    for t in 0..<window.steps {
      let rows = window.rows(t)
      let (Rg, Rstates) = (tangent.record.rows(rows), tangent.states.rows(rows))
      Rg.multiply(h(window.previous.rows(rows)), direction.transposed[0], adding: true)
      Rg.multiply(h(tangent.previous.rows(rows)), weights.transposed[0], adding: true)
      Rg.multiplyDerivative(.tanh, h: window.record.rows(rows))
      c(Rstates).copy(Rg)
      c(Rstates).add(0.5, c(tangent.previous.rows(rows)))
      h(Rstates).copy(c(Rstates))
      h(Rstates).multiplyDerivative(.tanh, h: h(window.states.rows(rows)))
    }
  }

  func backward(
    _ window: StateWindow<Double>, stateAdjoints: Matrix<Double>?, future: Matrix<Double>, deltas: Matrix<Double>,
    carry: Matrix<Double>, weights: LayerParameters<Double>,
    structural: StructuralTangent<Double>?
  ) {
    let stateAdjoints = stateAdjoints ?? Matrix(rows: deltas.rows, columns: stateWidth)
    let last = window.rows(window.steps - 1).lowerBound
    stateAdjoints.rows(last..<last + future.rows).add(1, future)
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (adjoint, ā) = (stateAdjoints.rows(rows), deltas.rows(rows))
      // The squared form alone: λμ Rh reaches h̄, λμ Rc reaches c̄.
      if let structural { adjoint.add(structural.inner, structural.window.states.rows(rows)) }
      h(adjoint).multiplyDerivative(.tanh, h: h(window.states.rows(rows)))
      c(adjoint).add(1, h(adjoint))
      ā.copy(c(adjoint))
      ā.multiplyDerivative(.tanh, h: window.record.rows(rows))
      let before = t > 0 ? stateAdjoints.rows(window.rows(t - 1)) : carry
      if t == 0 { carry.fill(0) }
      h(before).multiply(ā, weights.plain[0], adding: true)
      c(before).add(0.5, c(adjoint))
    }
  }

  func backwardTangent(
    _ window: StateWindow<Double>, tangent: StateWindow<Double>, adjoints: AdjointWindow<Double>,
    weights: LayerParameters<Double>, direction: LayerParameters<Double>, structural: StructuralTangent<Double>?
  ) {
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (adjoint, Radjoint) = (adjoints.states.rows(rows), adjoints.Rstates.rows(rows))
      let (ā, Rā) = (adjoints.deltas.rows(rows), adjoints.Rdeltas.rows(rows))
      let Rstates = tangent.states.rows(rows)
      if let structural { Radjoint.add(structural.inner, Rstates) }
      h(adjoint).multiplyDerivative(
        .tanh, h: h(window.states.rows(rows)), Rh: h(Rstates), inner: 0, outer: 0, tangent: h(Radjoint))
      c(adjoint).add(1, h(adjoint))
      c(Radjoint).add(1, h(Radjoint))
      ā.copy(c(adjoint))
      Rā.copy(c(Radjoint))
      ā.multiplyDerivative(
        .tanh, h: window.record.rows(rows), Rh: tangent.record.rows(rows), inner: 0, outer: 0, tangent: Rā)
      if t == 0 {
        adjoints.carry.fill(0)
        adjoints.Rcarry.fill(0)
      }
      let before = t > 0 ? adjoints.states.rows(window.rows(t - 1)) : adjoints.carry
      let Rbefore = t > 0 ? adjoints.Rstates.rows(window.rows(t - 1)) : adjoints.Rcarry
      h(before).multiply(ā, weights.plain[0], adding: true)
      h(Rbefore).multiply(Rā, weights.plain[0], adding: true)
      h(Rbefore).multiply(ā, direction.plain[0], adding: true)
      c(before).add(0.5, c(adjoint))
      c(Rbefore).add(0.5, c(Radjoint))
    }
  }
}
