internal import LinearAlgebra
public import SequenceData

/// Where a run comes from: what a checkpoint says of it beside what the next step needs.
public struct RunRecords: Sendable, Equatable {
  /// The command that began the run.
  public var commandLine: String
  /// The commands that continued it, the first one first.
  public var continuations: [String] = []
  /// The version of the program that wrote the checkpoint.
  public var version = programBuild
  /// The code that OpenBLAS used; another one rounds differently. Nil where that is not known.
  public var blasCore: String? = BLASLibrary.core
  /// The data file, nil where the sequences are made on the fly.
  public var dataFile: DataFileRecord?
  /// What the symbols of a network trained on text stand for, so that it needs no data file to write any; nil for others.
  public var vocabulary: Vocabulary?
  /// How the numbers of the data file come from those of its user: what is predicted is brought back to these.
  public var encoding = DataEncoding()

  /// The records of a run that this command begins.
  public init(commandLine: String = "", dataFile: DataFileRecord? = nil) {
    self.commandLine = commandLine
    self.dataFile = dataFile
  }
}
