internal import DurableFiles
internal import SequenceData

/// The data file that a configuration has been made from, held open for those who go on with it: it is opened, and all its
/// bytes are looked at, once. It is no choice, so that no configuration differs from another by it.
struct OpenData: Sendable, Equatable {
  private var file: AdmittedFile?

  static func == (_: OpenData, _: OpenData) -> Bool { true }

  /// The file at a path: the one that is held, if it was named so, or else one that is opened now.
  ///
  /// - Throws: ``TrainingError`` if there is none, or it is not to be opened.
  func file(at path: String) throws(TrainingError) -> AdmittedFile {
    if let file, file.path == path { return file }
    do { return try AdmittedFile(dataset: path) } catch { throw TrainingError(error) }
  }

  /// Opens the file at a path, and holds it.
  mutating func open(_ path: String) throws(TrainingError) -> AdmittedFile {
    let found = try file(at: path)
    file = found
    return found
  }
}
