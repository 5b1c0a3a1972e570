import CHDF5

/// The one way into libhdf5: lock, silence, call, check, capture the error stack.
///
/// libhdf5 keeps global state and, unless built thread-safe, no lock of its own; its error stack is valid only until the
/// next call. Both are reasons to let one thread in at a time and to copy the stack before the next one enters.
///
/// Identifiers used inside a body belong to a ``Handle`` that the caller holds in a variable or in `self`: Swift does
/// not shorten such a lifetime past a call of unknown code, so the identifier outlives the call.
enum Funnel {
  private static let lock = RecursiveLock()

  /// Runs one call of libhdf5 and returns what it returned.
  ///
  /// - Throws: ``HDF5Error`` with the library's stack where the call returned a negative number.
  static func call<Result: SignedInteger>(
    _ operation: String, at place: Place, _ body: () -> Result
  ) throws(HDF5Error) -> Result {
    try lock.withLock { () throws(HDF5Error) -> Result in
      H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
      let result = body()
      guard result < 0 else { return result }
      throw HDF5Error(operation, at: place, stack: capturedStack())
    }
  }

  /// Runs calls of libhdf5 that cannot fail, or whose failure the body itself turns into a result.
  static func ask<Result>(_ body: () -> Result) -> Result {
    lock.withLock {
      H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
      return body()
    }
  }

  /// Gives up one reference to an identifier, and lets the file remember a failure to do so.
  ///
  /// Closing a dataset writes its cached chunks, so a full disk can come to light here, where nobody is left to throw
  /// to. An identifier that closing its file has already ended is left alone; libhdf5 does not use a number twice.
  static func release(_ id: hid_t, at place: Place) {
    lock.withLock {
      H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
      guard H5Iis_valid(id) > 0, H5Idec_ref(id) < 0 else { return }
      place.file.remember(HDF5Error("close", at: place, stack: capturedStack()))
    }
  }

  /// The library's error stack of this thread, one line an entry, from the function called to the cause.
  private static func capturedStack() -> [String] {
    var lines: [String] = []
    withUnsafeMutablePointer(to: &lines) { pointer in
      _ = H5Ewalk2(
        hid_t(H5E_DEFAULT), H5E_WALK_DOWNWARD,
        { _, entry, lines in
          guard let entry = entry?.pointee, let lines else { return 0 }
          let function = entry.func_name.map { String(cString: $0) } ?? "libhdf5"
          let description = entry.desc.map { String(cString: $0) } ?? ""
          lines.assumingMemoryBound(to: [String].self).pointee.append("\(function): \(description)")
          return 0
        }, pointer)
    }
    return lines
  }
}
