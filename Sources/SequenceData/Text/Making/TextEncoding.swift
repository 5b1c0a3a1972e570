/// The second pass over files of plain text: writes their symbols.
struct TextEncoding {
  private let unit: TextUnit
  private let report: TextMakingReport
  /// The files of the first pass, in the order of the report.
  private let readers: [TextReader]
  /// The symbol of each Unicode scalar or byte; −1 for one that nobody has seen.
  private let table: [Int32]

  init(_ unit: TextUnit, _ report: TextMakingReport, _ readers: [TextReader]) {
    (self.unit, self.report, self.readers) = (unit, report, readers)
    var table = [Int32](repeating: Int32(report.vocabulary.unknown ?? -1), count: unit.codeLimit)
    for symbol in 0..<Int32(report.vocabulary.count) {
      if let code = report.vocabulary.code(of: symbol) { table[Int(code)] = symbol }
    }
    self.table = table
  }

  /// Reads the files again, from memory where they have been kept.
  ///
  /// - Throws: what `progress` throws; ``SequenceFileError`` where a file has changed since the first pass.
  func run(to writer: TextFileWriter, progress: (Int) throws -> Void) throws {
    // Parts of one text share its files; each file is read once.
    var done = 0
    var (codes, symbols): ([UInt32], [Int32]) = ([], [])
    for (number, (source, reader)) in zip(report.sources, readers).enumerated() {
      let parts = report.parts.filter { $0.sources.contains(number) }
      if parts.first?.sources.lowerBound == number { done = 0 }
      try reader.rewind()
      defer { reader.close() }
      var (count, bytes) = (0, 0)
      while try reader.read(into: &codes) {
        try encode(codes, into: &symbols, source)
        for part in parts {
          let here = done..<done + symbols.count
          for piece in part.pieces[part.firstPiece(endingAfter: done)...] {
            guard piece.lowerBound < here.upperBound else { break }
            let range = piece.clamped(to: here)
            try writer.append(Array(symbols[range.lowerBound - done..<range.upperBound - done]), to: part.split)
          }
        }
        done += symbols.count
        count += symbols.count
        try progress(reader.start - bytes)
        bytes = reader.start
      }
      guard count == source.symbols, reader.digest == source.sha256 else { throw changed(source) }
      try progress(reader.length - bytes)
    }
  }

  private func encode(
    _ codes: [UInt32], into symbols: inout [Int32], _ source: TextMakingReport.Source
  ) throws(SequenceFileError) {
    symbols.removeAll(keepingCapacity: true)
    var least: Int32 = 0
    for code in codes {
      let symbol = table[Int(code)]
      least = min(least, symbol)
      symbols.append(symbol)
    }
    if least < 0 { throw changed(source) }
  }

  private func changed(_ source: TextMakingReport.Source) -> SequenceFileError {
    SequenceFileError(.data, "\(source.path) has changed while it was read; nothing was written")
  }
}
