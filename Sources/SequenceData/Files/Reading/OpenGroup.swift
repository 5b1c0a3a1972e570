internal import Foundation
public import DurableFiles
internal import HDF5

extension AdmittedFile {
  /// Opens a file that somebody takes for a dataset, and has it admitted.
  ///
  /// - Throws: ``SequenceFileError`` of kind `missing` where there is none or it may not be read, of kind `data` where it is
  ///   not to be opened.
  public init(dataset path: String) throws(SequenceFileError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw SequenceFileError(.missing, "there is no file \(path)")
    }
    guard !isFolder.boolValue else { throw SequenceFileError(.data, "\(path) is a folder, not a dataset file") }
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw SequenceFileError(.missing, "\(path) may not be read")
    }
    self = try SequenceFileError.wrapping { () throws(FileError) in try AdmittedFile(path) }
  }
}

/// An HDF5 file that has been opened for reading, with what sentences about it need.
internal struct OpenFile: Sendable {
  let admitted: AdmittedFile
  let file: File

  var path: String { admitted.path }
  /// The length of the file.
  var bytes: Int { admitted.size }

  init(_ path: String) throws(SequenceFileError) { try self.init(AdmittedFile(dataset: path)) }

  init(_ admitted: AdmittedFile) throws(SequenceFileError) {
    // Damage can make libhdf5 crash; where a checksum tells of it, the library is not asked.
    guard try SequenceFileError.wrapping({ () throws(FileError) in try admitted.checksum }) != .broken else {
      throw SequenceFileError(.data, "\(admitted.path) is damaged: its checksum does not match")
    }
    self.admitted = admitted
    file = try SequenceFileError.wrapping { () throws(HDF5Error) in try File.open(admitted) }
  }

  /// The group that holds everything.
  func root() throws(SequenceFileError) -> OpenGroup {
    let file = file
    return OpenGroup(file: self, group: try SequenceFileError.wrapping { () throws(HDF5Error) in try file.root })
  }
}

/// A group of a file that is not trusted: what lies elsewhere, behind links, is refused.
internal struct OpenGroup: Sendable {
  let file: OpenFile
  let group: Group

  /// How sentences about a member, or the group itself, begin.
  func place(of name: String? = nil) -> String {
    let path = group.path
    guard let name else { return "\(file.path): \(path)" }
    return "\(file.path): \(path == "/" ? "" : path)/\(name)"
  }

  /// Whether there is anything under this name, be it a link that leads nowhere.
  func contains(_ name: String) throws(SequenceFileError) -> Bool {
    let group = group
    return try SequenceFileError.wrapping { () throws(HDF5Error) in try group.contains(name) }
  }

  /// A group in this group.
  func group(_ name: String) throws(SequenceFileError) -> OpenGroup {
    try requireHardLink(name)
    let group = group
    do throws(HDF5Error) {
      return OpenGroup(file: file, group: try group.group(name))
    } catch {
      guard (try? group.dataset(name)) == nil else {
        throw SequenceFileError(.data, "\(place(of: name)) should be a group, it is a dataset")
      }
      throw SequenceFileError(.data, error.description)
    }
  }

  /// A dataset in this group.
  func dataset(_ name: String) throws(SequenceFileError) -> Dataset {
    try requireHardLink(name)
    let group = group
    do throws(HDF5Error) {
      return try group.dataset(name)
    } catch {
      guard (try? group.group(name)) == nil else {
        throw SequenceFileError(.data, "\(place(of: name)) should be a dataset, it is a group")
      }
      throw SequenceFileError(.data, error.description)
    }
  }

  private func requireHardLink(_ name: String) throws(SequenceFileError) {
    guard try contains(name) else { throw SequenceFileError(.data, "\(place(of: name)) is missing") }
    let group = group
    let kind = try SequenceFileError.wrapping { () throws(HDF5Error) in try group.linkKind(of: name) }
    guard kind == .hard else {
      let article = kind == .external ? "an external" : "a \(kind == .soft ? "soft" : "user-defined")"
      throw SequenceFileError(.data, "\(place(of: name)) is \(article) link, which is not followed")
    }
  }
}
