import CHDF5
internal import DurableFiles

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

  /// The names that a call shows one after the other, and the failure that ended it before the last.
  ///
  /// - Parameters:
  ///   - limit: how many names to take at most.
  ///   - body: the call, which takes a visitor and its context.
  static func list(
    _ operation: String, at place: Place, limit: Int,
    _ body: (chdf5_visitor, UnsafeMutableRawPointer) -> herr_t
  ) -> (names: [String], failure: HDF5Error?) {
    var found = Found(rest: limit)
    do throws(HDF5Error) {
      _ = try withUnsafeMutablePointer(to: &found) { found throws(HDF5Error) in
        try Funnel.call(operation, at: place) {
          body(
            { name, found in
              guard let name, let found else { return 1 }
              return found.assumingMemoryBound(to: Found.self).pointee.add(String(validatingCString: name)) ? 0 : 1
            }, found)
        }
      }
    } catch { return (found.names, error) }
    if found.isNotUTF8 { return (found.names, HDF5Error(operation, at: place, reason: "a name in it is not UTF-8")) }
    guard found.rest >= 0 else {
      return (found.names, HDF5Error(operation, at: place, reason: "it has more than \(limit) entries"))
    }
    return (found.names, nil)
  }

  private struct Found {
    var names: [String] = []
    var rest: Int
    var isNotUTF8 = false

    mutating func add(_ name: String?) -> Bool {
      rest -= 1
      guard rest >= 0 else { return false }
      if let name { names.append(name) } else { isNotUTF8 = true }
      return true
    }
  }
}
