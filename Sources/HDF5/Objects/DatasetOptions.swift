internal import DurableFiles
import CHDF5

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

extension DatasetOptions {
  /// The creation properties of a dataset of this shape, whose elements are `bytes` long.
  ///
  /// Scalars, and fixed shapes without an element, are stored plainly: libhdf5 allows no chunks for them, and there is
  /// nothing to compress or check.
  func creationList(shape: [Int], bytes: Int, at place: Place) throws(HDF5Error) -> Handle {
    precondition(deflateLevel.map { (0...9).contains($0) } ?? true, "a deflate level is between 0 and 9")
    precondition(!isExtendible || !shape.isEmpty, "a scalar has no axis that could be extendible")
    let operation = "create the dataset"
    let list = try Handle(operation, at: place) { H5Pcreate(chdf5_dataset_create_class()) }
    // Without times the same content makes the same bytes.
    _ = try Funnel.call(operation, at: place) { H5Pset_obj_track_times(list.id, false) }
    let hasFilters = isShuffled || deflateLevel != nil || isChecksummed
    guard chunk != nil || hasFilters || isExtendible, !shape.isEmpty,
      !shape.dropFirst(isExtendible ? 1 : 0).contains(0)
    else {
      precondition(!isExtendible, "an extendible array has no axis of extent 0 but the first; the shape is \(shape)")
      return list
    }
    let extents = chunkShape(shape: shape, bytes: bytes).map { hsize_t($0) }
    _ = try Funnel.call(operation, at: place) { H5Pset_chunk(list.id, Int32(extents.count), extents) }
    if isShuffled { _ = try Funnel.call(operation, at: place) { H5Pset_shuffle(list.id) } }
    if let deflateLevel {
      _ = try Funnel.call(operation, at: place) { H5Pset_deflate(list.id, UInt32(deflateLevel)) }
    }
    if isChecksummed { _ = try Funnel.call(operation, at: place) { H5Pset_fletcher32(list.id) } }
    return list
  }

  private func chunkShape(shape: [Int], bytes: Int) -> [Int] {
    if let chunk {
      precondition(chunk.count == shape.count, "the chunk \(chunk) and the shape \(shape) differ in rank")
      precondition(chunk.allSatisfy { $0 > 0 }, "a chunk has no extent below 1, but it is \(chunk)")
      return chunk.indices.map { isExtendible && $0 == 0 ? chunk[$0] : min(chunk[$0], shape[$0]) }
    }
    var budget = max(1, 262_144 / bytes)
    var extents = shape
    for axis in shape.indices.reversed() {
      extents[axis] = isExtendible && axis == 0 ? budget : min(shape[axis], budget)
      budget = max(1, budget / extents[axis])
    }
    return extents
  }
}
