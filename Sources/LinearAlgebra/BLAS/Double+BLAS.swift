internal import COpenBLAS

extension Double: BLASScalar {
  public static func blasProduct(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Double>, _ lda: Int,
    _ b: UnsafePointer<Double>, _ ldb: Int, _ adding: Bool, _ c: UnsafeMutablePointer<Double>, _ ldc: Int
  ) {
    BLASBuffers.requireOne()
    cblas_dgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      Int32(m), Int32(n), Int32(k), 1, a, Int32(lda), b, Int32(ldb), adding ? 1 : 0, c, Int32(ldc))
  }

  public static func blasLowerGram(
    _ transpose: Bool, _ n: Int, _ k: Int, _ a: UnsafePointer<Double>, _ lda: Int, _ adding: Bool,
    _ c: UnsafeMutablePointer<Double>, _ ldc: Int
  ) {
    BLASBuffers.requireOne()
    cblas_dsyrk(
      CblasRowMajor, CblasLower, transpose ? CblasTrans : CblasNoTrans, Int32(n), Int32(k), 1, a, Int32(lda),
      adding ? 1 : 0, c, Int32(ldc))
  }

  public static func lapackGEQRF(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ tau: UnsafeMutablePointer<Double>,
    _ work: UnsafeMutablePointer<Double>, _ workCount: Int
  ) -> Int {
    BLASBuffers.requireOne()
    var (rows, columns, workCount, info) = (Int32(m), Int32(n), Int32(workCount), Int32(0))
    var leading = rows
    dgeqrf_(&rows, &columns, a, &leading, tau, work, &workCount, &info)
    return Int(info)
  }

  public static func lapackORGQR(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ tau: UnsafePointer<Double>,
    _ work: UnsafeMutablePointer<Double>, _ workCount: Int
  ) -> Int {
    BLASBuffers.requireOne()
    var (rows, columns, workCount, info) = (Int32(m), Int32(n), Int32(workCount), Int32(0))
    var (leading, reflectors) = (rows, columns)
    dorgqr_(&rows, &columns, &reflectors, a, &leading, tau, work, &workCount, &info)
    return Int(info)
  }

  public static func lapackPOTRF(_ n: Int, _ a: UnsafeMutablePointer<Double>, _ lda: Int) -> Int {
    BLASBuffers.requireOne()
    var (order, leading, info, upper) = (Int32(n), Int32(lda), Int32(0), CChar(UInt8(ascii: "U")))
    dpotrf_(&upper, &order, a, &leading, &info)
    return Int(info)
  }

  public static func lapackPOTRS(
    _ n: Int, _ count: Int, _ a: UnsafeMutablePointer<Double>, _ lda: Int, _ b: UnsafeMutablePointer<Double>, _ ldb: Int
  ) -> Int {
    BLASBuffers.requireOne()
    var (order, columns, leading, other) = (Int32(n), Int32(count), Int32(lda), Int32(ldb))
    var (info, upper) = (Int32(0), CChar(UInt8(ascii: "U")))
    dpotrs_(&upper, &order, &columns, a, &leading, b, &other, &info)
    return Int(info)
  }

  public static func lapackEigenvalues(
    _ n: Int, _ a: UnsafeMutablePointer<Double>, _ real: UnsafeMutablePointer<Double>,
    _ imaginary: UnsafeMutablePointer<Double>, _ work: UnsafeMutablePointer<Double>, _ workCount: Int
  ) -> Int {
    BLASBuffers.requireOne()
    var (order, workCount, info, one) = (Int32(n), Int32(workCount), Int32(0), Int32(1))
    var (leading, none) = (order, CChar(UInt8(ascii: "N")))
    var (noLeft, noRight) = (Double(0), Double(0))
    var (jobLeft, oneLeft) = (none, one)
    dgeev_(
      &jobLeft, &none, &order, a, &leading, real, imaginary, &noLeft, &oneLeft, &noRight, &one, work,
      &workCount, &info)
    return Int(info)
  }

  public static func lapackSymmetricEigenvectors(
    _ n: Int, _ a: UnsafeMutablePointer<Double>, _ values: UnsafeMutablePointer<Double>,
    _ work: UnsafeMutablePointer<Double>, _ workCount: Int
  ) -> Int {
    BLASBuffers.requireOne()
    var (order, workCount, info) = (Int32(n), Int32(workCount), Int32(0))
    var (leading, vectors, upper) = (order, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")))
    dsyev_(&vectors, &upper, &order, a, &leading, values, work, &workCount, &info)
    return Int(info)
  }

  public static func lapackDividedEigenvectors(
    _ n: Int, _ a: UnsafeMutablePointer<Double>, _ values: UnsafeMutablePointer<Double>,
    _ work: UnsafeMutablePointer<Double>, _ workCount: Int, _ integers: UnsafeMutablePointer<Int32>, _ integerCount: Int
  ) -> Int {
    BLASBuffers.requireOne()
    var (order, workCount, integerCount, info) = (Int32(n), Int32(workCount), Int32(integerCount), Int32(0))
    var (leading, vectors, upper) = (order, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")))
    dsyevd_(
      &vectors, &upper, &order, a, &leading, values, work, &workCount, integers, &integerCount, &info)
    return Int(info)
  }

  public static func lapackSingularValues(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ values: UnsafeMutablePointer<Double>,
    _ work: UnsafeMutablePointer<Double>, _ workCount: Int
  ) -> Int {
    BLASBuffers.requireOne()
    var (rows, columns, workCount, info, one) = (Int32(m), Int32(n), Int32(workCount), Int32(0), Int32(1))
    var (leading, none) = (rows, CChar(UInt8(ascii: "N")))
    var (noLeft, noRight) = (Double(0), Double(0))
    var (jobRight, oneRight) = (none, one)
    dgesvd_(
      &none, &jobRight, &rows, &columns, a, &leading, values, &noLeft, &one, &noRight, &oneRight, work, &workCount,
      &info)
    return Int(info)
  }
}
