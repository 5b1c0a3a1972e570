import CHDF5
internal import DurableFiles

extension Dataset {
  /// Reads every element, whatever its type, and keeps none.
  ///
  /// - Parameters:
  ///   - limit: how many bytes to hold at once, unless a chunk has more.
  ///   - bytes: grows by what has been read.
  /// - Throws: ``HDF5Error`` if an element cannot be read, or lies in another file.
  func scan(at limit: Int, counting bytes: inout Int) throws(HDF5Error) {
    let storage = try storage
    guard storage.kind != .external, storage.kind != .virtual else {
      throw HDF5Error("read", at: place, reason: "its elements are not stored in it; it has \(storage.kind) storage")
    }
    let type = try openType()
    let shape = try shape
    guard !shape.contains(0) else { return }
    let width = max(1, Funnel.ask { H5Tget_size(type.id) })
    try requirePlausible(shape, width: width)
    let block = block(of: shape, storage: storage.kind, width: width, limit: limit)
    let isText = Funnel.ask { H5Tget_class(type.id) } == H5T_STRING
    let native = isText ? type : try Handle("read", at: place) { H5Tget_native_type(type.id, H5T_DIR_ASCEND) }
    let nativeWidth = max(width, Funnel.ask { H5Tget_size(native.id) })
    var buffer: [UInt8] = []
    var start = shape.map { _ in 0 }
    while true {
      let count = shape.indices.map { min(block[$0], shape[$0] - start[$0]) }
      if isText {
        let texts = try readStrings(start: start, count: count, limit: max(256 << 20, limit))
        bytes += texts.reduce(0) { $0 + $1.utf8.count }
      } else {
        let total = try Extent.count(count, bytes: nativeWidth, operation: "read", at: place)
        if buffer.count < total * nativeWidth { buffer = [UInt8](repeating: 0, count: total * nativeWidth) }
        try scan(start: start, count: count, as: native, into: &buffer)
        bytes += total * nativeWidth
      }
      // The next block, the last axis turning fastest.
      var axis = shape.count - 1
      while axis >= 0 {
        start[axis] += block[axis]
        if start[axis] < shape[axis] { break }
        start[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  private func scan(start: [Int], count: [Int], as type: Handle, into buffer: inout [UInt8]) throws(HDF5Error) {
    let spaces = try slab(start: start, count: count, operation: "read")
    let transfer = try Handle("prepare a transfer for", at: place) { H5Pcreate(chdf5_transfer_class()) }
    let arena = TextArena(limit: 256 << 20)
    try arena.serve(transfer, at: place)
    _ = try Funnel.call("read", at: place) {
      buffer.withUnsafeMutableBytes {
        H5Dread(handle.id, type.id, spaces.memory.id, spaces.file.id, transfer.id, $0.baseAddress!)
      }
    }
    withExtendedLifetime(arena) {}
  }

  /// A part of the array that fits the limit and is made of whole chunks, so that none has to be read twice.
  private func block(of shape: [Int], storage: Storage.Kind, width: Int, limit: Int) -> [Int] {
    var block = shape.map { _ in 1 }
    if case .chunked(let chunk) = storage { block = zip(shape, chunk).map { max(1, min($0, $1)) } }
    for axis in shape.indices.reversed() {
      let others = Growth.product(block + [width]) / block[axis]
      let factor = max(1, limit / max(1, others) / block[axis])
      let (extent, overflow) = block[axis].multipliedReportingOverflow(by: factor)
      block[axis] = overflow ? shape[axis] : min(shape[axis], extent)
      if block[axis] < shape[axis] { break }
    }
    return block
  }
}

extension Attribute {
  /// Reads every element, whatever its type, and returns how many bytes they take in memory.
  func scan() throws(HDF5Error) -> Int {
    let type = try openType()
    if Funnel.ask({ H5Tget_class(type.id) }) == H5T_STRING {
      return try readStrings().reduce(0) { $0 + $1.utf8.count }
    }
    try requirePlausible()
    let native = try Handle("read", at: place) { H5Tget_native_type(type.id, H5T_DIR_ASCEND) }
    let width = max(1, Funnel.ask { max(H5Tget_size(native.id), H5Tget_size(type.id)) })
    let count = try Extent.count(shape, bytes: width, operation: "read", at: place)
    guard count > 0 else { return 0 }
    let space = try openSpace()
    var buffer = [UInt8](repeating: 0, count: count * width)
    _ = try Funnel.call("read", at: place) {
      buffer.withUnsafeMutableBytes { H5Aread(handle.id, native.id, $0.baseAddress!) }
    }
    // Elements of variable length lie in memory of the library's.
    if Funnel.ask({ H5Tdetect_class(native.id, H5T_VLEN) }) > 0 {
      _ = Funnel.ask { H5Dvlen_reclaim(native.id, space.id, hid_t(H5P_DEFAULT), &buffer) }
    }
    return buffer.count
  }
}
