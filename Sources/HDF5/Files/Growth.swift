import CHDF5
internal import DurableFiles

/// Upper bounds of how much longer an operation makes a file; see ``SpaceReserve``.
enum Growth {
  /// What a new object, link or attribute takes in libhdf5's own structures, on average of several.
  static let entry = 8 << 10

  /// What attaching a scale takes: lists of references, which are written anew each time.
  static let scale = 64 << 10

  /// A new object whose path relative to an open group is `name`.
  static func object(named name: String) -> Int {
    let components = name.split(separator: "/").count
    return (components + 1) * entry + 4 * name.utf8.count
  }

  /// Texts of variable length: each in a heap with its own length, references to them in their place.
  static func texts(_ texts: [String]) -> Int {
    2 * texts.reduce(0) { $0 + $1.utf8.count + 64 } + 2 * entry
  }

  /// A product that stays far below the largest number.
  static func product(_ factors: [Int]) -> Int {
    var product = 1
    for factor in factors {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow || next > 1 << 59 { return 1 << 59 }
      product = next
    }
    return product
  }
}

extension Dataset {
  /// How much longer writing a slab makes the file at most.
  func growth(start: [Int], count: [Int]) throws(HDF5Error) -> Int {
    if count.contains(0) { return 0 }
    let shape = try shape
    let type = try openType()
    let width = max(1, Funnel.ask { H5Tget_size(type.id) })
    guard case .chunked(let chunk) = try layout else {
      let offset = Funnel.ask { H5Dget_offset(handle.id) }
      // libhdf5 finds a place for all elements at once, when the first are written.
      return offset == .max ? Growth.product(shape + [width]) + Growth.entry : Growth.entry
    }
    let touched = zip(zip(start, count), chunk).map { slab, chunk in
      (slab.0 + slab.1 - 1) / chunk - slab.0 / chunk + 1
    }
    return Self.growth(chunks: touched, of: chunk, width: width, shape: shape)
  }

  /// How much longer giving the first axis another extent makes the file at most.
  func growth(rows: Int) throws(HDF5Error) -> Int {
    guard case .chunked(let chunk) = try layout, let first = try shape.first, rows < first else { return Growth.entry }
    // The last rows that are left share chunks with rows that are not; those become zero.
    let type = try openType()
    let width = max(1, Funnel.ask { H5Tget_size(type.id) })
    let shape = try shape
    let touched = zip(shape, chunk).map { ($0 - 1) / $1 + 1 }
    return Self.growth(chunks: [1] + touched.dropFirst(), of: chunk, width: width, shape: shape)
  }

  private static func growth(chunks: [Int], of chunk: [Int], width: Int, shape: [Int]) -> Int {
    let bytes = Growth.product(chunk + [width])
    // A chunk that does not deflate is stored as it is, with a checksum and an entry in the index of chunks. The index
    // takes room for all chunks, or grows by as much as it has.
    let all = Growth.product(zip(shape, chunk).map { (max($0, 1) - 1) / $1 + 1 })
    let stored = Growth.product(chunks + [bytes + bytes / 64 + 256])
    return min(1 << 60, stored) + Growth.product([all, 64]) + Growth.entry
  }
}
