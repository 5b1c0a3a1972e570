/// A number that arrays in a file can be read into and written from.
///
/// `Float`, `Double`, `Int`, `UInt` and the integers of 8 to 64 bits conform; do not add conformances. A file keeps its
/// own type: libhdf5 converts between that and the one asked for, and a number that the latter cannot hold (out of
/// range, a fraction read as an integer) is an error, never clipped. Rounding is allowed: 64-bit integers read as
/// `Double`, `Double` read as `Float`.
public protocol Element: BitwiseCopyable, Numeric, Sendable {
  /// The type as files describe it.
  static var elementType: ElementType { get }
}

extension Element where Self: FixedWidthInteger {
  /// An integer of this width and signedness.
  public static var elementType: ElementType { .integer(bytes: MemoryLayout<Self>.size, isSigned: isSigned) }
}

extension Element where Self: BinaryFloatingPoint {
  /// An IEEE floating-point number of this width.
  public static var elementType: ElementType { .float(bytes: MemoryLayout<Self>.size) }
}

extension Float: Element {}
extension Double: Element {}
extension Int: Element {}
extension Int8: Element {}
extension Int16: Element {}
extension Int32: Element {}
extension Int64: Element {}
extension UInt: Element {}
extension UInt8: Element {}
extension UInt16: Element {}
extension UInt32: Element {}
extension UInt64: Element {}
