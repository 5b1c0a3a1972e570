internal import Foundation
internal import HDF5
internal import SystemPackage

/// Makes a text file for training of files of plain text, which may be larger than memory.
///
/// Symbols are counted first and written then. Text that fits ``memoryLimit`` is kept in memory meanwhile; longer text is read a
/// second time, from the files that have been open since (where there are more than 64, they are opened again). Nothing is
/// normalized: each Unicode scalar, or each
/// byte, of the files is a symbol, line ends and byte-order marks among them. The vocabulary is in the order of the symbols'
/// numbers. It is that of the whole text where one text is divided by shares, as is usual; where splits have files of
/// their own it is that of the training files, and what the others have beyond it is mapped to the unknown symbol, or
/// refused where there is none. A vocabulary that is given from elsewhere is kept as it is, whatever the text has.
public struct TextMaking: Sendable {
  /// What a symbol is.
  public var unit = TextUnit.character
  /// How often a symbol has to occur so as to be in the vocabulary; rarer ones become the unknown symbol.
  public var minimumCount = 1
  /// Whether the vocabulary has an unknown symbol even if nothing in the text needs it. It has one in any case where
  /// ``minimumCount`` is above 1.
  public var hasUnknown = false
  /// The vocabulary of an earlier text, which is taken as it is, and what has it; nothing where the text makes its own.
  public var given: (vocabulary: Vocabulary, name: String)?
  /// Which part of the text each split is.
  public var division: TextDivision

  /// The bytes of text that are kept in memory between counting and writing, 128 MiB; the file that is made grows on the disk
  /// where there are more.
  public var memoryLimit = 1 << 27

  /// Making by the default rules.
  public init(_ division: TextDivision) { self.division = division }

  /// Reads the text and writes the file, with a checksum; see ``TextFile/write(to:mayReplace:_:_:growing:body:)``.
  ///
  /// - Parameters:
  ///   - path: the file to write.
  ///   - mayReplace: whether there may be a file; if not, one that has come to be there in the end is left alone.
  ///   - about: what it is to say about itself beyond what this type knows.
  ///   - progress: told the bytes read and the bytes to read, of both passes; what it throws ends the work.
  /// - Throws: what `progress` throws; ``SequenceFileError`` where a file cannot be read, is not UTF-8, or has no place in
  ///   the vocabulary, and where the result cannot be stored.
  @discardableResult
  public func write(
    to path: String, mayReplace: Bool = true, _ about: TextDescription = TextDescription(),
    progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws -> TextMakingReport {
    var counting = SymbolCounting(self)
    let total = try 2 * counting.open()
    var done = 0
    func advance(_ bytes: Int) throws {
      done += bytes
      try progress(min(done, total), total)
    }
    try counting.run(progress: advance)
    let report = try counting.report()
    var about = about
    about.normalization = "none"
    about.minimumCount = minimumCount
    about.vocabularyOrder =
      given != nil
      ? "that of an earlier text"
      : "by code \(unit == .byte ? "(byte)" : "point"), then the unknown symbol if there is one"
    about.division = division.words
    about.sources = report.sources.map { "\($0.sha256)  \(FilePath($0.path).lastComponent?.string ?? $0.path)" }
      .joined(separator: "\n")
    try TextFile.write(
      to: path, mayReplace: mayReplace, about, report.vocabulary,
      growing: total > 2 * memoryLimit ? .disk : .memory
    ) { writer in
      try TextEncoding(unit, report, counting.readers).run(to: writer, progress: advance)
    }
    return report
  }

  /// Whether there is to be an unknown symbol.
  var wantsUnknown: Bool { given.map { $0.vocabulary.unknown != nil } ?? (hasUnknown || minimumCount > 1) }
}
