internal import DurableFiles
import CHDF5

/// The type of the elements of a dataset or an attribute, as the file declares it.
public enum ElementType: Hashable, Sendable, CustomStringConvertible {
  /// A whole number.
  case integer(bytes: Int, isSigned: Bool)

  /// A floating-point number.
  case float(bytes: Int)

  /// A text of variable length, or padded to a fixed number of bytes.
  case string(bytes: Int?)

  /// Named whole numbers; h5py writes its Booleans as one of one byte. Read them as integers.
  case enumeration(bytes: Int)

  /// A kind that this module does not read, by name: `compound`, `reference`, ...
  case other(String)

  /// Whether elements can be read as an ``Element``.
  public var isNumeric: Bool {
    switch self {
    case .integer, .float, .enumeration: true
    case .string, .other: false
    }
  }

  /// The name that NumPy uses where it has one, such as `float32` or `uint8`.
  public var description: String {
    switch self {
    case .integer(let bytes, let isSigned): "\(isSigned ? "int" : "uint")\(8 * bytes)"
    case .float(let bytes): "float\(8 * bytes)"
    case .string(.none): "string"
    case .string(.some(let bytes)): "string of \(bytes) bytes"
    case .enumeration(let bytes): "enumeration of \(8 * bytes) bits"
    case .other(let name): name
    }
  }
}

extension ElementType {
  /// Names the type that an identifier stands for.
  init(of type: Handle, at place: Place) throws(HDF5Error) {
    let kind = try Funnel.call("ask for the element type of", at: place) { H5Tget_class(type.id).rawValue }
    let bytes = Funnel.ask { H5Tget_size(type.id) }
    switch H5T_class_t(rawValue: kind) {
    case H5T_INTEGER where !NumberForm.isSoundInteger(type, bytes: bytes),
      H5T_FLOAT where !NumberForm.isSoundFloat(type, bytes: bytes):
      self = .other("number of an impossible form")
    case H5T_INTEGER:
      self = .integer(bytes: bytes, isSigned: Funnel.ask { H5Tget_sign(type.id) } == H5T_SGN_2)
    case H5T_FLOAT: self = .float(bytes: bytes)
    case H5T_ENUM:
      let isSound = try NumberForm.isSoundEnumeration(type, bytes: bytes, at: place)
      self = isSound ? .enumeration(bytes: bytes) : .other("enumeration of an impossible form")
    case H5T_STRING:
      self = .string(bytes: Funnel.ask { H5Tis_variable_str(type.id) } > 0 ? nil : bytes)
    case H5T_COMPOUND: self = .other("compound")
    case H5T_REFERENCE: self = .other("reference")
    case H5T_OPAQUE: self = .other("opaque")
    case H5T_BITFIELD: self = .other("bit field")
    case H5T_VLEN: self = .other("variable-length sequence")
    case H5T_ARRAY: self = .other("array")
    case H5T_TIME: self = .other("time")
    default: self = .other("unknown")
    }
  }

  /// The identifier of the type as memory holds it. It belongs to the library.
  var native: hid_t {
    switch self {
    case .float(let bytes): Funnel.ask { chdf5_native_float(bytes) }
    case .integer(let bytes, let isSigned): Funnel.ask { chdf5_native_integer(bytes, isSigned ? 1 : 0) }
    case .string, .enumeration, .other: preconditionFailure("\(self) is not the type of an Element")
    }
  }

  /// The identifier of the type as files hold it, little-endian. It belongs to the library.
  var stored: hid_t {
    switch self {
    case .float(let bytes): Funnel.ask { chdf5_stored_float(bytes) }
    case .integer(let bytes, let isSigned): Funnel.ask { chdf5_stored_integer(bytes, isSigned ? 1 : 0) }
    case .string, .enumeration, .other: preconditionFailure("\(self) is not the type of an Element")
    }
  }

  /// The number of bytes of one element of a number.
  var bytes: Int {
    switch self {
    case .integer(let bytes, _), .float(let bytes), .enumeration(let bytes): bytes
    case .string(let bytes): bytes ?? MemoryLayout<Int>.size
    case .other: 1
    }
  }
}
