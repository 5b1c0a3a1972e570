internal import LinearAlgebra
public import Losses

/// Everything that determines a network but its parameters: enough to rebuild it from a checkpoint.
public struct NetworkDefinition: Codable, Sendable, Equatable {
  /// What the first layer reads.
  public var input: InputKind
  /// The layers, each reading the output of the one before.
  public var layers: [LayerDefinition]
  /// The number of logits at each step.
  public var outputs: Int
  /// The loss on the logits.
  public var loss: Loss
  /// Whether the state before the first step is learned (or zero).
  public var learnsInitialState: Bool

  /// A network of any layers.
  public init(
    input: InputKind, layers: [LayerDefinition], outputs: Int, loss: Loss, learnsInitialState: Bool = true
  ) {
    self.input = input
    self.layers = layers
    self.outputs = outputs
    self.loss = loss
    self.learnsInitialState = learnsInitialState
  }

  /// A network of some layers that are all alike; the defaults are those of Martens & Sutskever 2011.
  public init(
    cell: String = "tanh", activation: Activation = .tanh, input: InputKind, hidden: Int = 100, layers: Int = 1,
    outputs: Int, loss: Loss, learnsInitialState: Bool = true
  ) {
    let layer = LayerDefinition(cell, units: hidden, activation: activation)
    self.init(
      input: input, layers: Array(repeating: layer, count: max(0, layers)), outputs: outputs, loss: loss,
      learnsInitialState: learnsInitialState)
  }

  /// The layer of which all are copies, with no options of their own; nil where they differ.
  public var commonLayer: LayerDefinition? {
    guard let first = layers.first, first.options.isEmpty, layers.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  /// The layers in words: `100 tanh units × 2`, or `200 lstm units, 50 dense relu units`.
  public var layersInWords: String {
    if let commonLayer { return "\(commonLayer.units, "\(commonLayer.unitKind) unit") × \(layers.count)" }
    return layers.map { "\($0.units, "\($0.unitKind) unit")" }.joined(separator: ", ")
  }

  /// The cells in one word, for names of folders and measurements: `lstm`, or `lstm-dense` where there are several.
  public var cellsInWord: String {
    var names: [String] = []
    for layer in layers where !names.contains(layer.cell) { names.append(layer.cell) }
    return names.joined(separator: "-")
  }
}
