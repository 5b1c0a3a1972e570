import CHDF5
public import DurableFiles

/// Texts in datasets.
extension Dataset {
  /// Reads all elements as texts, whether of variable or of fixed length, padded with NUL or spaces.
  ///
  /// - Throws: ``HDF5Error`` if the elements are not texts, or one is not UTF-8, or they are damaged, or take more than
  ///   this machine's memory.
  public func readStrings() throws(HDF5Error) -> [String] {
    let shape = try shape
    return try readStrings(start: shape.map { _ in 0 }, count: shape)
  }

  /// Reads the texts of a slab.
  ///
  /// - Parameters:
  ///   - start: the index of the first text, one entry an axis.
  ///   - count: the extents of the slab, one entry an axis.
  /// - Throws: as ``readStrings()``; also if the slab does not lie within the dataset.
  public func readStrings(start: [Int], count: [Int]) throws(HDF5Error) -> [String] {
    try readStrings(start: start, count: count, limit: Extent.mostMemory / 4)
  }

  /// Reads the only element of a dataset as a text.
  public func readString() throws(HDF5Error) -> String { try onlyElement(of: readStrings(), shape: shape) }

  func readStrings(start: [Int], count: [Int], limit: Int) throws(HDF5Error) -> [String] {
    // In a file, a text of variable length is a reference of 16 bytes.
    let width = try stringWidth
    try requireSlab(start: start, count: count, of: shape, operation: "read")
    let total = try Extent.count(count, bytes: width ?? 16, operation: "read", at: place)
    try requirePlausible(count, width: width ?? 16)
    guard total > 0 else { return [] }
    let spaces = try slab(start: start, count: count, operation: "read")
    return try strings(total, limit: limit) { transfer, type, pointer in
      H5Dread(handle.id, type.id, spaces.memory.id, spaces.file.id, transfer.id, pointer)
    }
  }

  /// Writes the texts of a slab, whose elements are of variable length.
  ///
  /// - Throws: ``HDF5Error`` if the slab does not lie within the dataset, or a text contains the NUL character.
  public func write(_ texts: [String], start: [Int], count: [Int]) throws(HDF5Error) {
    guard try stringWidth == nil else {
      throw HDF5Error("write", at: place, reason: "its texts have a fixed length")
    }
    try requireSlab(start: start, count: count, of: shape, operation: "write")
    precondition(
      count.reduce(1, *) == texts.count, "\(texts.count) texts do not fill a slab of shape \(count)")
    guard !texts.isEmpty else { return }
    try place.reserve { () throws(HDF5Error) in try growth(start: start, count: count) }
    let spaces = try slab(start: start, count: count, operation: "write")
    try writeStrings(texts) { type, pointer in
      H5Dwrite(handle.id, type.id, spaces.memory.id, spaces.file.id, hid_t(H5P_DEFAULT), pointer)
    }
  }

  /// Writes texts behind the last one, making the only axis longer.
  ///
  /// - Throws: ``HDF5Error`` if the dataset is not extendible, or has more than one axis, or does not hold texts.
  public func append(_ texts: [String]) throws(HDF5Error) {
    let shape = try shape
    guard shape.count == 1, try stringWidth == nil else {
      throw HDF5Error("append to", at: place, reason: "it is not a row of texts of variable length")
    }
    try resize(rows: shape[0] + texts.count)
    try write(texts, start: shape, count: [texts.count])
  }
}
