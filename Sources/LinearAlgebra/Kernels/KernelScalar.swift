/// The C kernels behind ``Vector`` and ``Matrix``, named as in `CKernels.h`. Not for direct use: pointers, no checks.
public protocol KernelScalar {
  /// The sum of x y, accumulated in `Double`.
  static func kernelDot(_ n: Int, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>) -> Double
  /// Whether all elements are finite.
  static func kernelIsFinite(_ n: Int, _ x: UnsafePointer<Self>) -> Bool
  /// y ← y + a x
  static func kernelAdd(_ n: Int, _ a: Self, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
  /// x ← a
  static func kernelFill(_ n: Int, _ a: Self, _ x: UnsafeMutablePointer<Self>)
  /// x ← a x
  static func kernelScale(_ n: Int, _ a: Self, _ x: UnsafeMutablePointer<Self>)
  /// y ← x + b y
  static func kernelScaleAdd(_ n: Int, _ b: Self, _ y: UnsafeMutablePointer<Self>, _ x: UnsafePointer<Self>)
  /// x ← x / d
  static func kernelDivide(_ n: Int, _ x: UnsafeMutablePointer<Self>, _ d: UnsafePointer<Self>)
  /// y ← b y + a x ⊙ z
  static func kernelScaleAddProduct(
    _ n: Int, _ b: Self, _ y: UnsafeMutablePointer<Self>, _ a: Self, _ x: UnsafePointer<Self>, _ z: UnsafePointer<Self>)
  /// y ← y + a x / (√(c d) + shift)
  static func kernelAddOverRoot(
    _ n: Int, _ a: Self, _ x: UnsafePointer<Self>, _ c: Self, _ d: UnsafePointer<Self>, _ shift: Self,
    _ y: UnsafeMutablePointer<Self>)
  /// m ← b m + b' g, s ← c s + c' g², y ← y + a m / (√(d s) + shift)
  static func kernelAdam(
    _ n: Int, _ g: UnsafePointer<Self>, _ b: Self, _ bRest: Self, _ m: UnsafeMutablePointer<Self>, _ c: Self,
    _ cRest: Self, _ s: UnsafeMutablePointer<Self>, _ a: Self, _ d: Self, _ shift: Self, _ y: UnsafeMutablePointer<Self>
  )
  /// x ← (x + shift)^exponent
  static func kernelPower(_ n: Int, _ x: UnsafeMutablePointer<Self>, _ shift: Double, _ exponent: Double)
  /// x ← scale times normal numbers, in pairs, from a block of a stream on
  static func kernelNormalPairs(
    _ seed: UInt64, _ stream: UInt64, _ position: UInt64, _ n: Int, _ scale: Double, _ x: UnsafeMutablePointer<Self>)
  /// x ← 0, x, |x| or −|x|, as its sign says
  static func kernelConstrain(_ n: Int, _ sign: UnsafePointer<UInt8>, _ x: UnsafeMutablePointer<Self>)
  /// x ← s x with the derivative s of that at t
  static func kernelMultiplySigns(
    _ n: Int, _ sign: UnsafePointer<UInt8>, _ t: UnsafePointer<Self>, _ x: UnsafeMutablePointer<Self>)
  /// y ← xᵀ, x being m×n
  static func kernelTranspose(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Self>, _ ldx: Int, _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// y ← y + a xᵀ, x being m×n
  static func kernelAddTransposed(
    _ m: Int, _ n: Int, _ a: Self, _ x: UnsafePointer<Self>, _ ldx: Int, _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// y ← y + a x
  static func kernelAddMatrix(
    _ m: Int, _ n: Int, _ a: Self, _ x: UnsafePointer<Self>, _ ldx: Int, _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// y ← y + x ⊙ x
  static func kernelAddSquares(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Self>, _ ldx: Int, _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// Asks for the cache lines of x, which need not exist
  static func kernelPrefetch(_ n: Int, _ x: UnsafePointer<Self>)
  /// Each row of y ← row
  static func kernelFillRows(
    _ m: Int, _ n: Int, _ row: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// Each row of y ← itself + row
  static func kernelAddRow(_ m: Int, _ n: Int, _ row: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// Each row of y ← b + its row of x times the k×n matrix w, k ≥ 1
  static func kernelAffine(
    _ m: Int, _ n: Int, _ k: Int, _ x: UnsafePointer<Self>, _ ldx: Int, _ w: UnsafePointer<Self>, _ ldw: Int,
    _ b: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// sum ← sum + Σ rows of x
  static func kernelAddSumOfRows(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Self>, _ ldx: Int, _ sum: UnsafeMutablePointer<Self>)
  /// Row i of y ← (itself +) row index[i step] of table
  static func kernelGather(
    _ m: Int, _ n: Int, _ table: UnsafePointer<Self>, _ ldt: Int, _ index: UnsafePointer<Int32>, _ step: Int,
    _ adding: Bool, _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// Row index[i step] of table ← itself + row i of x
  static func kernelScatterAdd(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Self>, _ ldx: Int, _ index: UnsafePointer<Int32>, _ step: Int,
    _ table: UnsafeMutablePointer<Self>, _ ldt: Int)
  /// a ← φ(a)
  static func kernelActivate(_ kind: Int32, _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Self>, _ lda: Int)
  /// r ← φ'(h) ⊙ r
  static func kernelTangent(
    _ kind: Int32, _ m: Int, _ n: Int, _ h: UnsafePointer<Self>, _ ldh: Int, _ r: UnsafeMutablePointer<Self>, _ ldr: Int
  )
  /// d ← φ'(h) ⊙ (d + inner Rh) + outer Rh
  static func kernelAdjoint(
    _ kind: Int32, _ m: Int, _ n: Int, _ h: UnsafePointer<Self>, _ ldh: Int, _ rh: UnsafePointer<Self>?, _ ldr: Int,
    _ inner: Self, _ outer: Self, _ d: UnsafeMutablePointer<Self>, _ ldd: Int)
  /// rd ← φ'(h) ⊙ (rd + inner Rh) + φ''(h)/φ'(h) Rh ⊙ d + outer Rh, then d ← φ'(h) ⊙ d
  static func kernelAdjointTangent(
    _ kind: Int32, _ m: Int, _ n: Int, _ h: UnsafePointer<Self>, _ ldh: Int, _ rh: UnsafePointer<Self>, _ ldr: Int,
    _ inner: Self, _ outer: Self, _ d: UnsafeMutablePointer<Self>, _ ldd: Int, _ rd: UnsafeMutablePointer<Self>,
    _ ldrd: Int)
  /// y ← (y +) a x ⊙ z
  static func kernelHadamard(
    _ m: Int, _ n: Int, _ a: Self, _ x: UnsafePointer<Self>, _ ldx: Int, _ z: UnsafePointer<Self>, _ ldz: Int,
    _ adding: Bool, _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// y ← (y +) x ⊙ z + u ⊙ v
  static func kernelHadamardPair(
    _ m: Int, _ n: Int, _ x: UnsafePointer<Self>, _ ldx: Int, _ z: UnsafePointer<Self>, _ ldz: Int,
    _ u: UnsafePointer<Self>, _ ldu: Int, _ v: UnsafePointer<Self>, _ ldv: Int, _ adding: Bool,
    _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// d ← z − x, y ← x + w ⊙ d
  static func kernelInterpolate(
    _ m: Int, _ n: Int, _ w: UnsafePointer<Self>, _ ldw: Int, _ x: UnsafePointer<Self>, _ ldx: Int,
    _ z: UnsafePointer<Self>, _ ldz: Int, _ d: UnsafeMutablePointer<Self>, _ ldd: Int,
    _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// h ← φ(a), y ← x ⊙ h
  static func kernelActivateProduct(
    _ kind: Int32, _ m: Int, _ n: Int, _ a: UnsafePointer<Self>, _ lda: Int, _ x: UnsafePointer<Self>, _ ldx: Int,
    _ h: UnsafeMutablePointer<Self>, _ ldh: Int, _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// a ← φ(a + x ⊙ z)
  static func kernelActivateSum(
    _ kind: Int32, _ m: Int, _ n: Int, _ x: UnsafePointer<Self>, _ ldx: Int, _ z: UnsafePointer<Self>, _ ldz: Int,
    _ a: UnsafeMutablePointer<Self>, _ lda: Int)
  /// y ← φ'(h) ⊙ (x − w ⊙ x), x ← w ⊙ x
  static func kernelSplit(
    _ kind: Int32, _ m: Int, _ n: Int, _ w: UnsafePointer<Self>, _ ldw: Int, _ h: UnsafePointer<Self>, _ ldh: Int,
    _ x: UnsafeMutablePointer<Self>, _ ldx: Int, _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// y ← (y +) φ'(h) ⊙ x ⊙ z
  static func kernelDerivativeProduct(
    _ kind: Int32, _ m: Int, _ n: Int, _ h: UnsafePointer<Self>, _ ldh: Int, _ x: UnsafePointer<Self>, _ ldx: Int,
    _ z: UnsafePointer<Self>, _ ldz: Int, _ adding: Bool, _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// Logits z ← predictions; returns Σ w ℓ
  static func kernelLoss(
    _ kind: Int32, _ m: Int, _ n: Int, _ z: UnsafeMutablePointer<Self>, _ ldz: Int, _ y: UnsafePointer<Self>?,
    _ ldy: Int, _ c: UnsafePointer<Int32>?, _ w: UnsafePointer<Self>
  ) -> Double
  /// out ← w (p − y)
  static func kernelLossGradient(
    _ m: Int, _ n: Int, _ p: UnsafePointer<Self>, _ ldp: Int, _ y: UnsafePointer<Self>?, _ ldy: Int,
    _ c: UnsafePointer<Int32>?, _ w: UnsafePointer<Self>, _ out: UnsafeMutablePointer<Self>, _ ldo: Int)
  /// r ← w H r
  static func kernelLossHessian(
    _ kind: Int32, _ m: Int, _ n: Int, _ p: UnsafePointer<Self>, _ ldp: Int, _ w: UnsafePointer<Self>,
    _ r: UnsafeMutablePointer<Self>, _ ldr: Int)
  /// s ← √w R s with R Rᵀ = H
  static func kernelLossHessianRoot(
    _ kind: Int32, _ m: Int, _ n: Int, _ p: UnsafePointer<Self>, _ ldp: Int, _ w: UnsafePointer<Self>,
    _ s: UnsafeMutablePointer<Self>, _ lds: Int)
  /// Row i of y ← row index[i] of a contiguous source of n columns, converted
  static func kernelPack(
    _ m: Int, _ n: Int, _ source: UnsafePointer<Double>, _ index: UnsafePointer<Int32>, _ y: UnsafeMutablePointer<Self>,
    _ ldy: Int)
  /// Row i of y ← a times row i of x where the bits from word i step, or index[i] step, are set, 0 elsewhere
  static func kernelSelect(
    _ m: Int, _ n: Int, _ a: Self, _ x: UnsafePointer<Self>, _ ldx: Int, _ bits: UnsafePointer<UInt32>, _ step: Int,
    _ index: UnsafePointer<Int32>?, _ y: UnsafeMutablePointer<Self>, _ ldy: Int)
  /// The columns of a panel, for vectors of so many bits; 0 where there are no products with panels
  static func kernelPanelWidth(_ bits: Int) -> Int
  /// Copies the k×n matrix b into panels
  static func kernelCopyPanels(
    _ width: Int, _ k: Int, _ n: Int, _ b: UnsafePointer<Self>, _ ldb: Int, _ panels: UnsafeMutablePointer<Self>)
  /// c ← (c +) a b, m×k by k×n, with b in panels
  static func kernelPanelProduct(
    _ bits: Int, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Self>, _ lda: Int, _ panels: UnsafePointer<Self>,
    _ adding: Bool, _ c: UnsafeMutablePointer<Self>, _ ldc: Int)
}
