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
