/// How a name in a group leads to an object.
public enum LinkKind: String, Sendable, Codable {
  /// Directly, to an object of this file.
  case hard

  /// By another path in this file, which may lead nowhere.
  case soft

  /// To an object of another file.
  case external

  /// In a way that some program has defined for itself.
  case other
}
