import CHDF5
internal import DurableFiles
internal import Machine

/// Shapes between Swift's arrays and libhdf5's dataspaces.
enum Extent {
  /// The extents of a dataspace; empty for a scalar, `[0]` for a space that holds nothing at all.
  static func shape(of space: Handle, at place: Place) throws(HDF5Error) -> [Int] {
    if Funnel.ask({ H5Sget_simple_extent_type(space.id) }) == H5S_NULL { return [0] }
    let rank = try Funnel.call("ask for the shape of", at: place) { H5Sget_simple_extent_ndims(space.id) }
    var extents = [hsize_t](repeating: 0, count: Int(rank))
    _ = try Funnel.call("ask for the shape of", at: place) { H5Sget_simple_extent_dims(space.id, &extents, nil) }
    var shape: [Int] = []
    for extent in extents {
      guard let extent = Int(exactly: extent) else {
        throw HDF5Error("ask for the shape of", at: place, reason: "its extent \(extent) is beyond this machine")
      }
      shape.append(extent)
    }
    return shape
  }

  /// A dataspace of the given shape, whose first axis may grow without limit.
  static func space(_ shape: [Int], isExtendible: Bool = false, at place: Place) throws(HDF5Error) -> Handle {
    precondition(shape.allSatisfy { $0 >= 0 }, "an extent is not negative, but the shape is \(shape)")
    guard !shape.isEmpty else { return try Handle("describe the shape of", at: place) { H5Screate(H5S_SCALAR) } }
    let extents = shape.map { hsize_t($0) }
    var limits = extents
    if isExtendible { limits[0] = chdf5_unlimited() }
    return try Handle("describe the shape of", at: place) { H5Screate_simple(Int32(shape.count), extents, limits) }
  }

  /// The number of elements in a shape.
  ///
  /// - Throws: ``HDF5Error`` if the elements, `bytes` long each, cannot be held by the memory that this process may have:
  ///   allocating for them would end the program.
  static func count(_ shape: [Int], bytes: Int, operation: String, at place: Place) throws(HDF5Error) -> Int {
    if shape.contains(0) { return 0 }
    let total = Growth.product(shape + [max(bytes, 1)])
    if let shortage = MemoryNeed("an array of shape \(shape)", bytes: total).shortageIfLarge() {
      throw HDF5Error(operation, at: place, reason: shortage)
    }
    return total / max(bytes, 1)
  }

  /// The bytes of memory that this process may have altogether. Read once.
  static let mostMemory = MachineLimits.current.memory.bytes
}
