internal import DurableFiles
public import SequenceData

extension DataEncoding {
  /// The encoding of a dataset file, or of a model: a checkpoint or the folder of a run.
  ///
  /// - Throws: ``TrainingError`` where it cannot be read.
  public init(ofModelOrData path: String) throws(TrainingError) {
    let location = try RunLocation(path)
    let admitted = try CheckpointFile.refusing(location.checkpoint) { try AdmittedFile(location.checkpoint) }
    if location.checkpoint == path, FileFormat(of: admitted) == .dataset {
      do { self = try DataEncoding(of: admitted) } catch { throw TrainingError(error) }
    } else {
      self = try CheckpointFile(admitted).encoding
    }
  }
}
