internal import DurableFiles
internal import HDF5

/// An array of a dataset file that may be read: it lies in the file itself, and what it declares is in proportion to what is
/// stored.
internal struct FileArray: Sendable {
  /// The array.
  let dataset: Dataset
  /// The file and the path in it, as sentences begin.
  let place: String
  /// Its extents.
  let shape: [Int]
  /// The type of its elements.
  let type: ElementType
  /// The number of rows that are stored, and decompressed, together; nothing where it is in one piece.
  let chunkRows: Int?

  /// The numbers that stand for a value that is not there; see ``MissingValues``.
  let missing: MissingValues

  /// The number of rows.
  var rows: Int { shape[0] }
  /// The number of columns, where there are two axes.
  var columns: Int? { shape.count == 2 ? shape[1] : nil }

  /// The largest chunk that is read: one has to be held as a whole.
  private static let largestChunk = 1 << 30
  /// Filters that every libhdf5 has.
  private static let filters: Set = ["shuffle", "deflate", "fletcher32", "nbit", "scaleoffset"]

  /// Opens the array `name` of a group and looks at its declarations.
  ///
  /// - Parameter axes: how many it may have.
  init(_ name: String, of group: OpenGroup, axes: ClosedRange<Int> = 1...2) throws(SequenceFileError) {
    place = group.place(of: name)
    dataset = try group.dataset(name)
    let dataset = dataset
    type = try SequenceFileError.wrapping { () throws(HDF5Error) in try dataset.elementType }
    shape = try SequenceFileError.wrapping { () throws(HDF5Error) in try dataset.shape }
    missing = try MissingValues(of: dataset, type, in: group, place: place)
    let storage = try SequenceFileError.wrapping { () throws(HDF5Error) in try dataset.storage }
    guard axes.contains(shape.count) else {
      let words = axes == 1...2 ? "one or two" : "\(axes.lowerBound) to \(axes.upperBound)"
      throw SequenceFileError(.data, "\(place) should have \(words) axes, its shape is \(shape)")
    }
    switch storage.kind {
    case .external:
      throw SequenceFileError(.data, "\(place) lies in other files (external storage), which is not read")
    case .virtual:
      throw SequenceFileError(.data, "\(place) is made of other datasets (virtual storage), which is not read")
    case .chunked(let chunk): chunkRows = max(1, chunk.first ?? 1)
    case .compact, .contiguous: chunkRows = nil
    }
    try requireProportion(storage, fileBytes: group.file.bytes)
    if let filter = storage.filters.first(where: { !Self.filters.contains($0) }) { try requireFilter(filter) }
  }

  /// Makes sure that no more is declared than what is stored can hold.
  private func requireProportion(_ storage: Storage, fileBytes: Int) throws(SequenceFileError) {
    guard !shape.contains(0) else { return }
    if case .chunked(let chunk) = storage.kind {
      let bytes = Self.product(chunk + [type.byteCount])
      guard let bytes, bytes <= Self.largestChunk else {
        throw SequenceFileError(
          .data, "\(place) is stored in chunks of shape \(chunk), more than the 1 GiB that is read at once")
      }
    }
    guard storage.bytes > 0 else {
      throw SequenceFileError(
        .data, "\(place) of shape \(shape) has never been written: the file holds none of its elements")
    }
    guard storage.bytes <= fileBytes else {
      throw SequenceFileError(
        .data,
        "\(place) claims \(storage.bytes) stored bytes in a file of \(fileBytes) bytes: the file is damaged or cut off")
    }
    guard let declared = Self.product(shape + [type.byteCount]),
      storage.mayHold(declared)
    else {
      throw SequenceFileError(
        .data,
        "\(place) declares the shape \(shape), but the file holds \(storage.bytes) bytes of it, less than a \(Storage.mostInflation)th"
      )
    }
  }

  /// Makes sure that this libhdf5 has a filter that not every one has.
  private func requireFilter(_ filter: String) throws(SequenceFileError) {
    guard !shape.contains(0) else { return }
    do throws(HDF5Error) {
      _ = try dataset.read(as: Double.self, start: shape.map { _ in 0 }, count: shape.map { _ in 1 })
    } catch {
      guard error.code != .missingFilter else { throw SequenceFileError(.data, "\(place): \(error.reason)") }
      throw SequenceFileError(
        .data, "\(place) is compressed with the filter \(filter), which cannot be read here; gzip (deflate) can be")
    }
  }

  /// The product, or nothing where it is beyond this machine's integers.
  private static func product(_ factors: [Int]) -> Int? {
    var product = 1
    for factor in factors {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      product = next
    }
    return product
  }
}

extension ElementType {
  /// The bytes of an element; 1 where it has no size of its own.
  fileprivate var byteCount: Int {
    switch self {
    case .integer(let bytes, _), .float(let bytes), .enumeration(let bytes): bytes
    case .string(let bytes): bytes ?? 16
    case .other: 1
    }
  }
}
