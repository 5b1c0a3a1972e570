// Arithmetic on plain arrays, for references.
extension [Double] {
  /// The sum of the products of the elements.
  public func dot(_ other: [Double]) -> Double {
    var sum = 0.0
    for i in 0..<Swift.min(count, other.count) { sum += self[i] * other[i] }
    return sum
  }

  /// The Euclidean norm.
  public var norm: Double { dot(self).squareRoot() }

  /// α times the vector.
  public func scaled(_ α: Double) -> [Double] { map { α * $0 } }

  /// The sum of the vector and α times another.
  public func adding(_ α: Double, _ x: [Double]) -> [Double] { zip(self, x).map { $0 + α * $1 } }

  /// The vector with a one at `index` and zeros elsewhere.
  public static func unit(_ index: Int, of count: Int) -> [Double] { (0..<count).map { $0 == index ? 1 : 0 } }

  /// The bits, for comparisons that mean it.
  public var bits: [UInt64] { map(\.bitPattern) }
}
