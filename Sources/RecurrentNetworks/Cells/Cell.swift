public import LinearAlgebra

/// One kind of layer: how a state follows from the state before and the input, and the derivatives of that.
///
/// A cell is stateless. It works on windows of steps (see ``StateWindow``); the passes over a batch own all memory and
/// call it in order, forwards or backwards in time. Everything that needs no recurrence is one product over the window.
///
/// A cell describes its parameters as ``terms`` and writes four maps. With them it has every curvature, every check and
/// every command of this project.
///
/// The **deltas** of a row are the adjoints from which all parameter gradients of the layer follow as sums of products
/// with the sources of the terms, bilinear in the two.
public protocol Cell<Element>: Sendable {
  associatedtype Element: Scalar

  /// The weights and biases. The names are those in files; nothing else is ever made of them.
  var blocks: [ParameterBlock] { get }
  /// Which blocks the passes see as one: ranges of adjacent blocks of one kind and width that cover all of them, in order.
  ///
  /// The matrix of a stack has the rows of its blocks one below the other, so that one product does for all of them. By
  /// default each block stands alone.
  var stacks: [Range<Int>] { get }
  /// What each stack multiplies and where the result goes. Every stack is in one of them. The adjoint of the input is summed
  /// in their order.
  var terms: [Term] { get }
  /// What the cell activates, for checks: the arguments of structural damping in the form `matching`. By default nothing.
  var activations: [ActivatedColumns] { get }
  /// The number of columns of the output: the first so many columns of a state.
  var outputWidth: Int { get }
  /// The parts of a state, in order.
  var stateParts: [StatePart] { get }
  /// The number of columns of the record.
  var recordWidth: Int { get }
  /// The number of columns of the deltas.
  var deltaWidth: Int { get }

  /// Forward: from `window.previous` at the first step and the input, computes states and record of the window.
  func forward(_ window: StateWindow<Element>, input: LayerInput<Element>, weights: LayerParameters<Element>)

  /// R-forward (Pearlmutter 1994): the directional derivative of ``forward(_:input:weights:)`` along `direction`.
  ///
  /// - Parameters:
  ///   - window: the states of the forward pass.
  ///   - tangent: their derivatives; `tangent.previous` is known at the first step, the rest is computed.
  ///   - input: what the layer reads.
  ///   - inputTangent: the derivative of the input, nil for data.
  ///   - weights: the parameters.
  ///   - direction: the direction in which they change.
  func tangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, input: LayerInput<Element>,
    inputTangent: Matrix<Element>?, weights: LayerParameters<Element>, direction: LayerParameters<Element>)

  /// Backward: turns adjoints of the states into deltas.
  ///
  /// - Parameters:
  ///   - window: the states of the forward pass.
  ///   - stateAdjoints: on entry what reaches each state from above, nil where nothing does, as in all windows without a
  ///     scored step; the cell adds what flows back through time. Contents afterwards are unspecified.
  ///   - future: what reaches the states after the last step from the window that follows, a row for each sequence that
  ///     goes on there: the first ones. It is only read.
  ///   - deltas: receives the deltas of each row.
  ///   - carry: receives the adjoint of `window.previous` at the first step, one row for each sequence; memory of its own.
  ///   - weights: the parameters.
  ///   - structural: the structural term; nil for none.
  func backward(
    _ window: StateWindow<Element>, stateAdjoints: Matrix<Element>?, future: Matrix<Element>,
    deltas: Matrix<Element>, carry: Matrix<Element>, weights: LayerParameters<Element>,
    structural: StructuralTangent<Element>?)

  /// R-backward: ``backward(_:stateAdjoints:future:deltas:carry:weights:structural:)`` without a structural term,
  /// together with its directional derivative, into which the structural term of the product enters.
  ///
  /// The arguments that begin with `R` are the derivatives of those without. The adjoints of the last step include what
  /// comes from the future.
  func backwardTangent(
    _ window: StateWindow<Element>, tangent: StateWindow<Element>, adjoints: AdjointWindow<Element>,
    weights: LayerParameters<Element>, direction: LayerParameters<Element>, structural: StructuralTangent<Element>?)
}

extension Cell {
  public var stacks: [Range<Int>] { blocks.indices.map { $0..<$0 + 1 } }
  public var activations: [ActivatedColumns] { [] }

  /// The number of columns of a state.
  public var stateWidth: Int { stateParts.reduce(0) { $0 + $1.width } }
  /// Whether a step depends on the step before.
  public var carriesState: Bool { stateParts.contains(where: \.isCarried) }
}
