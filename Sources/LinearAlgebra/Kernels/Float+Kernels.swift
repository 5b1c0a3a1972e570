internal import CKernels

extension Float: KernelScalar {
  public static func kernelDot(_ n: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>) -> Double {
    ck_dot_f(n, x, y)
  }

  public static func kernelIsFinite(_ n: Int, _ x: UnsafePointer<Float>) -> Bool {
    ck_is_finite_f(n, x)
  }

  public static func kernelAdd(_ n: Int, _ a: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    ck_add_f(n, a, x, y)
  }

  public static func kernelFill(_ n: Int, _ a: Float, _ x: UnsafeMutablePointer<Float>) {
    ck_fill_f(n, a, x)
  }

  public static func kernelScale(_ n: Int, _ a: Float, _ x: UnsafeMutablePointer<Float>) {
    ck_scale_f(n, a, x)
  }

  public static func kernelScaleAdd(_ n: Int, _ b: Float, _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>) {
    ck_scale_add_f(n, b, y, x)
  }

  public static func kernelDivide(_ n: Int, _ x: UnsafeMutablePointer<Float>, _ d: UnsafePointer<Float>) {
    ck_divide_f(n, x, d)
  }

  public static func kernelScaleAddProduct(
    _ n: Int, _ b: Float, _ y: UnsafeMutablePointer<Float>, _ a: Float, _ x: UnsafePointer<Float>,
    _ z: UnsafePointer<Float>
  ) {
    ck_scale_add_product_f(n, b, y, a, x, z)
  }

  public static func kernelAddOverRoot(
    _ n: Int, _ a: Float, _ x: UnsafePointer<Float>, _ c: Float, _ d: UnsafePointer<Float>, _ shift: Float,
    _ y: UnsafeMutablePointer<Float>
  ) {
    ck_add_over_root_f(n, a, x, c, d, shift, y)
  }

  public static func kernelAdam(
    _ n: Int, _ g: UnsafePointer<Float>, _ b: Float, _ bRest: Float, _ m: UnsafeMutablePointer<Float>, _ c: Float,
    _ cRest: Float, _ s: UnsafeMutablePointer<Float>, _ a: Float, _ d: Float, _ shift: Float,
    _ y: UnsafeMutablePointer<Float>
  ) {
    ck_adam_f(n, g, b, bRest, m, c, cRest, s, a, d, shift, y)
  }

  public static func kernelPower(_ n: Int, _ x: UnsafeMutablePointer<Float>, _ shift: Double, _ exponent: Double) {
    ck_power_f(n, x, shift, exponent)
  }

  public static func kernelNormalPairs(
    _ seed: UInt64, _ stream: UInt64, _ position: UInt64, _ n: Int, _ scale: Double, _ x: UnsafeMutablePointer<Float>
  ) {
    ck_normal_pairs_f(seed, stream, position, n, scale, x)
  }

  public static func kernelConstrain(_ n: Int, _ sign: UnsafePointer<UInt8>, _ x: UnsafeMutablePointer<Float>) {
    ck_constrain_f(n, sign, x)
  }

  public static func kernelMultiplySigns(
    _ n: Int, _ sign: UnsafePointer<UInt8>, _ t: UnsafePointer<Float>, _ x: UnsafeMutablePointer<Float>
  ) {
    ck_multiply_signs_f(n, sign, t, x)
  }

  public static func kernelTranspose(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Float>, _ ldx: Int, _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_transpose_f(m, n, x, ldx, y, ldy)
  }

  public static func kernelAddTransposed(
    _ m: Int, _ n: Int, _ a: Float, _ x: UnsafePointer<Float>, _ ldx: Int, _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_add_transposed_f(m, n, a, x, ldx, y, ldy)
  }

  public static func kernelAddMatrix(
    _ m: Int, _ n: Int, _ a: Float, _ x: UnsafePointer<Float>, _ ldx: Int, _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_add_matrix_f(m, n, a, x, ldx, y, ldy)
  }

  public static func kernelAddSquares(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Float>, _ ldx: Int, _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_add_squares_f(m, n, x, ldx, y, ldy)
  }

  public static func kernelFillRows(
    _ m: Int, _ n: Int, _ row: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_fill_rows_f(m, n, row, y, ldy)
  }

  public static func kernelPrefetch(_ n: Int, _ x: UnsafePointer<Float>) {
    ck_prefetch_f(n, x)
  }

  public static func kernelAddRow(
    _ m: Int, _ n: Int, _ row: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_add_row_f(m, n, row, y, ldy)
  }

  public static func kernelAffine(
    _ m: Int, _ n: Int, _ k: Int, _ x: UnsafePointer<Float>, _ ldx: Int, _ w: UnsafePointer<Float>, _ ldw: Int,
    _ b: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_affine_f(m, n, k, x, ldx, w, ldw, b, y, ldy)
  }

  public static func kernelAddSumOfRows(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Float>, _ ldx: Int, _ sum: UnsafeMutablePointer<Float>
  ) {
    ck_add_sum_of_rows_f(m, n, x, ldx, sum)
  }

