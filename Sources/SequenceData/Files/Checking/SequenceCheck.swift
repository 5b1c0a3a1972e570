/// Goes through a file of sequences and takes down all that is wrong.
internal struct SequenceCheck {
  /// The number of sequences of all splits whose offsets are right.
  private(set) var sequences = 0
  /// The number of rows that were looked at.
  private(set) var rows = 0

  /// The number of rows times columns that are looked at together.
  private static let piece = 1 << 20

  init(
    _ file: OpenFile, _ allowsNonFinite: Bool, findings: inout Findings, progress: (Int, Int) throws -> Void
  ) throws {
    let declarations = try FileDeclarations(file, findings: &findings)
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
            .data, "\(file.path): /\(split.split.rawValue)/weights is 0 on every row: no step carries loss"))
      }
    }
  }
}
