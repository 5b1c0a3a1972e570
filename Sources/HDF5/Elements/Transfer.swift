import CHDF5
internal import DurableFiles

/// Property lists that say how elements travel between a file and memory.
enum Transfer {
  /// A list under which a number that the destination cannot hold ends the transfer; libhdf5 alone would clip it.
  static func exact(to destination: ElementType, at place: Place) throws(HDF5Error) -> Handle {
    let list = try Handle("prepare a transfer for", at: place) { H5Pcreate(chdf5_transfer_class()) }
    // The callback sees no more than a pointer: a pointer to something stands for "the destination is an integer".
    let marker: UnsafeMutableRawPointer? = if case .integer = destination { .init(bitPattern: 1) } else { nil }
    _ = try Funnel.call("prepare a transfer for", at: place) {
      H5Pset_type_conv_cb(
        list.id,
        { exception, sourceType, _, source, _, destinationIsInteger in
          switch exception {
          case H5T_CONV_EXCEPT_RANGE_HI, H5T_CONV_EXCEPT_RANGE_LOW:
            // Between floating-point types libhdf5 calls infinity, too, out of range.
            destinationIsInteger == nil && Transfer.isInfinite(source, sourceType)
              ? H5T_CONV_UNHANDLED : H5T_CONV_ABORT
          case H5T_CONV_EXCEPT_TRUNCATE: H5T_CONV_ABORT
          case H5T_CONV_EXCEPT_PINF, H5T_CONV_EXCEPT_NINF, H5T_CONV_EXCEPT_NAN:
            destinationIsInteger == nil ? H5T_CONV_UNHANDLED : H5T_CONV_ABORT
          default: H5T_CONV_UNHANDLED
          }
        }, marker)
    }
    return list
  }

  private static func isInfinite(_ source: UnsafeMutableRawPointer?, _ type: hid_t) -> Bool {
    guard let source, H5Tget_class(type) == H5T_FLOAT, H5Tget_size(type) == MemoryLayout<Double>.size else {
      return false
    }
    return source.loadUnaligned(as: Double.self).isInfinite
  }
}
