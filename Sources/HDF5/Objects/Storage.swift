/// Where and how the elements of a dataset are stored.
public struct Storage: Hashable, Sendable {
  /// The arrangement of the elements.
  public enum Kind: Hashable, Sendable {
    /// Within the description of the dataset.
    case compact

    /// In one piece.
    case contiguous

    /// In pieces of the given shape.
    case chunked([Int])

    /// In other files, which are no HDF5 files.
    case external

    /// In other datasets, possibly of other files.
    case virtual
  }

  /// The arrangement of the elements. A reader that does not trust a file refuses `external` and `virtual`.
  public let kind: Kind

  /// The filters that each chunk passes on its way into the file, in order: `shuffle`, `deflate`, `fletcher32`, or the
  /// name that the filter gives itself.
  public let filters: [String]

  /// How many bytes may come of a stored one, wherever that is asked: deflate makes 1032 of one, filters before it some more.
  public static let mostInflation = 2000

  /// Whether so many bytes of elements may come of those that are stored.
  public func mayHold(_ bytes: Int) -> Bool { bytes / Self.mostInflation <= self.bytes }

  /// The number of bytes that the elements take in the file, after compression; 0 where none has been written.
  public let bytes: Int
}
