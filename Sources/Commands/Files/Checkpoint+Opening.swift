import LinearAlgebra
import Training

extension CheckpointFile {
  /// Opens the checkpoint of a run, once it is known that libhdf5 survives that.
  init(guarded location: RunLocation) throws {
    self = try location.reading { try CheckpointFile(FileGuard.admit($0)) }
  }
}

extension Checkpoint {
  /// The parameters that are asked for and the step that led to them: the last ones, or the best met on validation data.
  ///
  /// - Throws: `TrainingError` if the best are asked for and there are none.
  func chosen(best: Bool, name: String) throws(TrainingError) -> (parameters: Vector<Element>, step: Int) {
    guard best else { return (parameters, iteration) }
    guard let point = state.best else {
      throw TrainingError(.data, "\(name) holds no best parameters: the run had not reached its full length")
    }
    return (point.parameters, point.step)
  }
}
