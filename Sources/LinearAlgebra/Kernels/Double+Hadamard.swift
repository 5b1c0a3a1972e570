internal import CKernels

// Products element by element.
extension Double {
  public static func kernelHadamard(
    _ m: Int, _ n: Int, _ a: Double, _ x: UnsafePointer<Double>, _ ldx: Int, _ z: UnsafePointer<Double>, _ ldz: Int,
    _ adding: Bool, _ y: UnsafeMutablePointer<Double>, _ ldy: Int
  ) {
    ck_hadamard_d(m, n, a, x, ldx, z, ldz, adding, y, ldy)
  }

  public static func kernelHadamardPair(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Double>, _ ldx: Int, _ z: UnsafePointer<Double>, _ ldz: Int,
    _ u: UnsafePointer<Double>, _ ldu: Int, _ v: UnsafePointer<Double>, _ ldv: Int, _ adding: Bool,
    _ y: UnsafeMutablePointer<Double>, _ ldy: Int
  ) {
    ck_hadamard_pair_d(m, n, x, ldx, z, ldz, u, ldu, v, ldv, adding, y, ldy)
  }

  public static func kernelInterpolate(
    _ m: Int, _ n: Int, _ w: UnsafePointer<Double>, _ ldw: Int, _ x: UnsafePointer<Double>, _ ldx: Int,
    _ z: UnsafePointer<Double>, _ ldz: Int, _ d: UnsafeMutablePointer<Double>, _ ldd: Int,
    _ y: UnsafeMutablePointer<Double>, _ ldy: Int
  ) {
    ck_interpolate_d(m, n, w, ldw, x, ldx, z, ldz, d, ldd, y, ldy)
  }

  public static func kernelActivateProduct(
    _ kind: Int32, _ m: Int, _ n: Int, _ a: UnsafePointer<Double>, _ lda: Int, _ x: UnsafePointer<Double>, _ ldx: Int,
    _ h: UnsafeMutablePointer<Double>, _ ldh: Int, _ y: UnsafeMutablePointer<Double>, _ ldy: Int
  ) {
    ck_activate_product_d(kind, m, n, a, lda, x, ldx, h, ldh, y, ldy)
  }

  public static func kernelDerivativeProduct(
    _ kind: Int32, _ m: Int, _ n: Int, _ h: UnsafePointer<Double>, _ ldh: Int, _ x: UnsafePointer<Double>, _ ldx: Int,
    _ z: UnsafePointer<Double>, _ ldz: Int, _ adding: Bool, _ y: UnsafeMutablePointer<Double>, _ ldy: Int
  ) {
    ck_derivative_product_d(kind, m, n, h, ldh, x, ldx, z, ldz, adding, y, ldy)
  }

  public static func kernelActivateSum(
    _ kind: Int32, _ m: Int, _ n: Int, _ x: UnsafePointer<Double>, _ ldx: Int, _ z: UnsafePointer<Double>, _ ldz: Int,
    _ a: UnsafeMutablePointer<Double>, _ lda: Int
  ) {
    ck_activate_sum_d(kind, m, n, x, ldx, z, ldz, a, lda)
  }

  public static func kernelSplit(
    _ kind: Int32, _ m: Int, _ n: Int, _ w: UnsafePointer<Double>, _ ldw: Int, _ h: UnsafePointer<Double>, _ ldh: Int,
    _ x: UnsafeMutablePointer<Double>, _ ldx: Int, _ y: UnsafeMutablePointer<Double>, _ ldy: Int
  ) {
    ck_split_d(kind, m, n, w, ldw, h, ldh, x, ldx, y, ldy)
  }
}
