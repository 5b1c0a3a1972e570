import CHDF5
internal import DurableFiles
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The one way into libhdf5: lock, silence, call, check, capture the error stack.
///
/// libhdf5 keeps global state and, unless built thread-safe, no lock of its own; its error stack is valid only until
/// the next call. Both are reasons to let one thread in at a time and to copy the stack before the next one enters.
///
/// Identifiers used inside a body belong to a ``Handle`` that the caller holds in a variable or in `self`: Swift does
/// not shorten such a lifetime past a call of unknown code, so the identifier outlives the call.
enum Funnel {
  private static let lock = RecursiveLock()

  /// Whether a file of the process has been given up, after which libhdf5 cannot tidy up when the process ends.
  private static let hasAbandonedFile = Atomic<Bool>(false)

  /// Takes the tidying up at the end of the process over from libhdf5; runs once, before anything else.
  private static let preparation: Void = {
    H5dont_atexit()
    atexit {
      Funnel.lock.withLock {
        if !Funnel.hasAbandonedFile.load(ordering: .sequentiallyConsistent) { _ = H5close() }
      }
    }
  }()

  /// Runs one call of libhdf5 and returns what it returned.
  ///
  /// - Throws: ``HDF5Error`` with the library's stack where the call returned a negative number, or the earlier error
  ///   for which the file has been given up.
  static func call<Result: SignedInteger>(
    _ operation: String, at place: Place, _ body: () -> Result
  ) throws(HDF5Error) -> Result {
    try enter { () throws(HDF5Error) -> Result in
      if let error = place.file.fatal { throw error }
      let result = body()
      guard result < 0 else { return result }
      throw failure(operation, at: place)
    }
  }

  /// Runs calls of libhdf5 that cannot fail, or whose failure the body itself turns into a result.
  static func ask<Result>(_ body: () -> Result) -> Result { enter(body) }

  /// Gives up one reference to an identifier, and lets the file remember a failure to do so.
  ///
  /// Closing a dataset writes its cached chunks, so a full disk can come to light here, where nobody is left to throw
  /// to. An identifier that closing its file has already ended is left alone; libhdf5 does not use a number twice.
  static func release(_ id: hid_t, at place: Place) {
    enter {
      let type = H5Iget_type(id)
      let isOfFile = type != H5I_DATASPACE && type != H5I_GENPROP_LST
      if isOfFile && place.file.fatal != nil { return }
      guard H5Iis_valid(id) > 0, H5Idec_ref(id) < 0 else { return }
      place.file.remember(failure("close", at: place))
    }
  }

  private static func enter<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try lock.withLock { () throws(Failure) -> Result in
      preparation
      H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
      return try body()
    }
  }

  /// The failure of the last call; gives the file up if the operating system has refused a write.
  private static func failure(_ operation: String, at place: Place) -> HDF5Error {
    let error = HDF5Error(operation, at: place, stack: capturedStack())
    if error.isRefusedWrite { giveUp(place.file, because: error) }
    return error
  }

  /// Calls libhdf5 for this file no more, not even when the process ends.
  static func giveUp(_ file: FileContext, because error: HDF5Error) {
    hasAbandonedFile.store(true, ordering: .sequentiallyConsistent)
    file.abandon(because: error)
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
