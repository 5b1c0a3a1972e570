public import LinearAlgebra
public import Losses

/// A stack of recurrent layers and a linear output layer; parameters are kept elsewhere, as a vector.
///
/// What a layer computes is its cell's (``CellRegistry``); the logits are z_t = W_ho h_t + b_o.
public struct Network<Element: Scalar>: Sendable {
  /// What the network was built from.
  public let definition: NetworkDefinition
  /// The order of the parameters.
  public let layout: ParameterLayout
  let cells: [any Cell<Element>]
  let output: OutputLayer

  /// Builds a network.
  ///
  /// - Throws: ``NetworkError`` if a size is not positive or there is no such cell.
  public init(_ definition: NetworkDefinition) throws(NetworkError) {
    for (name, value) in [
      ("inputs", definition.input.size), ("hidden units", definition.hidden), ("layers", definition.layers),
      ("outputs", definition.outputs),
    ] where value < 1 {
      throw NetworkError("a network needs at least one of its \(name), got \(value)")
    }
    var cells: [any Cell<Element>] = []
    for layer in 0..<definition.layers {
      let inputs = layer == 0 ? definition.input.size : definition.hidden
      cells.append(try CellRegistry.makeCell(definition, inputs: inputs))
    }
    self.init(definition, cells: cells)
  }

  /// A network of cells that are not in the registry: for trying a new cell, or breaking one on purpose in a test.
  public init(_ definition: NetworkDefinition, cells: [any Cell<Element>]) {
    self.definition = definition
    self.cells = cells
    output = OutputLayer(hidden: cells.last!.hidden, outputs: definition.outputs)
    layout = ParameterLayout(layers: cells, output: output.blocks)
  }

  /// The loss on the logits.
  public var loss: Loss { definition.loss }
}
