internal import Foundation
internal import DurableFiles
internal import HDF5
internal import SystemPackage

/// A text that torch-rnn's preprocessing has cut into symbols: an HDF5 file with the arrays `train`, `val` and `test` at its
/// root, whose symbols count from 1, and a vocabulary in JSON.
///
/// The symbols keep their order: symbol k here is k + 1 there. A vocabulary with entries such as `[233]` is one of bytes, as
/// torch-rnn makes it of a text whose encoding it was not told.
public struct TorchText: Sendable {
  /// The symbols.
  public let vocabulary: Vocabulary
  /// The symbols of each split that has at least 2.
  public var lengths: [(split: Split, count: Int)] { parts.map { ($0.split, $0.array.rows) } }
  /// The arrays that are too short to predict anything in, and the number of their symbols.
  public let tooShort: [(name: String, count: Int)]

  private let path: String
  private let json: String
  private let parts: [(split: Split, array: FileArray, reader: RowReader<Int64>)]

  /// The name that torch-rnn gives a split.
  private static let names: [(split: Split, name: String)] = [
    (.train, "train"), (.validation, "val"), (.test, "test"),
  ]
  /// The symbols that are read together.
  private static let piece = 1 << 20

  /// Opens the two files.
  ///
  /// - Throws: ``SequenceFileError`` where one is missing or is not as torch-rnn writes it.
  public init(contentsOf path: String, vocabulary json: String) throws(SequenceFileError) {
    self.path = path
    self.json = json
    vocabulary = try TorchVocabulary(contentsOf: json).vocabulary
    let root = try OpenFile(path).root()
    var parts: [(split: Split, array: FileArray, reader: RowReader<Int64>)] = []
    var tooShort: [(name: String, count: Int)] = []
    for (split, name) in Self.names where try root.contains(name) {
      let array = try FileArray(name, of: root)
      guard case .integer(let bytes, let isSigned) = array.type, array.columns == nil, bytes < 8 || isSigned else {
        throw SequenceFileError(
          .data,
          "\(array.place) should be integers of shape (length,), found \(array.type) of shape \(array.shape)")
      }
      if array.rows < 2 {
        tooShort.append((name, array.rows))
      } else {
        let reader = RowReader<Int64>(array.dataset, rows: array.rows, columns: nil, chunkRows: array.chunkRows)
        parts.append((split, array, reader))
      }
    }
    guard !parts.isEmpty else {
      let found = tooShort.isEmpty ? "none of the arrays train, val and test" : "no array of at least 2 symbols"
      throw SequenceFileError(.data, "\(path) has \(found), so it is not a text as torch-rnn writes it")
    }
    self.parts = parts
    self.tooShort = tooShort
  }

  /// Writes a text file; see ``TextFile/write(to:mayReplace:_:_:growing:body:)``.
  ///
  /// - Parameters:
  ///   - output: the file to write.
  ///   - mayReplace: whether there may be a file; if not, one that has come to be there in the end is left alone.
  ///   - about: what it is to say about itself beyond what this type knows.
  ///   - progress: told the symbols done and to do; what it throws ends the work.
  /// - Throws: what `progress` throws; ``SequenceFileError`` where a symbol is not of the vocabulary, and where the result
  ///   cannot be stored.
  public func write(
    to output: String, mayReplace: Bool = true, _ about: TextDescription,
    progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws {
    let total = parts.reduce(0) { $0 + $1.array.rows }
    var about = about
    about.normalization = about.normalization ?? "as torch-rnn left it"
    about.vocabularyOrder = "that of torch-rnn"
    about.division = "that of torch-rnn"
    let sources = try [path, json].map { path in
      let digest = try SequenceFileError.wrapping { () throws(FileError) in
        try OpenedFile(path, for: "read the file").digest
      }
      return "\(digest)  \(FilePath(path).lastComponent?.string ?? path)"
    }
    about.sources = sources.joined(separator: "\n")
    var done = 0
    try TextFile.write(
      to: output, mayReplace: mayReplace, about, vocabulary, growing: total > 1 << 28 ? .disk : .memory
    ) { writer in
      for part in parts {
        for start in stride(from: 0, to: part.array.rows, by: Self.piece) {
          let symbols = try read(part, start..<min(start + Self.piece, part.array.rows))
          try writer.append(symbols, to: part.split)
          done += symbols.count
          try progress(done, total)
        }
      }
    }
  }

  private func read(
    _ part: (split: Split, array: FileArray, reader: RowReader<Int64>), _ range: Range<Int>
  ) throws(SequenceFileError) -> [Int32] {
    let values = try SequenceFileError.wrapping { () throws(HDF5Error) in try part.reader.read(range) }
    let allowed = 1...Int64(vocabulary.count)
    if let index = values.firstIndex(where: { !allowed.contains($0) }) {
      throw SequenceFileError(
        .data,
        "\(part.array.place), position \(range.lowerBound + index): a symbol of 1 to \(vocabulary.count) was expected, found \(values[index])"
      )
    }
    return values.map { Int32($0) - 1 }
  }
}
