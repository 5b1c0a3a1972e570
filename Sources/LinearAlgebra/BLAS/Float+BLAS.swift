internal import COpenBLAS

extension Float: BLASScalar {
  public static func blasProduct(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>, _ lda: Int,
    _ b: UnsafePointer<Float>, _ ldb: Int, _ adding: Bool, _ c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    BLASBuffers.requireOne()
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      Int32(m), Int32(n), Int32(k), 1, a, Int32(lda), b, Int32(ldb), adding ? 1 : 0, c, Int32(ldc))
  }

  public static func blasLowerGram(
    _ transpose: Bool, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>, _ lda: Int, _ adding: Bool,
    _ c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    BLASBuffers.requireOne()
    cblas_ssyrk(
      CblasRowMajor, CblasLower, transpose ? CblasTrans : CblasNoTrans, Int32(n), Int32(k), 1, a, Int32(lda),
      adding ? 1 : 0, c, Int32(ldc))
  }

  public static func lapackGEQRF(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Float>, _ tau: UnsafeMutablePointer<Float>,
    _ work: UnsafeMutablePointer<Float>, _ workCount: Int
  ) -> Int {
    BLASBuffers.requireOne()
    var (rows, columns, workCount, info) = (Int32(m), Int32(n), Int32(workCount), Int32(0))
    var leading = rows
    sgeqrf_(&rows, &columns, a, &leading, tau, work, &workCount, &info)
    return Int(info)
  }

  public static func lapackORGQR(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Float>, _ tau: UnsafePointer<Float>,
    _ work: UnsafeMutablePointer<Float>, _ workCount: Int
  ) -> Int {
    BLASBuffers.requireOne()
    var (rows, columns, workCount, info) = (Int32(m), Int32(n), Int32(workCount), Int32(0))
    var (leading, reflectors) = (rows, columns)
    sorgqr_(&rows, &columns, &reflectors, a, &leading, tau, work, &workCount, &info)
    return Int(info)
  }

  public static func lapackPOTRF(_ n: Int, _ a: UnsafeMutablePointer<Float>, _ lda: Int) -> Int {
    BLASBuffers.requireOne()
    var (order, leading, info, upper) = (Int32(n), Int32(lda), Int32(0), CChar(UInt8(ascii: "U")))
    spotrf_(&upper, &order, a, &leading, &info)
    return Int(info)
  }

  public static func lapackPOTRS(
    _ n: Int, _ count: Int, _ a: UnsafeMutablePointer<Float>, _ lda: Int, _ b: UnsafeMutablePointer<Float>, _ ldb: Int
  ) -> Int {
    BLASBuffers.requireOne()
    var (order, columns, leading, other) = (Int32(n), Int32(count), Int32(lda), Int32(ldb))
    var (info, upper) = (Int32(0), CChar(UInt8(ascii: "U")))
    spotrs_(&upper, &order, &columns, a, &leading, b, &other, &info)
    return Int(info)
  }

  public static func lapackEigenvalues(
    _ n: Int, _ a: UnsafeMutablePointer<Float>, _ real: UnsafeMutablePointer<Float>,
    _ imaginary: UnsafeMutablePointer<Float>, _ work: UnsafeMutablePointer<Float>, _ workCount: Int
  ) -> Int {
    BLASBuffers.requireOne()
    var (order, workCount, info, one) = (Int32(n), Int32(workCount), Int32(0), Int32(1))
    var (leading, none) = (order, CChar(UInt8(ascii: "N")))
    var (noLeft, noRight) = (Float(0), Float(0))
    var (jobLeft, oneLeft) = (none, one)
    sgeev_(
      &jobLeft, &none, &order, a, &leading, real, imaginary, &noLeft, &oneLeft, &noRight, &one, work,
      &workCount, &info)
    return Int(info)
  }

  public static func lapackSymmetricEigenvectors(
    _ n: Int, _ a: UnsafeMutablePointer<Float>, _ values: UnsafeMutablePointer<Float>,
    _ work: UnsafeMutablePointer<Float>, _ workCount: Int
  ) -> Int {
    BLASBuffers.requireOne()
    var (order, workCount, info) = (Int32(n), Int32(workCount), Int32(0))
    var (leading, vectors, upper) = (order, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")))
    ssyev_(&vectors, &upper, &order, a, &leading, values, work, &workCount, &info)
    return Int(info)
  }

  public static func lapackDividedEigenvectors(
    _ n: Int, _ a: UnsafeMutablePointer<Float>, _ values: UnsafeMutablePointer<Float>,
    _ work: UnsafeMutablePointer<Float>, _ workCount: Int, _ integers: UnsafeMutablePointer<Int32>, _ integerCount: Int
  ) -> Int {
    BLASBuffers.requireOne()
    var (order, workCount, integerCount, info) = (Int32(n), Int32(workCount), Int32(integerCount), Int32(0))
    var (leading, vectors, upper) = (order, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "U")))
    ssyevd_(
      &vectors, &upper, &order, a, &leading, values, work, &workCount, integers, &integerCount, &info)
    return Int(info)
  }

  public static func lapackSingularValues(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Float>, _ values: UnsafeMutablePointer<Float>,
    _ work: UnsafeMutablePointer<Float>, _ workCount: Int
  ) -> Int {
    BLASBuffers.requireOne()
    var (rows, columns, workCount, info, one) = (Int32(m), Int32(n), Int32(workCount), Int32(0), Int32(1))
    var (leading, none) = (rows, CChar(UInt8(ascii: "N")))
    var (noLeft, noRight) = (Float(0), Float(0))
    var (jobRight, oneRight) = (none, one)
    sgesvd_(
      &none, &jobRight, &rows, &columns, a, &leading, values, &noLeft, &one, &noRight, &oneRight, work, &workCount,
      &info)
    return Int(info)
  }
}
