/// What happens to an existing file when a new one of that name is created.
public enum FileCreation: Sendable {
  /// Nothing: creation fails.
  case exclusive

  /// It is emptied and overwritten.
  case truncating
}
