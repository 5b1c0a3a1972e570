import Foundation
import LinearAlgebra
import RecurrentNetworks

/// A simple cell with one mistake.
struct BrokenCell: Cell {
  private let base: SimpleCell<Double>
  private let other: SimpleCell<Double>
  private let fault: Fault
  private let φ: ActivationKernel
  private let memory = CellMemory()

  init(_ layer: LayerDefinition, inputs: Int, fault: Fault) {
    base = SimpleCell(layer, inputs: inputs)
    other = SimpleCell(LayerDefinition(units: layer.units, activation: .linear), inputs: inputs)
    φ = layer.activation.kernel
    self.fault = fault
  }

  var blocks: [ParameterBlock] { base.blocks }
  var terms: [Term] {
    switch fault {
    case .biasGradient:
      base.terms.map { Term($0.weights!, deltas: $0.deltas, reads: $0.reads, role: $0.role) }
        + [Term(bias: Term.Bias(2, columns: 0..<0), deltas: 0..<0)]
    default: base.terms
    }
  }
  var activations: [ActivatedColumns] { base.activations }
  var stateParts: [StatePart] { base.stateParts }
  var outputWidth: Int { base.outputWidth }
  var recordWidth: Int { 0 }
  var deltaWidth: Int { base.deltaWidth }

  func forward(_ window: StateWindow<Double>, input: LayerInput<Double>, weights: LayerParameters<Double>) {
    base.forward(window, input: input, weights: weights)
    let h = window.states
    switch fault {
    case .leak where window.sequences > 1:
      for t in 0..<window.steps {
        let rows = window.rows(t)
        h[rows.lowerBound + 1, 0] += 0.01 * h[rows.lowerBound, 0]
      }
    case .drift: h[0, 0] *= 1 + 0x1p-50 * Double(memory.nextCall() % 16)
    case .coarseDrift: h[0, 0] *= 1 + 1e-4 * Double(memory.nextCall() % 16)
    case .thread where memory.isOnItsThread: usleep(200)  // so that the others get something to do
    case .thread: h[0, 0] = h[0, 0].nextUp
    case .recomputation:
      let isFirst = window.previous[0, 0] == weights.plain[3][0, 0]
      if memory.isRecomputing(isFirst: isFirst) { h[0, 0] *= 1 + 0x1p-40 }
    default: break
    }
  }

  func tangent(
    _ window: StateWindow<Double>, tangent: StateWindow<Double>, input: LayerInput<Double>,
    inputTangent: Matrix<Double>?, weights: LayerParameters<Double>, direction: LayerParameters<Double>
  ) {
    memory.turnBack()
    (fault == .tangentDerivative ? other : base).tangent(
      window, tangent: tangent, input: input, inputTangent: inputTangent, weights: weights, direction: direction)
    guard fault == .tangentSign else { return }
    for i in 0..<tangent.states.rows { for j in 0..<outputWidth { tangent.states[i, j] *= -1 } }
  }

  func backward(
    _ window: StateWindow<Double>, stateAdjoints: Matrix<Double>?, future: Matrix<Double>, deltas: Matrix<Double>,
    carry: Matrix<Double>, weights: LayerParameters<Double>,
    structural: StructuralTangent<Double>?
  ) {
    memory.turnBack()
    if fault == .backwardRecurrence {
      if let stateAdjoints { deltas.copy(stateAdjoints) } else { deltas.fill(0) }
      let last = window.rows(window.steps - 1).lowerBound
      deltas.rows(last..<last + future.rows).add(1, future)
      deltas.multiplyDerivative(φ, h: window.states)
      carry.multiply(deltas.rows(window.rows(0)), weights.plain[0])
      return
    }
    base.backward(
      window, stateAdjoints: stateAdjoints, future: future, deltas: deltas, carry: carry, weights: weights,
      structural: structural.map(changed))
    if fault == .backwardCarry { carry.fill(0) }
  }

  func backwardTangent(
    _ window: StateWindow<Double>, tangent: StateWindow<Double>, adjoints: AdjointWindow<Double>,
    weights: LayerParameters<Double>, direction: LayerParameters<Double>, structural: StructuralTangent<Double>?
  ) {
    memory.turnBack()
    guard fault == .hessianBend || fault == .hessianDirection else {
      base.backwardTangent(
        window, tangent: tangent, adjoints: adjoints, weights: weights, direction: direction,
        structural: fault == .structuralInHessian ? nil : structural.map(changed))
      return
    }
    let (W, V) = (weights.plain[0], direction.plain[0])
    let (deltas, Rdeltas) = (adjoints.deltas, adjoints.Rdeltas)
    deltas.copy(adjoints.states)
    Rdeltas.copy(adjoints.Rstates)
    for t in (0..<window.steps).reversed() {
      let rows = window.rows(t)
      let (ā, Rā) = (deltas.rows(rows), Rdeltas.rows(rows))
      let (h, Rh) = (window.states.rows(rows), tangent.states.rows(rows))
      if t + 1 < window.steps {
        let next = window.rows(t + 1)
        Rā.multiply(Rdeltas.rows(next), W, adding: true)
        if fault != .hessianDirection { Rā.multiply(deltas.rows(next), V, adding: true) }
        ā.multiply(deltas.rows(next), W, adding: true)
      }
      let (inner, outer) = (structural?.inner ?? 0, structural?.outer ?? 0)
      if fault == .hessianBend {
        ā.multiplyDerivative(φ, h: h)
        Rā.multiplyDerivative(φ, h: h, addingInner: inner, outer: outer, of: Rh)
      } else {
        ā.multiplyDerivative(φ, h: h, Rh: Rh, inner: inner, outer: outer, tangent: Rā)
      }
    }
    let first = window.rows(0)
    adjoints.carry.multiply(deltas.rows(first), W)
    adjoints.Rcarry.multiply(Rdeltas.rows(first), W)
    adjoints.Rcarry.multiply(deltas.rows(first), V, adding: true)
  }

  private func changed(_ term: StructuralTangent<Double>) -> StructuralTangent<Double> {
    let factor = fault == .structuralFactor ? 2.0 : fault == .structuralSign ? -1 : 1
    let changed =
      term.outer == 0 || fault == .structuralForm
      ? StructuralTerm(.squared, weight: factor * (term.inner + term.outer))
      : StructuralTerm(.matching, weight: factor * term.outer)
    return StructuralTangent(changed, of: term.window)
  }
}
