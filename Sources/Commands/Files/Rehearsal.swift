import DurableFiles
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
  case inputs = "it as inputs to predict from"
  case text = "it as a text"
  case checkpoint = "it as a checkpoint"
  case state = "it as a checkpoint in all of its parts"

  /// Reads, and lets go of what was read.
  func run(_ file: AdmittedFile) {
    switch self {
    case .kind: _ = FileFormat(of: file)
    case .contents:
      let isCheckpoint = FileFormat(of: file) == .checkpoint
      _ = try? FileReport(
        of: file, sections: isCheckpoint ? [.tree, .model, .optimizer, .history, .experiment] : [.tree])
    case .sequences: _ = try? SequenceFile(file)
    case .inputs: _ = try? SequenceInputs(file, split: nil)
    case .text: _ = try? TextFile(file)
    case .checkpoint: _ = try? CheckpointFile(file)
    case .state:
      guard let file = try? CheckpointFile(file) else { return }
      switch file.precision {
      case .float: _ = try? Checkpoint<Float>(file)
      case .double: _ = try? Checkpoint<Double>(file)
      }
    }
  }
}
