internal import Foundation

/// The checkout that the tests were built from.
public enum Repository {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The path of something in it.
  public static func path(_ name: String) -> String { root.appendingPathComponent(name).path }

  /// The text of a file in it.
  public static func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
}
