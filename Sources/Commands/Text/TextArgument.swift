package import SequenceData
package import Training

/// A text from the command line, or from the file that it names.
package struct TextArgument {
  /// The option or the path, for sentences about it.
  let name: String
  /// The bytes.
  let bytes: [UInt8]
  /// What the file is that holds them, by how it begins; nil for a text from the command line.
  private let kind: FileKind?

  /// The most bytes of a text, which is held in memory.
  private static let longestFile = 1 << 30
  /// Those of one that comes out of a pipe, which need not have an end.
  private static let longestStream = 64 << 20

  /// The text of one of two options; nil where neither is given.
  ///
  /// - Throws: `SequenceFileError` if the file is missing, cannot be read, or is too long.
  package init?(_ text: String?, file: String?, option: String) throws {
    if let text {
      name = "--\(option)"
      bytes = Array(text.utf8)
      kind = nil
    } else if let file {
      name = file
      let input = try InputFile(file, as: "a file of text")
      bytes = try input.contents(atMost: input.length == nil ? Self.longestStream : Self.longestFile)
      kind = FileKind(start: Array(bytes.prefix(FileKind.startLength)), path: file)
    } else {
      return nil
    }
  }

  /// The text in the symbols of a model. What the model does not know is said on standard error and read as its unknown
  /// symbol.
  ///
  /// - Throws: `TrainingError` if the model has no such symbol, or the text is not of its unit.
  package func encoded(in vocabulary: Vocabulary) throws(TrainingError) -> EncodedText {
    if vocabulary.unit == .character, kind != .rtf, kind?.wayToUTF8(name) != nil { throw refusal(of: kind) }
    let text: EncodedText
    do { text = try EncodedText(bytes, in: vocabulary, name: name) } catch {
      switch kind {
      case .foreignText, .text, .table, .yaml, .json:
        throw TrainingError(error.kind, "\(error); \(EncodingGuess(bytes).advice)")
      case nil, .unknown, .empty: throw error
      default: throw refusal(of: kind)
      }
    }
    guard !text.unknownSymbols.isEmpty else { return text }
    let kind = vocabulary.unit == .byte ? "bytes" : "characters"
    guard vocabulary.unknown != nil else {
      throw TrainingError(
        .data,
        "\(name) has \(kind) that the model does not know, and it has no unknown symbol: \(Self.words(text.unknownSymbols))"
      )
    }
    Console.error(
      "\(name) has \(kind) that the model does not know, read as its unknown symbol: \(Self.words(text.unknownSymbols))"
    )
    return text
  }

  /// What is to be said of a file of a kind that is no text in UTF-8.
  private func refusal(of kind: FileKind?) -> TrainingError {
    let words = [kind?.words, kind?.wayToUTF8(name)].compactMap { $0 }.joined(separator: "; ")
    return TrainingError(.data, "\(name) should be text in UTF-8, \(words)")
  }

  /// The first ten: `'é' (2 times), 'ß'`.
  private static func words(_ unknownSymbols: [EncodedText.UnknownSymbol]) -> String {
    let words = unknownSymbols.prefix(10).map { unknown in
      SymbolSpelling.shown(unknown.spelling) + (unknown.count > 1 ? " (\(unknown.count) times)" : "")
    }
    let rest = unknownSymbols.count - words.count
    return words.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
