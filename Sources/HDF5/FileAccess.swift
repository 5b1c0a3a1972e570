/// What an existing file is opened for.
public enum FileAccess: Sendable {
  /// Reading alone; the file is not changed in any way.
  case reading

  /// Reading and changing it in place, which takes its ``Seal`` away. A crash meanwhile can leave it unreadable; see
  /// ``File/replacing(_:mayReplace:growing:sealed:body:)``.
  case updating
}
