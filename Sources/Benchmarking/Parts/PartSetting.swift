internal import Foundation
internal import LinearAlgebra

/// What all parts of one measurement share.
final class PartSetting {
  let sizes: PartSizes
  let pool: WorkerPool
  /// A new folder for files, which goes away with the setting.
  let folder: String

  /// A setting with a folder in `parent`, nil for the system's place for temporary files.
  init(sizes: PartSizes, threads: Int, in parent: String?) throws(PartError) {
    self.sizes = sizes
    pool = WorkerPool(threads: threads)
    let parent = parent ?? FileManager.default.temporaryDirectory.path
    let folder = "\(parent)/recur-parts-\(UUID().uuidString)"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    } catch {
      throw PartError(.writing, "there is no folder \(parent) for temporary files, or nothing may be written to it")
    }
    self.folder = folder
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The path of a file in the folder.
  func file(_ name: String) -> String { "\(folder)/\(name)" }

  /// The bytes of a file in the folder.
  func bytes(of name: String) throws -> Int {
    (try FileManager.default.attributesOfItem(atPath: file(name))[.size] as? NSNumber)?.intValue ?? 0
  }
}
