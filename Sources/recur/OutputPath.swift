import Foundation
import Training

/// Where results are written to.
enum OutputPath {
  /// Makes sure that a file can be written before work is spent on what it will hold.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - mayReplace: whether it may exist.
  ///   - inputs: files that it must not replace.
  static func require(_ path: String, mayReplace: Bool, unlikeAnyOf inputs: [String]) throws(TrainingError) {
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    if manager.fileExists(atPath: path, isDirectory: &isFolder) {
      if isFolder.boolValue { throw TrainingError(.writing, "\(path) cannot be written: it is a folder") }
      guard isFile(path) else {
        throw TrainingError(.writing, "\(path) cannot be written: it is a device or a pipe, and a file takes its place")
      }
      if let input = inputs.first(where: { resolved($0) == resolved(path) }) {
        throw TrainingError(.usage, "--output \(path) would replace the input \(input)")
      }
      if !mayReplace { throw TrainingError(.writing, "\(path) cannot be written: it exists (--force replaces it)") }
    }
    let folder = URL(fileURLWithPath: resolved(path)).deletingLastPathComponent().path
    guard manager.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw TrainingError(.writing, "\(path) cannot be written: there is no folder \(folder)")
    }
    guard manager.isWritableFile(atPath: folder) else {
      throw TrainingError(.writing, "\(path) cannot be written: the folder \(folder) is read-only")
    }
  }

  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
