internal import Foundation
internal import DurableFiles
internal import HDF5
internal import Optimization
public import LinearAlgebra

/// What a run leaves behind: the choices that made it, everything that its next step depends on, and what happened so far.
///
/// On disk it is an HDF5 file of format `recur.checkpoint`, made for other programs too: the parameters are under
/// `/model/parameters`, one dataset for each block, so that anybody can read them with h5py or h5dump.
public struct Checkpoint<Element: Scalar>: Sendable {
  /// The choices of the run.
  public let configuration: ExperimentConfiguration
  /// Everything that the next step depends on.
  public internal(set) var state: TrainerState<Element>
  /// One row for each step taken.
  public internal(set) var history: [HistoryRow]
  /// Where the run comes from.
  public internal(set) var records: RunRecords

  /// The parameters.
  public var parameters: Vector<Element> { state.parameters }
  /// The steps taken.
  public var iteration: Int { state.optimizer.step }
  /// λ of the next step; nil where the optimizer has none.
  public var lambda: Double? { state.optimizer.reach["lambda"] }

  /// A checkpoint from its parts.
  public init(
    configuration: ExperimentConfiguration, state: TrainerState<Element>, history: [HistoryRow],
    records: RunRecords
  ) {
    self.configuration = configuration
    self.state = state
    self.history = history
    self.records = records
  }

  /// Writes the checkpoint in place of the one at `path`, which stays whole whatever happens.
  ///
  /// - Throws: ``TrainingError`` if it cannot be written.
  public func write(to path: String) throws(TrainingError) {
    try write(path) { () throws(HDF5Error) in try FileTarget(path) }
  }

  /// Writes the checkpoint under a name in an open folder.
  func write(to target: FileTarget) throws(TrainingError) {
    try write(target.path) { () throws(HDF5Error) in target }
  }

  private func write(_ path: String, _ target: () throws(HDF5Error) -> FileTarget) throws(TrainingError) {
    do {
      try File.replacing(try target(), growing: CheckpointStorage.buffering, checksummed: true) {
        try CheckpointWriter(self, to: $0).write()
      }
    } catch let error as HDF5Error {
      throw TrainingError(.writing, "the checkpoint \(path) cannot be written: \(error.reason)")
    } catch {
      throw TrainingError(.writing, "the checkpoint \(path) cannot be written: \(error)")
    }
  }
}
