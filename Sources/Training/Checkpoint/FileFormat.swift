public import DurableFiles
internal import HDF5

/// What kind of file of this program an HDF5 file is, by the attribute `format` of its root.
public enum FileFormat: String, Sendable, Equatable {
  /// A state from which a run goes on.
  case checkpoint = "recur.checkpoint"
  /// Sequences to train on.
  case dataset = "recur.dataset"

  /// The format of a file; nil for one that says something else, or that libhdf5 cannot open: its reader explains.
  public init?(of file: AdmittedFile) {
    guard let attributes = try? File.open(file).root.attributes, let name = try? attributes["format"].readString()
    else { return nil }
    self.init(rawValue: name)
  }
}
