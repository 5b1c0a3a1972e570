/// A floating-point type in which networks are computed: `Float` or `Double`, chosen at run time.
///
/// Code above the kernels is generic over `Scalar` at the granularity of a pass over a matrix, never of an element:
/// every loop over elements is one of the requirements below, a C kernel or a BLAS call. They take raw pointers and are
/// called by ``Vector`` and ``Matrix`` only; use those.
public protocol Scalar: BinaryFloatingPoint, Codable, Sendable, LosslessStringConvertible, BLASScalar, KernelScalar {
  /// The name of this precision, `float` or `double`.
  static var precision: Precision { get }
}

extension Float: Scalar {
  public static var precision: Precision { .float }
}

extension Double: Scalar {
  public static var precision: Precision { .double }
}
