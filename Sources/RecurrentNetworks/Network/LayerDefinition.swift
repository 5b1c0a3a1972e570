/// One layer of a network: what it is made of and how large it is. What it reads follows from the layer below.
public struct LayerDefinition: Codable, Sendable, Equatable {
  /// The name of the cell, in ``CellRegistry``.
  public var cell: String
  /// The number of units; the output of some cells has another width.
  public var units: Int
  /// The activation of a cell that has one to choose; gates have their own.
  public var activation: Activation
  /// The cell's own options by name.
  public var options: [String: Int]

  /// A layer; the defaults are those of Martens & Sutskever 2011.
  public init(
    _ cell: String = "tanh", units: Int = 100, activation: Activation = .tanh, options: [String: Int] = [:]
  ) {
    self.cell = cell
    self.units = units
    self.activation = activation
    self.options = options
  }

  /// The kind of units in a word or two: the activation of a simple cell, the name of any other, with its activation where
  /// that is not tanh.
  public var unitKind: String {
    cell == "tanh" ? activation.rawValue : activation == .tanh ? cell : "\(cell) \(activation.rawValue)"
  }
}
