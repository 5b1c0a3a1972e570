/// The shape of one matrix product, C ← A B (+ C): what its speed depends on.
public struct ProductCall: Sendable, Hashable {
  /// Rows of C.
  public let rows: Int
  /// Columns of C.
  public let columns: Int
  /// The length of the sums.
  public let inner: Int
  /// Whether A is stored transposed.
  public let transposesA: Bool
  /// Whether B is stored transposed.
  public let transposesB: Bool
  /// Whether the product is added to C.
  public let adds: Bool

  /// Multiplications and additions.
  public var operations: Double { 2 * Double(rows) * Double(columns) * Double(inner) }
}
