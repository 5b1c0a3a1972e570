public import Losses

/// Everything that determines a network but its parameters: enough to rebuild it from a checkpoint.
public struct NetworkDefinition: Codable, Sendable, Equatable {
  /// The name of the cell, a key of ``CellRegistry``.
  public var cell: String
  /// The activation of a simple or multiplicative cell; gates have their own.
  public var activation: Activation
  /// What the first layer reads.
  public var input: InputKind
  /// Units in each recurrent layer.
  public var hidden: Int
  /// Recurrent layers, each reading the states of the one below.
  public var layers: Int
  /// The number of logits at each step.
  public var outputs: Int
  /// The loss on the logits.
  public var loss: Loss
  /// Whether the state before the first step is learned (or zero).
  public var learnsInitialState: Bool

  /// A definition; the defaults are those of Martens & Sutskever 2011.
  public init(
    cell: String = "tanh", activation: Activation = .tanh, input: InputKind, hidden: Int = 100, layers: Int = 1,
    outputs: Int, loss: Loss, learnsInitialState: Bool = true
  ) {
    self.cell = cell
    self.activation = activation
    self.input = input
    self.hidden = hidden
    self.layers = layers
    self.outputs = outputs
    self.loss = loss
    self.learnsInitialState = learnsInitialState
  }

  /// The kind of units in a word or two: the activation of a simple cell, the name of any other, with its activation where
  /// that is not tanh.
  public var units: String {
    cell == "tanh" ? activation.rawValue : activation == .tanh ? cell : "\(cell) \(activation.rawValue)"
  }
}
