import CHDF5
public import DurableFiles

extension Dataset {
  /// Reads all elements.
  ///
  /// - Throws: ``HDF5Error`` if the elements are not numbers, or one of them has no place in `T`, or they are damaged,
  ///   or the array is larger than this machine's memory.
  public func read<T: Element>(as type: T.Type = T.self) throws(HDF5Error) -> [T] {
    let shape = try shape
    // Before memory is taken for what may be no more than a claim.
    try requireNumbers()
    _ = try Extent.count(shape, bytes: MemoryLayout<T>.size, operation: "read", at: place)
    try requirePlausible(shape, width: elementType.bytes)
    return try read(start: shape.map { _ in 0 }, count: shape)
  }

  /// Reads the elements of a slab.
  ///
  /// - Parameters:
  ///   - type: the type of the result.
  ///   - start: the index of the first element, one entry an axis.
  ///   - count: the extents of the slab, one entry an axis.
  /// - Throws: as ``read(as:)``; also if the slab does not lie within the dataset, whose shape the file decides.
  public func read<T: Element>(
    as type: T.Type = T.self, start: [Int], count: [Int]
  ) throws(HDF5Error) -> [T] {
    let total = try Extent.count(count, bytes: MemoryLayout<T>.size, operation: "read", at: place)
    var values = [T](repeating: .zero, count: total)
    try read(into: &values, start: start, count: count)
    return values
  }

  /// Reads the elements of a slab into an array that has as many, and whose memory is used again.
  ///
  /// After an error `values` holds whatever had been read until then.
  ///
  /// - Throws: as ``read(as:start:count:)``.
  public func read<T: Element>(into values: inout [T], start: [Int], count: [Int]) throws(HDF5Error) {
    try requireNumbers()
    try requireSlab(start: start, count: count, of: shape, operation: "read")
    precondition(
      count.reduce(1, *) == values.count, "a slab of shape \(count) does not fill an array of \(values.count)")
    guard !values.isEmpty else { return }
    try requirePlausible(count, width: elementType.bytes)
    let spaces = try slab(start: start, count: count, operation: "read")
    let transfer = try Transfer.exact(to: T.elementType, at: place)
    _ = try Funnel.call("read", at: place) {
      values.withUnsafeMutableBytes {
        H5Dread(
          handle.id, T.elementType.native, spaces.memory.id, spaces.file.id, transfer.id, $0.baseAddress!)
      }
    }
  }

  /// Reads the only element of a dataset.
  public func readScalar<T: Element>(as type: T.Type = T.self) throws(HDF5Error) -> T {
    try onlyElement(of: try read(as: T.self), shape: shape)
  }

  /// The selection of a slab in the file, and a place of the same shape in memory.
  func slab(start: [Int], count: [Int], operation: String) throws(HDF5Error) -> (file: Handle, memory: Handle) {
    let space = try openSpace()
    let memory = try Extent.space(count, at: place)
    guard !start.isEmpty else { return (space, memory) }
    _ = try Funnel.call(operation, at: place) {
      H5Sselect_hyperslab(space.id, H5S_SELECT_SET, start.map { hsize_t($0) }, nil, count.map { hsize_t($0) }, nil)
    }
    return (space, memory)
  }

  /// Makes sure that a slab lies within the shape of the dataset.
  func requireSlab(start: [Int], count: [Int], of shape: [Int], operation: String) throws(HDF5Error) {
    precondition(start.count == count.count, "the start \(start) and the count \(count) differ in rank")
    precondition((start + count).allSatisfy { $0 >= 0 }, "a slab has no negative entry: \(start), \(count)")
    let isWithin =
      shape.count == start.count
      && shape.indices.allSatisfy { start[$0] <= shape[$0] && count[$0] <= shape[$0] - start[$0] }
    guard isWithin else {
      throw HDF5Error(
        operation, at: place,
        reason: "the slab of shape \(count) that starts at \(start) is not within the shape \(shape)")
    }
  }
}
