internal import LinearAlgebra

/// The cells by name. A new cell is one file and one line here.
public enum CellRegistry {
  /// The names of all cells.
  public static let names = ["tanh"]

  /// A layer of the named cell over `inputs` features or symbols.
  ///
  /// - Throws: ``NetworkError`` if there is no such cell.
  static func makeCell<Element: Scalar>(
    _ definition: NetworkDefinition, inputs: Int
  ) throws(NetworkError) -> any Cell<Element> {
    switch definition.cell {
    case "tanh":
      SimpleCell<Element>(
        inputs: inputs, hidden: definition.hidden, activation: definition.activation,
        learnsInitialState: definition.learnsInitialState)
    default:
      throw NetworkError("there is no cell named '\(definition.cell)'; the cells are \(names.joined(separator: ", "))")
    }
  }
}
