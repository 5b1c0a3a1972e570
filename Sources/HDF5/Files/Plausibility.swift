import CHDF5
internal import DurableFiles

/// What is refused although it is well formed: declarations of damaged or hostile files that would take all memory.
enum Plausibility {
  /// Arrays up to this size are read whatever is stored of them.
  private static let harmless = 64 << 20

  /// The largest chunk that is read; libhdf5 reads chunks whole.
  static var largestChunk: Int { min(1 << 30, Extent.mostMemory / 4) }

  /// Makes sure that `bytes` elements' bytes may come from a dataset that stores `stored` bytes.
  static func require(_ bytes: Int, from stored: Int, operation: String, at place: Place) throws(HDF5Error) {
    guard bytes > harmless, bytes / Storage.mostInflation > stored else { return }
    throw HDF5Error(operation, at: place, reason: "\(bytes) bytes are declared, but only \(stored) are stored")
  }
}

extension Dataset {
  /// Makes sure that reading a slab takes no more memory than the slab itself and a reasonable chunk.
  ///
  /// - Parameters:
  ///   - count: the shape of the slab.
  ///   - width: the bytes of an element in the file.
  func requirePlausible(_ count: [Int], width: Int, operation: String = "read") throws(HDF5Error) {
    if count.contains(0) { return }
    let storage = try storage
    if case .chunked(let chunk) = storage.kind {
      let bytes = Growth.product(chunk + [width])
      guard bytes <= Plausibility.largestChunk else {
        throw HDF5Error(
          operation, at: place,
          reason: "a chunk of shape \(chunk) takes more than \(Plausibility.largestChunk >> 20) MiB of memory")
      }
    }
    if storage.kind == .virtual || storage.kind == .external { return }
    let stored = min(storage.bytes, try place.fileSize)
    try Plausibility.require(Growth.product(count + [width]), from: stored, operation: operation, at: place)
  }
}

extension Attribute {
  /// Makes sure that the elements, which the file holds as they are, are not more than the file.
  func requirePlausible() throws(HDF5Error) {
    let stored = Int(clamping: Funnel.ask { H5Aget_storage_size(handle.id) })
    let fileSize = try place.fileSize
    // The margin is for what has been written to a file that is still growing.
    guard stored <= fileSize + 65_536 else {
      throw HDF5Error("read", at: place, reason: "\(stored) bytes are declared, but the file has only \(fileSize)")
    }
  }
}
