import CHDF5
internal import DurableFiles

/// Whether numbers are described in a way that conversion can be trusted with.
///
/// Where a description does not fit the size of an element, converting it reads and writes beyond the element; libhdf5
/// does not look.
enum NumberForm {
  /// The largest number: a `long double`.
  private static let largest = 16

  /// Whether an integer's bits lie within the element.
  static func isSoundInteger(_ type: Handle, bytes: Int) -> Bool {
    let offset = Funnel.ask { Int(H5Tget_offset(type.id)) }
    let precision = Funnel.ask { Int(H5Tget_precision(type.id)) }
    return fits(offset, precision, 8 * bytes) && (1...largest).contains(bytes)
  }

  /// Whether sign, exponent and mantissa of a floating-point number lie within its bits.
  static func isSoundFloat(_ type: Handle, bytes: Int) -> Bool {
    guard isSoundInteger(type, bytes: bytes) else { return false }
    let precision = Funnel.ask { Int(H5Tget_precision(type.id)) }
    var (sign, exponent, exponentSize, mantissa, mantissaSize) = (0, 0, 0, 0, 0)
    let isKnown = Funnel.ask {
      H5Tget_fields(type.id, &sign, &exponent, &exponentSize, &mantissa, &mantissaSize) >= 0
    }
    return isKnown && fits(sign, 1, precision) && fits(exponent, exponentSize, precision)
      && fits(mantissa, mantissaSize, precision) && exponentSize < 31
  }

  /// Whether an enumeration is one of sound integers.
  static func isSoundEnumeration(_ type: Handle, bytes: Int, at place: Place) throws(HDF5Error) -> Bool {
    let base = try Handle("ask for the element type of", at: place) { H5Tget_super(type.id) }
    return Funnel.ask { H5Tget_class(base.id) } == H5T_INTEGER && isSoundInteger(base, bytes: bytes)
      && Funnel.ask { H5Tget_size(base.id) } == bytes
  }

  private static func fits(_ first: Int, _ count: Int, _ total: Int) -> Bool {
    first >= 0 && count >= 1 && count <= total && first <= total - count
  }
}
