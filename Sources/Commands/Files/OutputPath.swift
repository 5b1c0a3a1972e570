import Foundation
import DurableFiles
import SystemPackage
package import Training

/// Where results are written to.
package enum OutputPath {
  /// Makes sure that a file can be written before work is spent on what it will hold.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - mayReplace: whether it may exist.
  ///   - inputs: files that it must not replace.
  package static func require(_ path: String, mayReplace: Bool, unlikeAnyOf inputs: [String]) throws(TrainingError) {
    func refuse(_ words: String) -> TrainingError { TrainingError(.writing, "\(path) cannot be written: \(words)") }
    let location = FilePath(path)
    var (own, status) = (stat(), stat())
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT != S_IFDIR else { throw refuse("it is a folder") }
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw refuse("it is a device or a pipe, and a file takes its place")
      }
      if let input = inputs.first(where: { isSame($0, status) }) {
        throw TrainingError(.usage, "--output \(path) would replace the input \(input)")
      }
      if !mayReplace { throw refuse("it exists (--force replaces it)") }
    } else if lstat(path, &own) == 0, !mayReplace {
      throw refuse("it is a link that leads to no file (--force replaces it)")
    }
    guard let name = location.lastComponent, name.kind == .regular, path.utf8.last != UInt8(ascii: "/") else {
      throw refuse("it is no name of a file")
    }
    let parent = resolved(location).removingLastComponent()
    let folder = parent.isEmpty ? "." : parent
    guard folder.withPlatformString({ stat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw refuse("there is no folder \(folder)")
    }
    guard folder.withPlatformString({ access($0, W_OK) }) == 0 else {
      throw refuse("the folder \(folder) is read-only")
    }
  }

  private static func isSame(_ path: String, _ other: stat) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_dev == other.st_dev && status.st_ino == other.st_ino
  }

  /// The file that a path leads to through links, or the path itself where there is none yet.
  private static func resolved(_ location: FilePath) -> FilePath {
    guard let buffer = location.withPlatformString({ realpath($0, nil) }) else { return location }
    defer { free(buffer) }
    return FilePath(platformString: buffer)
  }
}

/// A file that has been written, for reports.
struct OutputRecord {
  let bytes: Int
  let sha256: String

  /// The record of what this process has just written, whose bytes have been digested then.
  init(_ path: String) throws {
    let file = try AdmittedFile(path)
    (bytes, sha256) = (file.size, try file.digest)
  }

  /// The record of a file that was read, of whatever kind it is.
  init(source path: String) throws {
    let file = try OpenedFile(path)
    (bytes, sha256) = (file.size, try file.digest)
  }
}
