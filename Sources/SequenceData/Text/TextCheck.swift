/// Goes through a file of text and takes down all that is wrong.
internal struct TextCheck {
  /// The number of splits.
  let splits: Int
  /// The number of symbols that were looked at.
  private(set) var symbols = 0

  init(_ file: OpenFile, findings: inout Findings, progress: (Int, Int) throws -> Void) throws {
    let declarations = try TextDeclarations(file, findings: &findings)
    splits = declarations.splits.count
    let total = declarations.splits.reduce(0) { $0 + $1.count }
    for column in declarations.splits {
      for start in stride(from: 0, to: column.count, by: TextColumn.piece) {
        let range = start..<min(start + TextColumn.piece, column.count)
        do throws(SequenceFileError) {
          _ = try column.read(range, findings: &findings)
        } catch {
          try findings.add("/\(column.split.rawValue)/symbols: unreadable", error)
        }
        symbols += range.count
        try progress(symbols, total)
      }
    }
  }
}
