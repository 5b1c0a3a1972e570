internal import CKernels

extension Double: KernelScalar {
  public static func kernelDot(_ n: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>) -> Double {
    ck_dot_d(n, x, y)
  }

  public static func kernelIsFinite(_ n: Int, _ x: UnsafePointer<Double>) -> Bool {
    ck_is_finite_d(n, x)
  }

  public static func kernelAdd(_ n: Int, _ a: Double, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>) {
    ck_add_d(n, a, x, y)
  }

  public static func kernelFill(_ n: Int, _ a: Double, _ x: UnsafeMutablePointer<Double>) {
    ck_fill_d(n, a, x)
  }

  public static func kernelScale(_ n: Int, _ a: Double, _ x: UnsafeMutablePointer<Double>) {
    ck_scale_d(n, a, x)
  }

  public static func kernelScaleAdd(
    _ n: Int, _ b: Double, _ y: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>
  ) {
    ck_scale_add_d(n, b, y, x)
  }

  public static func kernelDivide(_ n: Int, _ x: UnsafeMutablePointer<Double>, _ d: UnsafePointer<Double>) {
    ck_divide_d(n, x, d)
  }

  public static func kernelScaleAddProduct(
    _ n: Int, _ b: Double, _ y: UnsafeMutablePointer<Double>, _ a: Double, _ x: UnsafePointer<Double>,
    _ z: UnsafePointer<Double>
  ) {
    ck_scale_add_product_d(n, b, y, a, x, z)
  }

  public static func kernelAddOverRoot(
    _ n: Int, _ a: Double, _ x: UnsafePointer<Double>, _ c: Double, _ d: UnsafePointer<Double>, _ shift: Double,
    _ y: UnsafeMutablePointer<Double>
  ) {
    ck_add_over_root_d(n, a, x, c, d, shift, y)
  }

  public static func kernelAdam(
    _ n: Int, _ g: UnsafePointer<Double>, _ b: Double, _ bRest: Double, _ m: UnsafeMutablePointer<Double>, _ c: Double,
    _ cRest: Double, _ s: UnsafeMutablePointer<Double>, _ a: Double, _ d: Double, _ shift: Double,
    _ y: UnsafeMutablePointer<Double>
  ) {
    ck_adam_d(n, g, b, bRest, m, c, cRest, s, a, d, shift, y)
  }

  public static func kernelPower(_ n: Int, _ x: UnsafeMutablePointer<Double>, _ shift: Double, _ exponent: Double) {
    ck_power_d(n, x, shift, exponent)
  }

  public static func kernelNormalPairs(
    _ seed: UInt64, _ stream: UInt64, _ position: UInt64, _ n: Int, _ scale: Double, _ x: UnsafeMutablePointer<Double>
  ) {
    ck_normal_pairs_d(seed, stream, position, n, scale, x)
  }

  public static func kernelConstrain(_ n: Int, _ sign: UnsafePointer<UInt8>, _ x: UnsafeMutablePointer<Double>) {
    ck_constrain_d(n, sign, x)
  }

  public static func kernelMultiplySigns(
    _ n: Int, _ sign: UnsafePointer<UInt8>, _ t: UnsafePointer<Double>, _ x: UnsafeMutablePointer<Double>
  ) {
    ck_multiply_signs_d(n, sign, t, x)
  }

  public static func kernelTranspose(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Double>, _ ldx: Int, _ y: UnsafeMutablePointer<Double>, _ ldy: Int
  ) {
    ck_transpose_d(m, n, x, ldx, y, ldy)
  }

  public static func kernelAddTransposed(
    _ m: Int, _ n: Int, _ a: Double, _ x: UnsafePointer<Double>, _ ldx: Int, _ y: UnsafeMutablePointer<Double>,
    _ ldy: Int
  ) {
    ck_add_transposed_d(m, n, a, x, ldx, y, ldy)
  }

  public static func kernelAddMatrix(
    _ m: Int, _ n: Int, _ a: Double, _ x: UnsafePointer<Double>, _ ldx: Int, _ y: UnsafeMutablePointer<Double>,
    _ ldy: Int
  ) {
    ck_add_matrix_d(m, n, a, x, ldx, y, ldy)
  }

  public static func kernelAddSquares(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Double>, _ ldx: Int, _ y: UnsafeMutablePointer<Double>, _ ldy: Int
  ) {
    ck_add_squares_d(m, n, x, ldx, y, ldy)
  }

  public static func kernelFillRows(
    _ m: Int, _ n: Int, _ row: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ ldy: Int
  ) {
    ck_fill_rows_d(m, n, row, y, ldy)
  }

  public static func kernelPrefetch(_ n: Int, _ x: UnsafePointer<Double>) {
    ck_prefetch_d(n, x)
  }

  public static func kernelAddRow(
    _ m: Int, _ n: Int, _ row: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ ldy: Int
  ) {
    ck_add_row_d(m, n, row, y, ldy)
  }

  public static func kernelAffine(
    _ m: Int, _ n: Int, _ k: Int, _ x: UnsafePointer<Double>, _ ldx: Int, _ w: UnsafePointer<Double>, _ ldw: Int,
    _ b: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ ldy: Int
  ) {
    ck_affine_d(m, n, k, x, ldx, w, ldw, b, y, ldy)
  }

  public static func kernelAddSumOfRows(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Double>, _ ldx: Int, _ sum: UnsafeMutablePointer<Double>
  ) {
    ck_add_sum_of_rows_d(m, n, x, ldx, sum)
  }

