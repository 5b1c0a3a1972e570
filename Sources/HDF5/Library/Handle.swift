import CHDF5
internal import DurableFiles

/// The single owner of one libhdf5 identifier; it is never an invalid one.
///
/// Types of the public interface share a handle by reference; the identifier is released with the last of them.
final class Handle: Sendable {
  let id: hid_t
  private let place: Place

  /// Takes over the identifier that `body` makes.
  init(_ operation: String, at place: Place, _ body: () -> hid_t) throws(HDF5Error) {
    let id = try Funnel.call(operation, at: place, body)
    self.id = id
    self.place = place
  }

  deinit { Funnel.release(id, at: place) }

  /// Takes room on the disk for what an operation on the file that this is may write.
  func reserve(_ bytes: Int, of reserve: SpaceReserve, operation: String, at place: Place) throws(HDF5Error) {
    try reserve.ensure(bytes) { (isFlushing) throws(HDF5Error) in
      if isFlushing { _ = try Funnel.call(operation, at: place) { H5Fflush(id, H5F_SCOPE_GLOBAL) } }
      var size: hsize_t = 0
      _ = try Funnel.call(operation, at: place) { H5Fget_filesize(id, &size) }
      return Int(size)
    }
  }
}
