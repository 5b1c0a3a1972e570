// Plain arithmetic for references that share nothing with the library's kernels.
extension [Double] {
  var norm: Double { dot(self).squareRoot() }

  func dot(_ other: [Double]) -> Double {
    var sum = 0.0
    for i in indices { sum += self[i] * other[i] }
    return sum
  }

  /// self + α x
  func adding(_ α: Double, _ x: [Double]) -> [Double] {
    var result = self
    for i in indices { result[i] += α * x[i] }
    return result
  }

  func scaled(_ α: Double) -> [Double] { map { α * $0 } }

  func distance(to other: [Double]) -> Double { adding(-1, other).norm }
}
