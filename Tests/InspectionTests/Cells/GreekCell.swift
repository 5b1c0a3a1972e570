import LinearAlgebra
import RecurrentNetworks

/// A simple recurrent network whose blocks have names that say nothing.
struct GreekCell<Element: Scalar>: Cell {
  private let base: SimpleCell<Element>
  let blocks: [ParameterBlock]

  init(_ layer: LayerDefinition, inputs: Int) {
    base = SimpleCell(layer, inputs: inputs)
    blocks = zip(["alpha", "beta", "gamma"], base.blocks).map {
      ParameterBlock(name: $0, rows: $1.rows, columns: $1.columns, kind: $1.kind)
    }
  }

  var terms: [Term] { base.terms }
  var activations: [ActivatedColumns] { base.activations }
  var stateParts: [StatePart] { [StatePart("omega", width: base.outputWidth)] }
  var outputWidth: Int { base.outputWidth }
  var recordWidth: Int { base.recordWidth }
  var deltaWidth: Int { base.deltaWidth }

  func forward(_ window: StateWindow<Element>, input: LayerInput<Element>, weights: LayerParameters<Element>) {
    base.forward(window, input: input, weights: weights)
  }

  func tangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, input: LayerInput<Element>,
    inputTangent: Matrix<Element>?, weights: LayerParameters<Element>, direction: LayerParameters<Element>
  ) {
    base.tangent(
      window, tangent: tangent, input: input, inputTangent: inputTangent, weights: weights, direction: direction)
  }

  func backward(
    _ window: StateWindow<Element>, stateAdjoints: Matrix<Element>?, future: Matrix<Element>,
    deltas: Matrix<Element>, carry: Matrix<Element>, weights: LayerParameters<Element>,
    structural: StructuralTangent<Element>?
  ) {
    base.backward(
      window, stateAdjoints: stateAdjoints, future: future, deltas: deltas, carry: carry, weights: weights,
      structural: structural)
  }

  func backwardTangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, adjoints: AdjointWindow<Element>,
    weights: LayerParameters<Element>, direction: LayerParameters<Element>, structural: StructuralTangent<Element>?
  ) {
    base.backwardTangent(
      window, tangent: tangent, adjoints: adjoints, weights: weights, direction: direction, structural: structural)
  }
}

enum GreekKind: CellKind {
  static let name = "greek"

  static func makeCell<Element: Scalar>(_ layer: LayerDefinition, inputs: Int) -> any Cell<Element> {
    GreekCell(layer, inputs: inputs)
  }
}
