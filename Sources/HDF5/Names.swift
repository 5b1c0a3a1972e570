/// Names that libhdf5 writes into a buffer of the caller.
enum Names {
  /// Asks for the length of a name, then for the name.
  ///
  /// - Parameter body: the call, which takes the buffer and its size and returns the length without the final NUL.
  static func read(
    _ operation: String, at place: Place, _ body: (UnsafeMutablePointer<CChar>?, Int) -> Int
  ) throws(HDF5Error) -> String {
    let length = try Funnel.call(operation, at: place) { body(nil, 0) }
    var buffer = [UInt8](repeating: 0, count: length + 1)
    _ = try Funnel.call(operation, at: place) {
      buffer.withUnsafeMutableBytes { bytes in
        body(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), length + 1)
      }
    }
    guard let name = String(validating: buffer.prefix { $0 != 0 }, as: UTF8.self) else {
      throw HDF5Error(operation, at: place, reason: "a name in it is not UTF-8")
    }
    return name
  }
}
