internal import LinearAlgebra

/// The cells by name. A new cell is one file and one entry here.
public enum CellRegistry {
  /// The names of all cells.
  public static var names: [String] { entries.map(\.name) }

  /// The form of structural damping that suits a cell: `matching` where a state is the activation of one
  /// pre-activation, as in Martens & Sutskever (2011); `squared` where a state is what gates let through.
  public static func structuralForm(of cell: String) -> StructuralForm {
    entries.first { $0.name == cell }?.structural ?? .matching
  }

  /// Whether a cell has an activation to choose.
  public static func hasActivation(_ cell: String) -> Bool {
    entries.first { $0.name == cell }?.hasActivation ?? true
  }

  private static let entries: [(name: String, structural: StructuralForm, hasActivation: Bool)] = [
    ("tanh", .matching, true), ("mrnn", .matching, true), ("lstm", .squared, false), ("gru", .squared, false),
  ]

  /// A layer of the named cell over `inputs` features or symbols.
  ///
  /// - Throws: ``NetworkError`` if there is no such cell.
  static func makeCell<Element: Scalar>(
    _ definition: NetworkDefinition, inputs: Int
  ) throws(NetworkError) -> any Cell<Element> {
    let (hidden, φ, learns) = (definition.hidden, definition.activation, definition.learnsInitialState)
    return switch definition.cell {
    case "tanh": SimpleCell(inputs: inputs, hidden: hidden, activation: φ, learnsInitialState: learns)
    case "mrnn": MultiplicativeCell(inputs: inputs, hidden: hidden, activation: φ, learnsInitialState: learns)
    case "lstm": LSTMCell(inputs: inputs, hidden: hidden, learnsInitialState: learns)
    case "gru": GRUCell(inputs: inputs, hidden: hidden, learnsInitialState: learns)
    default:
      throw NetworkError("there is no cell named '\(definition.cell)'; the cells are \(names.joined(separator: ", "))")
    }
  }
}
