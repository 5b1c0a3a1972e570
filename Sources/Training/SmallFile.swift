internal import DurableFiles
internal import HDF5

/// A small text file of an open folder that other programs read while it is written.
struct SmallFile {
  private let name: String
  private let folder: Folder

  init(_ name: String, in folder: Folder) {
    self.name = name
    self.folder = folder
  }

  private var target: FileTarget { FileTarget(name, in: folder) }

  /// Appends to the file, which is there.
  func append(_ text: String) throws(TrainingError) {
    try writing { () throws(HDF5Error) in try folder.append(Array(text.utf8), to: name) }
  }

  /// Puts a new file in place of the one that is there, if any; after an error that is as it was.
  func replace(with text: String) throws(TrainingError) {
    try writing { () throws(HDF5Error) in try target.write(Array(text.utf8)) }
  }

  private func writing(_ body: () throws(HDF5Error) -> Void) throws(TrainingError) {
    do { try body() } catch { throw TrainingError(.writing, "\(target.path) cannot be written: \(error.reason)") }
  }
}
