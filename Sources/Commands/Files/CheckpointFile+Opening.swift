import Training

extension CheckpointFile {
  /// Opens the checkpoint of a run, once it is known that libhdf5 survives that.
  init(guarded location: RunLocation) throws {
    self = try location.reading { try CheckpointFile(FileGuard.admit($0)) }
  }
}
