public import DurableFiles

/// Everything that is wrong with a file that should be a dataset file.
public struct SequenceFileCheck: Sendable {
  /// The file.
  public let path: String

  /// What is wrong, kind by kind, in the order in which it was met; empty if nothing is.
  public let findings: [SequenceFileFinding]

  /// The number of sequences of all splits whose offsets are right; of text, of splits.
  public let sequences: Int

  /// The number of rows, or of symbols of text, that were looked at.
  public let rows: Int

  /// Whether the file says that it holds text.
  public let isText: Bool

  /// Whether nothing is wrong.
  public var isValid: Bool { findings.isEmpty }

  /// The outcome for a file that must not be opened at all.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - damage: what is wrong with it, in a sentence.
  public init(_ path: String, damage: String) {
    self.path = path
    findings = [SequenceFileFinding(kind: "/", sentences: [damage], count: 1)]
    (sequences, rows) = (0, 0)
    isText = false
  }

  /// Goes through a whole file.
  ///
  /// - Parameters:
  ///   - file: the file, which has been admitted.
  ///   - allowsNonFinite: as in ``SequenceFile/init(_:allowsNonFinite:)``.
  ///   - progress: told the rows done and the rows there are; what it throws ends the check.
  /// - Throws: what `progress` throws.
  public init(
    _ file: AdmittedFile, allowsNonFinite: Bool = false, progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws {
    try self.init(file.path, allowsNonFinite, progress) { () throws(SequenceFileError) in try OpenFile(file) }
  }

  /// Goes through the whole file at a path, once it is admitted.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - allowsNonFinite: as in ``SequenceFile/init(_:allowsNonFinite:)``.
  ///   - progress: as in ``init(_:allowsNonFinite:progress:)``.
  /// - Throws: what `progress` throws; ``SequenceFileError`` of kind `missing` where there is no such file.
  public init(
    contentsOf path: String, allowsNonFinite: Bool = false, progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws {
    try self.init(path, allowsNonFinite, progress) { () throws(SequenceFileError) in try OpenFile(path) }
  }

  private init(
    _ path: String, _ allowsNonFinite: Bool, _ progress: (Int, Int) throws -> Void,
    opening: () throws(SequenceFileError) -> OpenFile
  ) throws {
    self.path = path
    var findings = Findings(throwsFirst: false)
    var (sequences, rows) = (0, 0)
    var isText = false
    do {
      let file = try opening()
      isText = try TextDeclarations.isText(file)
      if isText {
        let check = try TextCheck(file, findings: &findings, progress: progress)
        (sequences, rows) = (check.splits, check.symbols)
      } else {
        let check = try SequenceCheck(file, allowsNonFinite, findings: &findings, progress: progress)
        (sequences, rows) = (check.sequences, check.rows)
      }
    } catch let error as SequenceFileError where error.kind == .data {
      try findings.add("/", error)
    }
    self.findings = findings.all
    (self.sequences, self.rows) = (sequences, rows)
    self.isText = isText
  }
}
