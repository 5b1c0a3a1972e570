internal import HDF5

/// Everything that is wrong with a file that should be a dataset file.
public struct SequenceFileCheck: Sendable {
  /// The file.
  public let path: String

  /// What is wrong, kind by kind, in the order in which it was met; empty if nothing is.
  public let findings: [SequenceFileFinding]

  /// The number of sequences of all splits whose offsets are right.
  public let sequences: Int

  /// The number of rows that were looked at.
  public let rows: Int

  /// Whether nothing is wrong.
  public var isValid: Bool { findings.isEmpty }

  /// The number of rows times columns that are looked at together.
  private static let piece = 1 << 20

  /// The outcome for a file that must not be opened at all.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - damage: what is wrong with it, in a sentence.
  public init(_ path: String, damage: String) {
    self.path = path
    findings = [SequenceFileFinding(kind: "/", sentences: [damage], count: 1)]
    (sequences, rows) = (0, 0)
  }

  /// Goes through a whole file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - allowsNonFinite: as in ``SequenceFile/init(contentsOf:allowsNonFinite:)``.
  ///   - progress: told the rows done and the rows there are; what it throws ends the check.
  /// - Throws: what `progress` throws; ``SequenceFileError`` of kind `missing` where there is no such file.
  public init(
    contentsOf path: String, allowsNonFinite: Bool = false, progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws {
    self.path = path
    var findings = Findings(throwsFirst: false)
    var (sequences, rows) = (0, 0)
    do {
      let declarations = try FileDeclarations(OpenFile(path), findings: &findings)
      let total = declarations.splits.reduce(0) { $0 + ($1.rows ?? 0) }
      for split in declarations.splits {
        sequences += split.offsets.map { $0.count - 1 } ?? 0
        guard let loss = declarations.description?.loss,
          let reader = SplitReader(split, loss: loss, allowsNonFinite: allowsNonFinite), let count = split.rows
        else { continue }
        let piece = max(1, Self.piece / reader.width)
        var carriesLoss = split.weights == nil || count == 0
        for start in stride(from: 0, to: count, by: piece) {
          let range = start..<min(start + piece, count)
          let values = try findings.attempt("/\(split.split.rawValue): unreadable") { () throws(SequenceFileError) in
            try reader.read(range)
          }
          if let values {
            try reader.check(values, offsets: split.offsets, findings: &findings)
            carriesLoss = carriesLoss || values.weights?.contains { $0 > 0 } == true
          } else {
            carriesLoss = true
          }
          rows += range.count
          try progress(rows, total)
        }
        if !carriesLoss {
          try findings.add(
            "/\(split.split.rawValue)/weights: no loss",
            SequenceFileError(
              .data, "\(path): /\(split.split.rawValue)/weights is 0 on every row: no step carries loss"))
        }
      }
    } catch let error as SequenceFileError where error.kind == .data {
      try findings.add("/", error)
    }
    self.findings = findings.all
    (self.sequences, self.rows) = (sequences, rows)
  }
}