  public static func kernelGather(
    _ m: Int, _ n: Int, _ table: UnsafePointer<Double>, _ ldt: Int, _ index: UnsafePointer<Int32>, _ step: Int,
    _ adding: Bool, _ y: UnsafeMutablePointer<Double>, _ ldy: Int
  ) {
    ck_gather_d(m, n, table, ldt, index, step, adding, y, ldy)
  }

  public static func kernelScatterAdd(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Double>, _ ldx: Int, _ index: UnsafePointer<Int32>, _ step: Int,
    _ table: UnsafeMutablePointer<Double>, _ ldt: Int
  ) {
    ck_scatter_add_d(m, n, x, ldx, index, step, table, ldt)
  }

  public static func kernelActivate(_ kind: Int32, _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ lda: Int) {
    ck_activate_d(kind, m, n, a, lda)
  }

  public static func kernelTangent(
    _ kind: Int32, _ m: Int, _ n: Int, _ h: UnsafePointer<Double>, _ ldh: Int, _ r: UnsafeMutablePointer<Double>,
    _ ldr: Int
  ) {
    ck_tangent_d(kind, m, n, h, ldh, r, ldr)
  }

  public static func kernelAdjoint(
    _ kind: Int32, _ m: Int, _ n: Int, _ h: UnsafePointer<Double>, _ ldh: Int, _ rh: UnsafePointer<Double>?, _ ldr: Int,
    _ inner: Double, _ outer: Double, _ d: UnsafeMutablePointer<Double>, _ ldd: Int
  ) {
    ck_adjoint_d(kind, m, n, h, ldh, rh, ldr, inner, outer, d, ldd)
  }

  public static func kernelAdjointTangent(
    _ kind: Int32, _ m: Int, _ n: Int, _ h: UnsafePointer<Double>, _ ldh: Int, _ rh: UnsafePointer<Double>, _ ldr: Int,
    _ inner: Double, _ outer: Double, _ d: UnsafeMutablePointer<Double>, _ ldd: Int, _ rd: UnsafeMutablePointer<Double>,
    _ ldrd: Int
  ) {
    ck_adjoint_tangent_d(kind, m, n, h, ldh, rh, ldr, inner, outer, d, ldd, rd, ldrd)
  }

  public static func kernelLoss(
    _ kind: Int32, _ m: Int, _ n: Int, _ z: UnsafeMutablePointer<Double>, _ ldz: Int, _ y: UnsafePointer<Double>?,
    _ ldy: Int, _ c: UnsafePointer<Int32>?, _ w: UnsafePointer<Double>
  ) -> Double {
    ck_loss_d(kind, m, n, z, ldz, y, ldy, c, w)
  }

  public static func kernelLossGradient(
    _ m: Int, _ n: Int, _ p: UnsafePointer<Double>, _ ldp: Int, _ y: UnsafePointer<Double>?, _ ldy: Int,
    _ c: UnsafePointer<Int32>?, _ w: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>, _ ldo: Int
  ) {
    ck_loss_gradient_d(m, n, p, ldp, y, ldy, c, w, out, ldo)
  }

  public static func kernelLossHessian(
    _ kind: Int32, _ m: Int, _ n: Int, _ p: UnsafePointer<Double>, _ ldp: Int, _ w: UnsafePointer<Double>,
    _ r: UnsafeMutablePointer<Double>, _ ldr: Int
  ) {
    ck_loss_hessian_d(kind, m, n, p, ldp, w, r, ldr)
  }

  public static func kernelLossHessianRoot(
    _ kind: Int32, _ m: Int, _ n: Int, _ p: UnsafePointer<Double>, _ ldp: Int, _ w: UnsafePointer<Double>,
    _ s: UnsafeMutablePointer<Double>, _ lds: Int
  ) {
    ck_loss_hessian_root_d(kind, m, n, p, ldp, w, s, lds)
  }

  public static func kernelPack(
    _ m: Int, _ n: Int, _ source: UnsafePointer<Double>, _ index: UnsafePointer<Int32>,
    _ y: UnsafeMutablePointer<Double>, _ ldy: Int
  ) {
    ck_pack_d(m, n, source, index, y, ldy)
  }

  public static func kernelSelect(
    _ m: Int, _ n: Int, _ a: Double, _ x: UnsafePointer<Double>, _ ldx: Int, _ bits: UnsafePointer<UInt32>, _ step: Int,
    _ index: UnsafePointer<Int32>?, _ y: UnsafeMutablePointer<Double>, _ ldy: Int
  ) {
    ck_select_d(m, n, a, x, ldx, bits, step, index, y, ldy)
  }

  public static func kernelPanelWidth(_ bits: Int) -> Int { ck_panel_width_d(Int32(bits)) }

  public static func kernelCopyPanels(
    _ width: Int, _ k: Int, _ n: Int, _ b: UnsafePointer<Double>, _ ldb: Int, _ panels: UnsafeMutablePointer<Double>
  ) {
    ck_copy_panels_d(width, k, n, b, ldb, panels)
  }

  public static func kernelPanelProduct(
    _ bits: Int, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Double>, _ lda: Int, _ panels: UnsafePointer<Double>,
    _ adding: Bool, _ c: UnsafeMutablePointer<Double>, _ ldc: Int
  ) {
    ck_panel_product_d(Int32(bits), m, n, k, a, lda, panels, adding, c, ldc)
  }
}
