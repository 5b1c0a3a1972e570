import CHDF5
public import DurableFiles

extension Dataset {
  /// Writes all elements.
  ///
  /// - Throws: ``HDF5Error`` if the dataset has another number of elements, or its type no place for one of them.
  public func write<T: Element>(_ values: [T]) throws(HDF5Error) {
    let shape = try shape
    guard Growth.product(shape) == values.count else {
      throw HDF5Error("write", at: place, reason: "\(values.count) values do not fill its shape \(shape)")
    }
    try write(values, start: shape.map { _ in 0 }, count: shape)
  }

  /// Writes the elements of a slab.
  ///
  /// - Parameters:
  ///   - values: as many elements as the slab has.
  ///   - start: the index of the first element, one entry an axis.
  ///   - count: the extents of the slab, one entry an axis.
  /// - Throws: ``HDF5Error`` if the slab does not lie within the dataset, or the elements' type has no place for one.
  public func write<T: Element>(_ values: [T], start: [Int], count: [Int]) throws(HDF5Error) {
    try requireNumbers()
    try requireSlab(start: start, count: count, of: shape, operation: "write")
    precondition(
      count.reduce(1, *) == values.count, "\(values.count) values do not fill a slab of shape \(count)")
    guard !values.isEmpty else { return }
    try place.reserve { () throws(HDF5Error) in try growth(start: start, count: count) }
    let spaces = try slab(start: start, count: count, operation: "write")
    let transfer = try Transfer.exact(to: try elementType, at: place)
    _ = try Funnel.call("write", at: place) {
      values.withUnsafeBytes {
        H5Dwrite(
          handle.id, T.elementType.native, spaces.memory.id, spaces.file.id, transfer.id, $0.baseAddress!)
      }
    }
  }

  /// Gives the first axis another extent; new elements are zero, those beyond the end are lost.
  ///
  /// - Throws: ``HDF5Error`` if the dataset is not extendible.
  public func resize(rows: Int) throws(HDF5Error) {
    precondition(rows >= 0, "an extent is not negative, but \(rows) rows are asked for")
    var extents = try shape.map { hsize_t($0) }
    guard !extents.isEmpty else { throw HDF5Error("resize", at: place, reason: "it is a scalar") }
    extents[0] = hsize_t(rows)
    try place.reserve { () throws(HDF5Error) in try growth(rows: rows) }
    _ = try Funnel.call("resize", at: place) { H5Dset_extent(handle.id, extents) }
  }

  /// Writes whole rows behind the last one, making the first axis longer.
  ///
  /// - Throws: ``HDF5Error`` if the values do not make whole rows, or the dataset is not extendible.
  public func append<T: Element>(_ values: [T]) throws(HDF5Error) {
    // Before the array grows for nothing.
    try requireNumbers()
    let shape = try shape
    let width = Growth.product(Array(shape.dropFirst()))
    guard !shape.isEmpty, width > 0, values.count.isMultiple(of: width) else {
      throw HDF5Error(
        "append to", at: place, reason: "\(values.count) values do not make whole rows of its shape \(shape)")
    }
    let rows = values.count / width
    try resize(rows: shape[0] + rows)
    try write(
      values, start: [shape[0]] + shape.dropFirst().map { _ in 0 }, count: [rows] + shape.dropFirst())
  }
}
