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
    fasterCore(than: core, vectorBits: Processor.vectorBits)
  }

  /// The value of `OPENBLAS_CORETYPE` that beats `core` on a processor with vectors of so many bits, `nil` for none.
  public static func fasterCore(than core: String, vectorBits: Int) -> String? {
    let core = core.lowercased()
    return switch vectorBits {
    case 512: wideCores.contains(core) ? nil : "SkylakeX"
    case 256: wideCores.contains(core) || middleCores.contains(core) ? nil : "Haswell"
    default: nil
    }
  }

  /// The values of `OPENBLAS_CORETYPE` worth trying on a processor with vectors of so many bits, the widest first.
  public static func candidateCores(vectorBits: Int) -> [String] {
    switch vectorBits {
    case 512: ["SkylakeX", "Haswell", "Zen"]
    case 256: ["Haswell", "Zen", "Sandybridge"]
    default: []
    }
  }

  /// Whether speeds measured in turns show that one core is faster than another by more than a tenth: the slowest of its
  /// measurements, of which there are some, beats the fastest of the other's.
  public static func isFaster(_ speeds: [Double], than others: [Double]) -> Bool {
    guard let slowest = speeds.min(), let fastest = others.max() else { return false }
    return slowest > 1.1 * fastest
  }

  /// The cores for processors with 512-bit vectors.
  private static let wideCores = ["skylakex", "cooperlake", "sapphirerapids"]
  /// The cores for processors with 256-bit vectors and fused multiplication and addition.
  private static let middleCores = ["haswell", "zen", "excavator"]

  /// The largest m n k of a product that OpenBLAS computes without copying its operands first; 0 where it always copies.
  ///
  /// So it is in `interface/gemm.c` and the small kernels of `skylakex` since OpenBLAS 0.3.17.
  static let smallProductLimit =
    wideCores.contains(core.lowercased()) && isAtLeast(configuration, 0, 3, 17) ? 1_000_000 : 0

  /// Whether the version in OpenBLAS's description of itself ("OpenBLAS 0.3.21 NO_AFFINITY ...") is one or a later one.
  static func isAtLeast(_ configuration: String, _ major: Int, _ minor: Int, _ patch: Int) -> Bool {
    let words = configuration.split(separator: " ")
    let numbers = words.dropFirst().first?.split(separator: ".").map { Int($0.prefix(while: \.isNumber)) ?? 0 } ?? []
    return !numbers.lexicographicallyPrecedes([major, minor, patch])
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

  /// Takes the memory that every product needs, before anybody looks how much there is for the rest.
  ///
  /// Where the system refuses it, ``Refusal`` tells, and the program ends.
  public static func requireMemory() { BLASBuffers.requireOne() }

  /// Makes every BLAS call run on the thread that makes it: a pass over a batch uses the cores by itself.
  static func useOneThreadPerCall() {
    _ = singleThreaded
  }

  private static let singleThreaded: Void = openblas_set_num_threads(1)
}
