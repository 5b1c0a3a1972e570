import Foundation

/// A path of a test's own, in a folder that goes away with it.
final class TemporaryFile: Sendable {
  let path: String

  init(_ name: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("inspection-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appendingPathComponent(name).path
  }

  deinit { try? FileManager.default.removeItem(at: URL(fileURLWithPath: path).deletingLastPathComponent()) }
}
