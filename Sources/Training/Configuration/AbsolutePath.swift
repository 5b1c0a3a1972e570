internal import Foundation
internal import SystemPackage

/// Paths that lead to the same place from every folder.
enum AbsolutePath {
  /// A path from the root of the file system. Symbolic links stay in it, so that it goes on leading where they lead.
  ///
  /// Where the present folder cannot be told in UTF-8, in which paths are stored, the path stays as it is.
  static func of(_ path: String) -> String {
    let location = FilePath(path)
    guard location.isRelative, let buffer = getcwd(nil, 0) else { return path }
    defer { free(buffer) }
    guard let here = String(validatingCString: buffer) else { return path }
    return FilePath(here).appending(location.components.filter { $0.kind != .currentDirectory }).string
  }

  /// The way from a folder to a file, with the links on the way to both resolved; nil where one of them is not there.
  static func from(_ folder: String, to path: String) -> String? {
    let location = FilePath(path)
    guard let name = location.lastComponent, let here = resolved(folder),
      let there = resolved(RunLocation.parent(of: location).string)
    else { return nil }
    let (start, end) = (Array(here.components), Array(there.components))
    let shared = zip(start, end).prefix { $0 == $1 }.count
    let steps = start[shared...].map { _ in FilePath.Component("..") } + end[shared...] + [name]
    return String(validating: FilePath(root: nil, steps))
  }

  /// A path whose folders are resolved, if they are there: without ways back and forth.
  static func tidy(_ location: FilePath) -> String {
    guard let name = location.lastComponent, let folder = resolved(RunLocation.parent(of: location).string),
      String(validating: folder) != nil
    else { return location.string }
    return folder.appending(name).string
  }

  private static func resolved(_ path: String) -> FilePath? {
    guard let buffer = realpath(path, nil) else { return nil }
    defer { free(buffer) }
    return FilePath(platformString: buffer)
  }
}
