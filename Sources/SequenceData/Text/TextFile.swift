public import DurableFiles

/// A file of text that is open, and whose declarations have been validated: symbols of a vocabulary, to be predicted one
/// after another.
///
/// The first symbol of a split is given and each of the others is predicted once, from all before it. Opening reads the
/// attributes and the vocabulary; the symbols stay in the file until they are asked for. Nothing in the file is trusted:
/// what ``SequenceFile`` refuses is refused here too, and symbols that the vocabulary does not have are.
///
/// The contract with the outside is described in `Datasets/README.md`; any program that uses HDF5 can write such a file.
public struct TextFile: Sendable {
  /// The file.
  public let admitted: AdmittedFile
  /// The path that was opened.
  public var path: String { admitted.path }
  /// The symbols.
  public let vocabulary: Vocabulary
  /// What the file says about itself and how it was made.
  public let about: TextDescription

  private let columns: [TextColumn]

  /// Whether a dataset file holds text, which only its attributes are asked for.
  ///
  /// - Throws: ``SequenceFileError`` of kind `data` where it is no dataset.
  public static func holdsText(_ file: AdmittedFile) throws(SequenceFileError) -> Bool {
    try TextDeclarations.isText(OpenFile(file))
  }

  /// Whether the dataset file at a path holds text, once it is admitted.
  ///
  /// - Throws: ``SequenceFileError`` of kind `missing` where there is no such file, of kind `data` where it is no dataset.
  public static func holdsText(_ path: String) throws(SequenceFileError) -> Bool {
    try TextDeclarations.isText(OpenFile(path))
  }

  /// Opens a file that has been admitted.
  ///
  /// - Throws: ``SequenceFileError`` of kind `data` with the first thing that is wrong where it is no text file that can be
  ///   read. ``SequenceFileCheck`` finds everything.
  public init(_ file: AdmittedFile) throws(SequenceFileError) { try self.init(OpenFile(file)) }

  /// Opens the file at a path, once it is admitted.
  ///
  /// - Throws: as ``init(_:)``, and ``SequenceFileError`` of kind `missing` where there is no such file.
  public init(contentsOf path: String) throws(SequenceFileError) { try self.init(OpenFile(path)) }

  private init(_ file: OpenFile) throws(SequenceFileError) {
    var findings = Findings(throwsFirst: true)
    let declarations = try TextDeclarations(file, findings: &findings)
    guard let vocabulary = declarations.vocabulary else {
      preconditionFailure("A text without a vocabulary has been refused.")
    }
    admitted = file.admitted
    self.vocabulary = vocabulary
    about = declarations.description
    columns = declarations.splits
  }

  /// The text in a sentence, if the file says one.
  public var description: String? { about.text }

  /// The splits there are, in the order train, validation, test.
  public var splits: [Split] { columns.map(\.split) }

  /// The number of symbols of a split, at least 2.
  ///
  /// - Throws: ``SequenceFileError`` where the file does not have it.
  public func length(of split: Split) throws(SequenceFileError) -> Int { try column(split).count }

  /// All symbols of a split.
  ///
  /// - Throws: ``SequenceFileError`` where the file does not have the split, with the first symbol that the vocabulary does
  ///   not have, or where the file is damaged.
  public func symbols(of split: Split) throws(SequenceFileError) -> SymbolArray {
    let column = try column(split)
    var symbols = SymbolArray(cardinality: vocabulary.count)
    symbols.reserveCapacity(column.count)
    for start in stride(from: 0, to: column.count, by: TextColumn.piece) {
      symbols.append(contentsOf: try self.symbols(of: split, start..<min(start + TextColumn.piece, column.count)))
    }
    return symbols
  }

  /// Some consecutive symbols of a split; a range beyond it is a programmer's error and traps.
  ///
  /// - Throws: as ``symbols(of:)``.
  public func symbols(of split: Split, _ range: Range<Int>) throws(SequenceFileError) -> [Int32] {
    let column = try column(split)
    precondition(
      range.lowerBound >= 0 && range.upperBound <= column.count, "There are \(column.count) symbols, not \(range).")
    var findings = Findings(throwsFirst: true)
    return try column.read(range, findings: &findings)
  }

  /// Hands out all symbols of a split, some at a time.
  func forEachPiece(of split: Split, _ body: ([Int32]) throws -> Void) throws {
    let count = try length(of: split)
    for start in stride(from: 0, to: count, by: TextColumn.piece) {
      try body(symbols(of: split, start..<min(start + TextColumn.piece, count)))
    }
  }

  private func column(_ split: Split) throws(SequenceFileError) -> TextColumn {
    guard let column = columns.first(where: { $0.split == split }) else {
      let there = splits.map { "/\($0.rawValue)" }.joined(separator: ", ")
      throw SequenceFileError(.data, "\(path) has no group /\(split.rawValue), only \(there)")
    }
    return column
  }
}
