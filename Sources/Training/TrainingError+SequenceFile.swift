internal import SequenceData

extension TrainingError {
  /// What is wrong with a dataset file, in its own words.
  init(_ error: SequenceFileError) {
    let kind: Kind =
      switch error.kind {
      case .data: .data
      case .missing: .missing
      case .writing: .writing
      }
    self.init(kind, "\(error)")
  }
}
