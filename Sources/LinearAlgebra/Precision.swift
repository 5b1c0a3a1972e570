/// The precision of a computation, chosen at run time.
public enum Precision: String, Codable, Sendable, CaseIterable {
  /// 32-bit IEEE numbers: the default of training.
  case float
  /// 64-bit IEEE numbers: the precision in which derivatives are checked.
  case double

  /// Bytes of one number.
  public var bytes: Int { self == .float ? 4 : 8 }
}
