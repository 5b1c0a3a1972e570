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

  /// Some columns.
  public init(_ kernel: ActivationKernel, _ place: Place, _ columns: Range<Int>) {
    self.kernel = kernel
    self.place = place
    self.columns = columns
  }
}
