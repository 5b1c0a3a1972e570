import CHDF5

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
}
