import CHDF5
public import DurableFiles

/// A small named value of a group or a dataset: numbers or texts.
public struct Attribute: Sendable {
  let handle: Handle
  let place: Place

  init(_ handle: Handle, at place: Place) {
    self.handle = handle
    self.place = place
  }

  /// The extents of its axes; empty for a scalar.
  public var shape: [Int] { get throws(HDF5Error) { try currentShape() } }

  /// The type of its elements in the file.
  public var elementType: ElementType { get throws(HDF5Error) { try currentType() } }

  /// Reads all elements.
  ///
  /// - Throws: ``HDF5Error`` if the elements are not numbers, or one of them has no place in `T`.
  public func read<T: Element>(as type: T.Type = T.self) throws(HDF5Error) -> [T] {
    try requireNumbers()
    try requirePlausible()
    let fileType = try openType()
    let native = try Handle("read", at: place) { H5Tget_native_type(fileType.id, H5T_DIR_ASCEND) }
    let width = max(Funnel.ask { H5Tget_size(native.id) }, MemoryLayout<T>.size)
    let count = try Extent.count(shape, bytes: width, operation: "read", at: place)
    guard count > 0 else { return [] }
    // H5Aread knows nothing of exact transfers: read what is there, then convert under their rules.
    let transfer = try Transfer.exact(to: T.elementType, at: place)
    var bytes = [UInt8](repeating: 0, count: count * width)
    _ = try Funnel.call("read", at: place) {
      bytes.withUnsafeMutableBytes { readAll(as: native.id, into: $0.baseAddress!) }
    }
    _ = try Funnel.call("read", at: place) {
      bytes.withUnsafeMutableBytes {
        H5Tconvert(native.id, T.elementType.native, count, $0.baseAddress!, nil, transfer.id)
      }
    }
    return bytes.withUnsafeBytes { bytes in
      (0..<count).map { bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.stride, as: T.self) }
    }
  }

  /// Reads the only element.
  ///
  /// - Throws: as ``read(as:)``; also if there is not exactly one.
  public func readScalar<T: Element>(as type: T.Type = T.self) throws(HDF5Error) -> T {
    try onlyElement(of: read(as: T.self), shape: shape)
  }

  /// Reads all elements as texts, whether of variable or of fixed length, padded with NUL or spaces.
  ///
  /// - Throws: ``HDF5Error`` if the elements are not texts, or one is not UTF-8.
  public func readStrings() throws(HDF5Error) -> [String] {
    let bytes = try stringWidth ?? 16
    let count = try Extent.count(shape, bytes: bytes, operation: "read", at: place)
    try requirePlausible()
    return try strings(count, limit: nil) { _, type, pointer in H5Aread(handle.id, type.id, pointer) }
  }

  /// Reads the only element as a text.
  ///
  /// - Throws: as ``readStrings()``; also if there is not exactly one.
  public func readString() throws(HDF5Error) -> String { try onlyElement(of: readStrings(), shape: shape) }
}

extension Attribute: Storing {
  func openType() throws(HDF5Error) -> Handle {
    try Handle("ask for the element type of", at: place) { H5Aget_type(handle.id) }
  }

  func openSpace() throws(HDF5Error) -> Handle {
    try Handle("ask for the shape of", at: place) { H5Aget_space(handle.id) }
  }

  func readAll(as type: hid_t, into pointer: UnsafeMutableRawPointer) -> herr_t {
    H5Aread(handle.id, type, pointer)
  }

  func writeAll(as type: hid_t, from pointer: UnsafeRawPointer) -> herr_t {
    H5Awrite(handle.id, type, pointer)
  }
}
