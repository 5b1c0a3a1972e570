public import LinearAlgebra
public import Losses

/// A stack of layers and a linear output layer; parameters are kept elsewhere, as a vector.
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
  /// - Throws: ``NetworkError`` if a size is not positive, there is no such cell, or a cell has no such option.
  public init(_ definition: NetworkDefinition) throws(NetworkError) {
    let units = definition.layers.map { ("hidden units", $0.units) }
    for (name, value) in [("inputs", definition.input.size)] + units + [
      ("layers", definition.layers.count), ("outputs", definition.outputs),
    ] where value < 1 {
      throw NetworkError("a network needs at least one of its \(name), got \(value)")
    }
    var cells: [any Cell<Element>] = []
    var inputs = definition.input.size
    for layer in definition.layers {
      let cell: any Cell<Element> = try layer.makeCell(inputs: inputs)
      cells.append(cell)
      inputs = cell.outputWidth
    }
    self.init(definition, cells: cells)
  }

  /// A network of cells that are not in the registry: for trying a new cell, or breaking one on purpose in a test.
  public init(_ definition: NetworkDefinition, cells: [any Cell<Element>]) {
    let output = OutputLayer(inputs: cells.last!.outputWidth, outputs: definition.outputs)
    self.init(
      definition, cells: cells,
      layout: ParameterLayout(layers: cells, output: output, learnsInitialState: definition.learnsInitialState))
  }

  init(_ definition: NetworkDefinition, cells: [any Cell<Element>], layout: ParameterLayout) {
    self.definition = definition
    self.cells = cells
    self.layout = layout
    output = OutputLayer(inputs: cells.last!.outputWidth, outputs: definition.outputs)
  }

  /// The loss on the logits.
  public var loss: Loss { definition.loss }

  /// For each layer, the width of its states, and whether a step depends on the step before.
  public var states: [(width: Int, outputs: Int, isCarried: Bool)] {
    cells.map { ($0.stateWidth, $0.outputWidth, $0.carriesState) }
  }

  /// For each layer, the parts of its states with their names, in the order of the columns.
  public var stateParts: [[StatePart]] { cells.map(\.stateParts) }

  /// The most units of a layer.
  var widestLayer: Int { definition.layers.map(\.units).max()! }
}

extension LayerDefinition {
  /// A layer over `inputs` features or symbols.
  ///
  /// - Throws: ``NetworkError`` if there is no such cell, or it has no such option, or not of that value.
  func makeCell<Element: Scalar>(inputs: Int) throws(NetworkError) -> any Cell<Element> {
    let (kind, layer) = try resolved()
    return try kind.makeCell(layer, inputs: inputs)
  }

  /// Makes sure that there is such a cell with such options.
  ///
  /// - Throws: ``NetworkError`` that says which there are.
  public func validate() throws(NetworkError) { _ = try resolved() }

  /// The kind of the cell, and the layer with all of its options.
  private func resolved() throws(NetworkError) -> (kind: any CellKind.Type, layer: LayerDefinition) {
    guard let kind = CellRegistry[cell] else {
      let names = CellRegistry.names.joined(separator: ", ")
      throw NetworkError("there is no cell named '\(cell)'; the cells are \(names)")
    }
    if let name = options.keys.sorted().first(where: { name in !kind.options.contains { $0.name == name } }) {
      let known = kind.options.map(\.name)
      throw NetworkError(
        "the cell \(cell) has no option named '\(name)'; \(known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))")"
      )
    }
    var layer = self
    for option in kind.options {
      guard let value = options[option.name] ?? option.initial, option.range.contains(value) else {
        let found = options[option.name].map { "got \($0)" } ?? "got none"
        throw NetworkError(
          "the option \(option.name) of the cell \(cell) should be a number from \(option.range.lowerBound) to \(option.range.upperBound), \(found)"
        )
      }
      layer.options[option.name] = value
    }
    return (kind, layer)
  }
}
