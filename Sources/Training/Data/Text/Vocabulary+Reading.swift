internal import DurableFiles
public import SequenceData

extension Vocabulary {
  /// The vocabulary of a text file, or of a model of text: a checkpoint or the folder of a run.
  ///
  /// - Throws: ``TrainingError`` where it cannot be read, or there is none in it.
  public init(ofModelOrText path: String) throws(TrainingError) {
    let location = try RunLocation(path)
    let admitted = try CheckpointFile.refusing(location.checkpoint) { try AdmittedFile(location.checkpoint) }
    guard location.checkpoint != path || FileFormat(of: admitted) != .dataset else {
      self = try TextData.vocabulary(of: admitted)
      return
    }
    let file = try CheckpointFile(admitted)
    let vocabulary = try CheckpointFile.refusing(file.path) {
      try Vocabulary(from: file.source, of: file.configuration.network)
    }
    guard let vocabulary else {
      throw TrainingError(.data, "\(path) should hold a model of text, it has no vocabulary")
    }
    self = vocabulary
  }
}
