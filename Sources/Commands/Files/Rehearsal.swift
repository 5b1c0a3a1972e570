import HDF5
import Inspection
import LinearAlgebra
import SequenceData
import Training

/// A way in which the program reads a file once it has been admitted, gone beforehand by the child process: what makes
/// libhdf5 crash may be the order of the calls, or looking for something that is not there.
///
/// Whether the file is what a reader wants does not matter here; the values of its arrays have been read before.
enum Rehearsal: String, CaseIterable {
  case kind = "what kind of file it is"
  case contents = "its tree"
  case sequences = "it as a dataset"
  case text = "it as a text"
  case checkpoint = "it as a checkpoint"
  case state = "it as a checkpoint in all of its parts"

  /// Reads, and lets go of what was read.
  func run(_ path: String) {
    switch self {
    case .kind: _ = FileFormat(of: path)
    case .contents:
      let isCheckpoint = FileFormat(of: path) == .checkpoint
      _ = try? FileReport(
        of: path, seal: .absent, sections: isCheckpoint ? [.tree, .model, .optimizer, .history, .experiment] : [.tree])
    case .sequences: _ = try? SequenceFile(contentsOf: path)
    case .text: _ = try? TextFile(contentsOf: path)
    case .checkpoint: _ = try? CheckpointFile(path)
    case .state:
      guard let file = try? CheckpointFile(path) else { return }
      switch file.precision {
      case .float: _ = try? Checkpoint<Float>(file)
      case .double: _ = try? Checkpoint<Double>(file)
      }
    }
  }
}
