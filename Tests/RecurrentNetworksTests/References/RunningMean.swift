import TestSupport
import Testing

/// Mean and variance of each element of random vectors, one vector after the other (Welford 1962).
struct RunningMean {
  private var count = 0.0
  private var mean: [Double]
  private var squares: [Double]

  init(count: Int) {
    mean = Array(repeating: 0, count: count)
    squares = mean
  }

  mutating func add(_ x: [Double]) {
    count += 1
    for i in x.indices {
      let δ = x[i] - mean[i]
      mean[i] += δ / count
      squares[i] += δ * (x[i] - mean[i])
    }
  }

  /// Compares with expected values, of which none may be more than six standard errors away.
  ///
  /// Beyond six a normal variable lies twice in 10⁹ cases; the seeds are fixed, so a test that passes always passes.
  func expect(
    _ expected: [Double], _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for i in mean.indices {
      let error = (squares[i] / (count * (count - 1))).squareRoot()
      expectClose(
        mean[i], expected[i], tolerance: 6 * error + 1e-12 * expected.norm, "\(what), mean of element \(i)",
        sourceLocation: sourceLocation)
    }
  }
}
