/// How the elements of a new dataset are stored.
public struct DatasetOptions: Hashable, Sendable, Codable {
  /// The shape of the pieces that are stored, compressed and checked as one.
  ///
  /// `nil` (the default) leaves it to the module, which cuts along the first axes into pieces of about 256 KiB, a quarter
  /// of libhdf5's cache. A piece longer than a fixed axis is shortened to it.
  public var chunk: [Int]?

  /// Whether the bytes of equal significance are stored side by side, which makes numbers deflate better.
  public var isShuffled: Bool

  /// How much effort goes into compression, from 0 to 9; `nil` (the default) is none at all.
  public var deflateLevel: Int?

  /// Whether each chunk carries a Fletcher-32 checksum, so that reading a damaged one throws.
  public var isChecksummed: Bool

  /// Whether the first axis may grow without limit.
  public var isExtendible: Bool

  /// Options that are to differ from a plain, contiguous array.
  public init(
    chunk: [Int]? = nil, isShuffled: Bool = false, deflateLevel: Int? = nil, isChecksummed: Bool = false,
    isExtendible: Bool = false
  ) {
    self.chunk = chunk
    self.isShuffled = isShuffled
    self.deflateLevel = deflateLevel
    self.isChecksummed = isChecksummed
    self.isExtendible = isExtendible
  }

  /// One piece, neither compressed nor checked.
  public static let plain = DatasetOptions()

  /// Chunked, shuffled, deflated with zlib's usual effort of 4 to 6, here 4, and checksummed.
  public static let compressed = DatasetOptions(isShuffled: true, deflateLevel: 4, isChecksummed: true)

  /// As ``compressed``, with a first axis that may grow.
  public static let growing = DatasetOptions(
    isShuffled: true, deflateLevel: 4, isChecksummed: true, isExtendible: true)
}
