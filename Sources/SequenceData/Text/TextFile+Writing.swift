internal import DurableFiles
public import HDF5

extension TextFile {
  /// Writes a file of text, in place of the one at `path` if there is one, with a checksum.
  ///
  /// The file appears under its name only when it is whole. If `body` or the disk fails, what was there before stays as it
  /// was, and nothing else is left behind.
  ///
  /// - Parameters:
  ///   - path: where the file is to be found.
  ///   - mayReplace: whether there may be a file; if not, one that has come to be there in the end is left alone.
  ///   - about: what it says about itself; where ``TextDescription/created`` is missing it is the present time.
  ///   - vocabulary: the symbols.
  ///   - buffering: where the file grows: in memory, unless it is too large for that.
  ///   - body: appends the symbols, split after split.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws; ``SequenceFileError`` of kind `writing` where the file cannot be stored.
  @discardableResult
  public static func write<Result>(
    to path: String, mayReplace: Bool = true, _ about: TextDescription, _ vocabulary: Vocabulary,
    growing buffering: FileBuffering = .memory, body: (TextFileWriter) throws -> Result
  ) throws -> Result {
    do {
      return try File.replacing(path, mayReplace: mayReplace, growing: buffering, checksummed: true) { file in
        try body(TextFileWriter(file, about, vocabulary))
      }
    } catch let error as HDF5Error {
      throw SequenceFileError(.writing, error.description)
    }
  }
}
