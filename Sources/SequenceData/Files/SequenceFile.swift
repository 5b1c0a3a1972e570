public import DurableFiles

/// A dataset file that is open, and whose declarations have been validated.
///
/// Opening reads the attributes, the shapes and types of all arrays, and the offsets; the sequences themselves stay in the
/// file until they are asked for, range by range, so a file may be larger than memory. Nothing in the file is trusted: soft
/// and external links, external and virtual storage, and arrays whose declared size is out of proportion to what is stored
/// are refused, and values are validated when they are read.
///
/// The contract with the outside is described in `Datasets/README.md`; any program that uses HDF5 can write such a file.
public struct SequenceFile: Sendable {
  /// The file.
  public let admitted: AdmittedFile
  /// The path that was opened.
  public var path: String { admitted.path }

  /// What the file says about itself.
  public let description: SequenceFileDescription

  /// How the numbers come from those of whoever made the file: constants of standardization, names of classes and outputs.
  public let encoding: DataEncoding

  private let parts: [SequenceFileSplit]

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - file: the file, which has been admitted.
  ///   - allowsNonFinite: whether inputs and targets may be infinite or not a number; weights never may.
  /// - Throws: ``SequenceFileError`` of kind `data` with the first thing that is wrong where it is no dataset file that can
  ///   be read. ``SequenceFileCheck`` finds everything.
  public init(_ file: AdmittedFile, allowsNonFinite: Bool = false) throws(SequenceFileError) {
    try self.init(OpenFile(file), allowsNonFinite)
  }

  /// Opens the file at a path, once it is admitted.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - allowsNonFinite: as in ``init(_:allowsNonFinite:)``.
  /// - Throws: as there, and ``SequenceFileError`` of kind `missing` where there is no such file.
  public init(contentsOf path: String, allowsNonFinite: Bool = false) throws(SequenceFileError) {
    try self.init(OpenFile(path), allowsNonFinite)
  }

  private init(_ file: OpenFile, _ allowsNonFinite: Bool) throws(SequenceFileError) {
    var findings = Findings(throwsFirst: true)
    let declarations = try FileDeclarations(file, findings: &findings)
    guard let description = declarations.description else {
      preconditionFailure("A file without a loss has been refused.")
    }
    admitted = file.admitted
    self.description = description
    encoding = declarations.encoding
    parts = declarations.splits.map {
      SequenceFileSplit($0, loss: description.loss, allowsNonFinite: allowsNonFinite)
    }
  }

  /// The splits there are, in the order train, validation, test.
  public var splits: [Split] { parts.map(\.split) }

  /// One of the splits.
  ///
  /// - Throws: ``SequenceFileError`` where the file does not have it.
  public func split(_ split: Split) throws(SequenceFileError) -> SequenceFileSplit {
    guard let part = parts.first(where: { $0.split == split }) else {
      let there = splits.map { "/\($0.rawValue)" }.joined(separator: ", ")
      throw SequenceFileError(.data, "\(path) has no group /\(split.rawValue), only \(there)")
    }
    return part
  }
}
