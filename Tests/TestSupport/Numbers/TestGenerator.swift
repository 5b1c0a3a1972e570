/// A small generator for test data, independent of the library's own: SplitMix64 (Steele, Lea & Flood 2014).
public struct TestGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The numbers of a seed.
  public init(seed: UInt64) { state = seed }

  /// The numbers of one case of a seed, whatever other cases there are.
  public init(seed: UInt64, case number: Int) {
    state = seed
    state = next() ^ UInt64(number)
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// An integer of a range.
  public mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// True so often.
  public mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

  /// Uniform in [−1, 1).
  public mutating func uniform() -> Double { Double.random(in: -1..<1, using: &self) }

  /// Approximately standard normal: the sum of twelve uniform numbers.
  public mutating func normal() -> Double { (0..<12).reduce(0) { sum, _ in sum + uniform() } / 2 }

  /// A vector of uniform numbers.
  public mutating func vector(_ count: Int, in range: ClosedRange<Double> = -1...1) -> [Double] {
    (0..<count).map { _ in Double.random(in: range, using: &self) }
  }

  /// A vector of approximately normal numbers whose norm is 1.
  public mutating func direction(_ count: Int) -> [Double] {
    let v = (0..<count).map { _ in normal() }
    return v.scaled(1 / v.norm)
  }
}
