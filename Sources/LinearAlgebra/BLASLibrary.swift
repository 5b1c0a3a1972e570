internal import CKernels
internal import COpenBLAS

/// The linear-algebra library behind the products: which one it is, whether it suits this processor, how fast it is.
///
/// OpenBLAS chooses its code ("core") when it is loaded. Where it does not know a processor that is newer than itself, it
/// takes older code: AVX2 products on an AVX-512 machine have half the speed. The environment variable
/// `OPENBLAS_CORETYPE`, set before the program starts, overrules the choice; setting it later has no effect.
public enum BLASLibrary {
  /// OpenBLAS's description of itself: version, build options and core.
  public static var configuration: String { String(cString: openblas_get_config()) }

  /// The core in use, "Haswell" or "SkylakeX" for example.
  public static var core: String { String(cString: openblas_get_corename()) }

  /// The value of `OPENBLAS_CORETYPE` with which products would be faster on this processor, `nil` where all is well.
  public static var fasterCore: String? {
    fasterCore(than: core, onProcessorWithAVX512: ck_has_avx512())
  }

  /// The value of `OPENBLAS_CORETYPE` that beats `core` on a processor with or without AVX-512, `nil` for none.
  public static func fasterCore(than core: String, onProcessorWithAVX512 hasAVX512: Bool) -> String? {
    let wideCores = ["skylakex", "cooperlake", "sapphirerapids"]
    return hasAVX512 && !wideCores.contains(core.lowercased()) ? "SkylakeX" : nil
  }

  /// The speed in Gflop/s of one thread's products of 64×100 and 100×100 matrices, the shape of a chunk's recurrent step:
  /// the median over batches of products that fill about `seconds`.
  public static func measuredGigaflops<Element: Scalar>(
    _ type: Element.Type = Element.self, seconds: Double = 0.2
  ) -> Double {
    useOneThreadPerCall()
    let (rows, size, repetitions) = (64, 100, 20)
    let states = Matrix<Element>(rows: rows, columns: size)
    let weights = Matrix<Element>(rows: size, columns: size)
    let result = Matrix<Element>(rows: rows, columns: size)
    states.fill(1)
    weights.fill(0.01)
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    var speeds: [Double] = []
    repeat {
      let duration = clock.measure {
        for _ in 0..<repetitions { result.multiply(states, weights) }
      }
      speeds.append(Double(2 * repetitions * rows * size * size) / (duration / .nanoseconds(1)))
    } while clock.now < end
    return speeds.sorted()[speeds.count / 2]
  }

  /// Makes every BLAS call run on the thread that makes it: a pass over a batch uses the cores by itself.
  static func useOneThreadPerCall() {
    _ = singleThreaded
  }

  private static let singleThreaded: Void = openblas_set_num_threads(1)
}