  public static func kernelGather(
    _ m: Int, _ n: Int, _ table: UnsafePointer<Float>, _ ldt: Int, _ index: UnsafePointer<Int32>, _ step: Int,
    _ adding: Bool, _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_gather_f(m, n, table, ldt, index, step, adding, y, ldy)
  }

  public static func kernelScatterAdd(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Float>, _ ldx: Int, _ index: UnsafePointer<Int32>, _ step: Int,
    _ table: UnsafeMutablePointer<Float>, _ ldt: Int
  ) {
    ck_scatter_add_f(m, n, x, ldx, index, step, table, ldt)
  }

  public static func kernelActivate(_ kind: Int32, _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Float>, _ lda: Int) {
    ck_activate_f(kind, m, n, a, lda)
  }

  public static func kernelTangent(
    _ kind: Int32, _ m: Int, _ n: Int, _ h: UnsafePointer<Float>, _ ldh: Int, _ r: UnsafeMutablePointer<Float>,
    _ ldr: Int
  ) {
    ck_tangent_f(kind, m, n, h, ldh, r, ldr)
  }

  public static func kernelAdjoint(
    _ kind: Int32, _ m: Int, _ n: Int, _ h: UnsafePointer<Float>, _ ldh: Int, _ rh: UnsafePointer<Float>?, _ ldr: Int,
    _ inner: Float, _ outer: Float, _ d: UnsafeMutablePointer<Float>, _ ldd: Int
  ) {
    ck_adjoint_f(kind, m, n, h, ldh, rh, ldr, inner, outer, d, ldd)
  }

  public static func kernelAdjointTangent(
    _ kind: Int32, _ m: Int, _ n: Int, _ h: UnsafePointer<Float>, _ ldh: Int, _ rh: UnsafePointer<Float>, _ ldr: Int,
    _ inner: Float, _ outer: Float, _ d: UnsafeMutablePointer<Float>, _ ldd: Int, _ rd: UnsafeMutablePointer<Float>,
    _ ldrd: Int
  ) {
    ck_adjoint_tangent_f(kind, m, n, h, ldh, rh, ldr, inner, outer, d, ldd, rd, ldrd)
  }

  public static func kernelLoss(
    _ kind: Int32, _ m: Int, _ n: Int, _ z: UnsafeMutablePointer<Float>, _ ldz: Int, _ y: UnsafePointer<Float>?,
    _ ldy: Int, _ c: UnsafePointer<Int32>?, _ w: UnsafePointer<Float>
  ) -> Double {
    ck_loss_f(kind, m, n, z, ldz, y, ldy, c, w)
  }

  public static func kernelLossGradient(
    _ m: Int, _ n: Int, _ p: UnsafePointer<Float>, _ ldp: Int, _ y: UnsafePointer<Float>?, _ ldy: Int,
    _ c: UnsafePointer<Int32>?, _ w: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ ldo: Int
  ) {
    ck_loss_gradient_f(m, n, p, ldp, y, ldy, c, w, out, ldo)
  }

  public static func kernelLossHessian(
    _ kind: Int32, _ m: Int, _ n: Int, _ p: UnsafePointer<Float>, _ ldp: Int, _ w: UnsafePointer<Float>,
    _ r: UnsafeMutablePointer<Float>, _ ldr: Int
  ) {
    ck_loss_hessian_f(kind, m, n, p, ldp, w, r, ldr)
  }

  public static func kernelLossHessianRoot(
    _ kind: Int32, _ m: Int, _ n: Int, _ p: UnsafePointer<Float>, _ ldp: Int, _ w: UnsafePointer<Float>,
    _ s: UnsafeMutablePointer<Float>, _ lds: Int
  ) {
    ck_loss_hessian_root_f(kind, m, n, p, ldp, w, s, lds)
  }

  public static func kernelPack(
    _ m: Int, _ n: Int, _ source: UnsafePointer<Double>, _ index: UnsafePointer<Int32>,
    _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_pack_f(m, n, source, index, y, ldy)
  }

  public static func kernelSelect(
    _ m: Int, _ n: Int, _ a: Float, _ x: UnsafePointer<Float>, _ ldx: Int, _ bits: UnsafePointer<UInt32>, _ step: Int,
    _ index: UnsafePointer<Int32>?, _ y: UnsafeMutablePointer<Float>, _ ldy: Int
  ) {
    ck_select_f(m, n, a, x, ldx, bits, step, index, y, ldy)
  }

  public static func kernelPanelWidth(_ bits: Int) -> Int { ck_panel_width_f(Int32(bits)) }

  public static func kernelCopyPanels(
    _ width: Int, _ k: Int, _ n: Int, _ b: UnsafePointer<Float>, _ ldb: Int, _ panels: UnsafeMutablePointer<Float>
  ) {
    ck_copy_panels_f(width, k, n, b, ldb, panels)
  }

  public static func kernelPanelProduct(
    _ bits: Int, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>, _ lda: Int, _ panels: UnsafePointer<Float>,
    _ adding: Bool, _ c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    ck_panel_product_f(Int32(bits), m, n, k, a, lda, panels, adding, c, ldc)
  }
}
