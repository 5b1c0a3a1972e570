public import LinearAlgebra

/// Columns of a cell's states or of its record that hold φ(a) for pre-activations a.
public struct ActivatedColumns: Sendable, Equatable {
  /// Where the columns are.
  public enum Place: Sendable {
    case states, record
  }

  /// φ.
  public let kernel: ActivationKernel
  /// Where they are.
  public let place: Place
  /// The columns.
  public let columns: Range<Int>
  /// What they are, one name for each equal share of them.
  public let names: [String]

  /// Some columns.
  public init(_ kernel: ActivationKernel, _ place: Place, _ columns: Range<Int>, names: [String] = ["units"]) {
    precondition(
      !names.isEmpty && columns.count % names.count == 0, "\(columns.count) columns have \(names.count) names")
    self.kernel = kernel
    self.place = place
    self.columns = columns
    self.names = names
  }
}
