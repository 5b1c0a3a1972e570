internal import Foundation
internal import DurableFiles
public import HDF5

extension SequenceFile {
  /// Writes a dataset file, in place of the one at `path` if there is one, with a checksum: damage is noticed before libhdf5
  /// meets it.
  ///
  /// The file appears under its name only when it is whole. If `body` or the disk fails, what was there before stays as it
  /// was, and nothing else is left behind.
  ///
  /// - Parameters:
  ///   - path: where the file is to be found.
  ///   - mayReplace: whether there may be a file; if not, one that has come to be there in the end is left alone.
  ///   - description: the root's attributes; ``SequenceFileDescription/creator`` names the program, and where
  ///     ``SequenceFileDescription/created`` is missing it is the present time.
  ///   - content: what the arrays hold.
  ///   - encoding: how their numbers come from those of the user.
  ///   - buffering: where the file grows: in memory, unless it is too large for that.
  ///   - body: appends the sequences, split after split.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws; ``SequenceFileError`` of kind `writing` where the file cannot be stored.
  @discardableResult
  public static func write<Result>(
    to path: String, mayReplace: Bool = true, _ description: SequenceFileDescription, _ content: SequenceFileContent,
    encoding: DataEncoding = DataEncoding(), growing buffering: FileBuffering = .memory,
    body: (SequenceFileWriter) throws -> Result
  ) throws -> Result {
    do {
      return try File.replacing(path, mayReplace: mayReplace, growing: buffering, checksummed: true) { file in
        let writer = try SequenceFileWriter(file, description, content)
        try encoding.write(to: file.root)
        let result = try body(writer)
        try writer.finish()
        return result
      }
    } catch let error as HDF5Error {
      throw SequenceFileError(.writing, error.description)
    }
  }
}
