/// The BLAS and LAPACK calls behind ``Matrix``. Not for direct use: pointers, no checks.
public protocol BLASScalar {
  /// C ← op(A) op(B) (+ C where `adding`), row-major; op(A) is m×k, op(B) is k×n.
  static func blasProduct(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Self>, _ lda: Int,
    _ b: UnsafePointer<Self>, _ ldb: Int, _ adding: Bool, _ c: UnsafeMutablePointer<Self>, _ ldc: Int)

  /// The lower triangle of C ← A Aᵀ (+ C where `adding`), row-major, or of Aᵀ A where `transpose`: n×n, of n×k or k×n
  /// (BLAS `syrk`); the rest of C stays.
  static func blasLowerGram(
    _ transpose: Bool, _ n: Int, _ k: Int, _ a: UnsafePointer<Self>, _ lda: Int, _ adding: Bool,
    _ c: UnsafeMutablePointer<Self>, _ ldc: Int)

  /// Householder QR of the column-major m×n matrix `a` (LAPACK `geqrf`); returns LAPACK's `info`.
  static func lapackGEQRF(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Self>, _ tau: UnsafeMutablePointer<Self>,
    _ work: UnsafeMutablePointer<Self>, _ workCount: Int
  ) -> Int

  /// The n orthonormal columns of Q from ``lapackGEQRF(_:_:_:_:_:_:)`` (LAPACK `orgqr`); returns LAPACK's `info`.
  static func lapackORGQR(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Self>, _ tau: UnsafePointer<Self>,
    _ work: UnsafeMutablePointer<Self>, _ workCount: Int
  ) -> Int

  /// The Cholesky factor U of the symmetric n×n matrix `a` = Uᵀ U, column-major, in its upper triangle (LAPACK `potrf`); returns
  /// LAPACK's `info`, above 0 where the matrix is not positive definite.
  static func lapackPOTRF(_ n: Int, _ a: UnsafeMutablePointer<Self>, _ lda: Int) -> Int

  /// Solves Uᵀ U X = B for `count` columns, in place (LAPACK `potrs`); returns LAPACK's `info`.
  static func lapackPOTRS(
    _ n: Int, _ count: Int, _ a: UnsafeMutablePointer<Self>, _ lda: Int, _ b: UnsafeMutablePointer<Self>, _ ldb: Int
  ) -> Int

  /// Eigenvalues of the n×n matrix `a`, which is overwritten (LAPACK `geev`, no vectors); returns LAPACK's `info`.
  static func lapackEigenvalues(
    _ n: Int, _ a: UnsafeMutablePointer<Self>, _ real: UnsafeMutablePointer<Self>,
    _ imaginary: UnsafeMutablePointer<Self>, _ work: UnsafeMutablePointer<Self>, _ workCount: Int
  ) -> Int

  /// Eigenvalues of the symmetric n×n matrix `a`, ascending; its columns become the eigenvectors (LAPACK `syev`). Returns
  /// LAPACK's `info`.
  static func lapackSymmetricEigenvectors(
    _ n: Int, _ a: UnsafeMutablePointer<Self>, _ values: UnsafeMutablePointer<Self>,
    _ work: UnsafeMutablePointer<Self>, _ workCount: Int
  ) -> Int

  /// The same by divide and conquer (LAPACK `syevd`): other rounding, and a fraction of the time where n is a few hundred.
  static func lapackDividedEigenvectors(
    _ n: Int, _ a: UnsafeMutablePointer<Self>, _ values: UnsafeMutablePointer<Self>,
    _ work: UnsafeMutablePointer<Self>, _ workCount: Int, _ integers: UnsafeMutablePointer<Int32>, _ integerCount: Int
  ) -> Int

  /// Singular values of the m×n matrix `a`, which is overwritten, descending (LAPACK `gesvd`, no vectors); returns LAPACK's
  /// `info`.
  static func lapackSingularValues(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Self>, _ values: UnsafeMutablePointer<Self>,
    _ work: UnsafeMutablePointer<Self>, _ workCount: Int
  ) -> Int
}
