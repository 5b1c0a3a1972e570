internal import CKernels

// Products element by element.
extension Float {
  public static func kernelHadamard(
    _ m: Int, _ n: Int, _ a: Float, _ x: UnsafePointer<Float>, _ ldx: Int, _ z: UnsafePointer<Float>, _ ldz: Int,
    _ adding: Bool, _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_hadamard_f(m, n, a, x, ldx, z, ldz, adding, y, ldy)
  }

  public static func kernelHadamardPair(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Float>, _ ldx: Int, _ z: UnsafePointer<Float>, _ ldz: Int,
    _ u: UnsafePointer<Float>, _ ldu: Int, _ v: UnsafePointer<Float>, _ ldv: Int, _ adding: Bool,
    _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_hadamard_pair_f(m, n, x, ldx, z, ldz, u, ldu, v, ldv, adding, y, ldy)
  }

  public static func kernelInterpolate(
    _ m: Int, _ n: Int, _ w: UnsafePointer<Float>, _ ldw: Int, _ x: UnsafePointer<Float>, _ ldx: Int,
    _ z: UnsafePointer<Float>, _ ldz: Int, _ d: UnsafeMutablePointer<Float>, _ ldd: Int,
    _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_interpolate_f(m, n, w, ldw, x, ldx, z, ldz, d, ldd, y, ldy)
  }

  public static func kernelActivateProduct(
    _ kind: Int32, _ m: Int, _ n: Int, _ a: UnsafePointer<Float>, _ lda: Int, _ x: UnsafePointer<Float>, _ ldx: Int,
    _ h: UnsafeMutablePointer<Float>, _ ldh: Int, _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_activate_product_f(kind, m, n, a, lda, x, ldx, h, ldh, y, ldy)
  }

  public static func kernelDerivativeProduct(
    _ kind: Int32, _ m: Int, _ n: Int, _ h: UnsafePointer<Float>, _ ldh: Int, _ x: UnsafePointer<Float>, _ ldx: Int,
    _ z: UnsafePointer<Float>, _ ldz: Int, _ adding: Bool, _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_derivative_product_f(kind, m, n, h, ldh, x, ldx, z, ldz, adding, y, ldy)
  }

  public static func kernelActivateSum(
    _ kind: Int32, _ m: Int, _ n: Int, _ x: UnsafePointer<Float>, _ ldx: Int, _ z: UnsafePointer<Float>, _ ldz: Int,
    _ a: UnsafeMutablePointer<Float>, _ lda: Int
  ) {
    ck_activate_sum_f(kind, m, n, x, ldx, z, ldz, a, lda)
  }

  public static func kernelSplit(
    _ kind: Int32, _ m: Int, _ n: Int, _ w: UnsafePointer<Float>, _ ldw: Int, _ h: UnsafePointer<Float>, _ ldh: Int,
    _ x: UnsafeMutablePointer<Float>, _ ldx: Int, _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_split_f(kind, m, n, w, ldw, h, ldh, x, ldx, y, ldy)
  }
}
