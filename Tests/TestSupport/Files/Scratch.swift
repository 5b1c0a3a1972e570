internal import Foundation

/// A folder of a test's own, which goes away with it.
public final class Scratch: Sendable {
  /// Where it is.
  public let path: String

  /// Makes the folder.
  public init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("recur-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
  }

  /// Makes the folder as a copy of another one and all that is in it.
  public init(copying other: Scratch) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("recur-test-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: URL(fileURLWithPath: other.path), to: folder)
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  public func file(_ name: String = "scratch.h5") -> String { "\(path)/\(name)" }

  /// Whether there is a file of that name.
  public func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

  /// The names of what is in the folder, hidden files too.
  public var content: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

  /// The text of a file in the folder.
  public func text(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }

  /// Puts a text into a file of the folder and returns its path.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String { try write(text.utf8, to: name) }

  /// Puts bytes into a file of the folder, in folders that are made where they are named, and returns its path.
  @discardableResult
  public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    if name.contains("/") {
      let folder = URL(fileURLWithPath: file(name)).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }
}
