import CHDF5
internal import DurableFiles

/// What datasets and attributes have in common: an element type, a shape, and elements.
protocol Storing: Sendable {
  var handle: Handle { get }
  var place: Place { get }

  func openType() throws(HDF5Error) -> Handle
  func openSpace() throws(HDF5Error) -> Handle

  /// Reads all elements, as the given type, to where the pointer points.
  func readAll(as type: hid_t, into pointer: UnsafeMutableRawPointer) -> herr_t

  /// Writes all elements, which are of the given type, from where the pointer points.
  func writeAll(as type: hid_t, from pointer: UnsafeRawPointer) -> herr_t
}

extension Storing {
  func currentShape() throws(HDF5Error) -> [Int] {
    try Extent.shape(of: openSpace(), at: place)
  }

  func currentType() throws(HDF5Error) -> ElementType {
    try ElementType(of: openType(), at: place)
  }

  /// Makes sure that the elements are numbers.
  func requireNumbers() throws(HDF5Error) {
    let type = try currentType()
    guard type.isNumeric else {
      throw HDF5Error("read", at: place, reason: "its element type is \(type), which is not a number")
    }
  }

  /// The only element.
  func onlyElement<Value>(of values: [Value], shape: [Int]) throws(HDF5Error) -> Value {
    guard values.count == 1, let value = values.first else {
      throw HDF5Error("read", at: place, reason: "one value was expected, but its shape is \(shape)")
    }
    return value
  }
}
