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

  /// The number of bytes that the elements take in the file, after compression; 0 where none has been written.
  public let bytes: Int
}
