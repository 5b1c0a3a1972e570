import Glibc
import LinearAlgebra
import Testing

/// A small generator for test data (SplitMix64, S. Vigna 2015), independent of the one under test elsewhere.
struct TestGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in (−1, 1).
  mutating func uniform() -> Double { Double.random(in: -1..<1, using: &self) }

  /// Approximately standard normal: the sum of twelve uniform numbers.
  mutating func normal() -> Double { (0..<12).reduce(0) { sum, _ in sum + uniform() } / 2 }
}

/// Records a failure that names both values, their ratio and the tolerance unless |value − expected| ≤ tolerance.
func expectClose(
  _ value: Double, _ expected: Double, tolerance: Double, _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  // Passing comparisons are not recorded: there are millions of them.
  guard !(abs(value - expected) <= tolerance), value != expected, !(value.isNaN && expected.isNaN) else { return }
  Issue.record(
    "\(what()): \(value) instead of \(expected), ratio \(value / expected), tolerance \(tolerance)",
    sourceLocation: sourceLocation)
}

func sine(_ x: Double) -> Double { sin(x) }
func cosine(_ x: Double) -> Double { cos(x) }
func exponential(_ x: Double) -> Double { exp(x) }
func logarithm(_ x: Double) -> Double { log(x) }
func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }

/// log(1 + eˣ) in Double.
func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

/// 1 / (1 + e⁻ˣ) in Double.
func logisticFunction(_ x: Double) -> Double { x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)) }

/// x to the power of y in Double.
func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
