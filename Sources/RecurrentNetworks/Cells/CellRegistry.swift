/// The cells by name.
///
/// A new cell is one file, with its ``Cell`` and its ``CellKind``, and one entry in ``standard``. A test adds its own for as
/// long as a closure runs: `CellRegistry.$kinds.withValue(CellRegistry.standard + [MyCellKind.self]) { ... }`.
public enum CellRegistry {
  /// The cells of this project.
  public static let standard: [any CellKind.Type] = [
    SimpleCellKind.self, MultiplicativeCellKind.self, LSTMCellKind.self, GRUCellKind.self, DenseCellKind.self,
    LEMCellKind.self, OscillatorCellKind.self, IndependentCellKind.self, MinimalGatedCellKind.self,
    RateCellKind.self,
  ]

  /// The cells that networks are made of.
  @TaskLocal public static var kinds = standard

  /// The names of all cells.
  public static var names: [String] { kinds.map { $0.name } }

  /// The names of the cells that a form of structural damping suits best.
  public static func names(with form: StructuralForm) -> [String] {
    kinds.filter { $0.structuralForm == form }.map { $0.name }
  }

  /// The cell of that name, or nil.
  public static subscript(_ name: String) -> (any CellKind.Type)? { kinds.first { $0.name == name } }
}
