internal import DurableFiles
public import HDF5

/// What a dataset is: shape, element type and how it is stored.
public struct ArrayDescription: Sendable {
  /// The extents of its axes; empty for a scalar.
  public let shape: [Int]
  /// The element type.
  public let type: ElementType
  /// Where and how its elements are stored.
  public let storage: Storage

  init(_ dataset: Dataset) throws(HDF5Error) {
    shape = try dataset.shape
    type = try dataset.elementType
    storage = try dataset.storage
  }

  /// The number of elements.
  public var count: Int { ElementCount.of(shape) }

  /// The bytes that the values take in memory, or nil where that is not known: texts of variable length.
  public var valueBytes: Int? {
    let width: Int? =
      switch type {
      case .integer(let bytes, _), .float(let bytes), .enumeration(let bytes): bytes
      case .string(let bytes): bytes
      case .other: nil
      }
    return width.flatMap { width in
      let (product, overflow) = count.multipliedReportingOverflow(by: width)
      return overflow ? nil : product
    }
  }

  /// Whether the elements lie in the file itself.
  public var isInFile: Bool {
    switch storage.kind {
    case .compact, .contiguous, .chunked: true
    case .external, .virtual: false
    }
  }

  /// The arrangement in one word.
  public var layout: String {
    switch storage.kind {
    case .compact: "compact"
    case .contiguous: "contiguous"
    case .chunked: "chunked"
    case .external: "external"
    case .virtual: "virtual"
    }
  }

  /// The shape of a chunk.
  public var chunk: [Int]? { if case .chunked(let shape) = storage.kind { shape } else { nil } }
}

extension ArrayDescription: Encodable {
  private enum CodingKeys: String, CodingKey {
    case shape, type, layout, chunk, filters
    case storedBytes = "stored_bytes"
    case valueBytes = "value_bytes"
  }

  /// Stores the description as one flat object.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(shape, forKey: .shape)
    try values.encode(type.description, forKey: .type)
    try values.encode(layout, forKey: .layout)
    try values.encodeIfPresent(chunk, forKey: .chunk)
    try values.encode(storage.filters, forKey: .filters)
    try values.encode(storage.bytes, forKey: .storedBytes)
    try values.encodeIfPresent(valueBytes, forKey: .valueBytes)
  }
}
