public import LinearAlgebra

/// The trace of a symmetric matrix and of its diagonal blocks, by Hutch++ (Meyer, Musco, Musco & Woodruff 2021): exact on a
/// space that products with random signs have found, random signs z outside of it.
///
///     tr A = tr QᵀAQ + E zᵀ (I − QQᵀ) A (I − QQᵀ) z
///     tr of block b = Σ_q q_bᵀ (A q)_b + E z_bᵀ (A (I − QQᵀ) z)_b
public struct TraceEstimate: Sendable {
  /// An estimate with its standard error, that of a mean over the random vectors.
  public struct Value: Sendable, Encodable {
    public let value: Double
    /// 0 where nothing was left to chance.
    public let standardError: Double

    private enum CodingKeys: String, CodingKey {
      case value
      case standardError = "standard_error"
    }
  }

  /// Of the whole matrix.
  public let total: Value
  /// Of each block asked for. They add up to the trace within their errors.
  public let blocks: [Value]
  /// The products spent.
  public let products: Int

  /// Estimates the trace. What is left outside the space is skewed, so that a few samples may all lie below the mean: the
  /// standard error is then too small.
  ///
  /// - Parameters:
  ///   - matrix: the matrix.
  ///   - ranges: the blocks, as ranges of rows.
  ///   - sketch: the number of vectors that span the space; costs two products each.
  ///   - samples: the number of random vectors outside of it, at least two; costs one product each.
  ///   - seed: the seed of all random signs.
  ///   - goesOn: is told the products spent and all of them; false ends the work with the samples there are.
  /// - Returns: nil where it was ended before there were two samples.
  public init?<Element: Scalar>(
    of matrix: SymmetricOperator<Element>, blocks ranges: [Range<Int>], sketch: Int = 10, samples: Int = 30,
    seed: UInt64 = 1, goesOn: (_ products: Int, _ of: Int) -> Bool = { _, _ in true }
  ) {
    let size = matrix.size
    let isWhole = sketch >= size
    let sketch = min(sketch, size)
    let samples = max(2, samples)
    let all = (isWhole ? size : 2 * sketch + samples)
    var generator = Philox(seed: seed, stream: 0x7ACE)
    var product = Vector<Element>(count: size)
    var spent = 0
    func multiply(_ v: Vector<Element>) -> Bool {
      matrix.multiply(v, into: &product)
      spent += 1
      return goesOn(spent, all)
    }

    var space = OrthonormalBasis<Element>(size: size, capacity: sketch)
    if isWhole {
      // So small a matrix needs no chance: the unit vectors span everything.
      for i in 0..<size {
        var unit = Vector<Element>(count: size)
        unit[i] = 1
        space.appendOrthonormal(unit)
      }
    } else {
      for _ in 0..<sketch {
        let z: Vector<Element> = Self.signs(size, &generator)
        guard multiply(z) else { return nil }
        // A direction that lies in the space already adds nothing but rounding.
        let norm = product.norm
        space.append(product, least: 1e3 * Double(Element.ulpOfOne) * norm)
      }
    }

    var exact = 0.0
    var exactBlocks = ranges.map { _ in 0.0 }
    for q in space.vectors {
      guard multiply(q) || isWhole else { return nil }
      exact += q.dot(product)
      for (b, range) in ranges.enumerated() { exactBlocks[b] += q.dot(product, in: range) }
    }
    var (rests, restBlocks): ([Double], [[Double]]) = ([], ranges.map { _ in [] })
    if !isWhole {
      for _ in 0..<samples {
        let z: Vector<Element> = Self.signs(size, &generator)
        var outside = z
        _ = space.project(&outside)
        let isWanted = multiply(outside)
        rests.append(outside.dot(product))
        for (b, range) in ranges.enumerated() { restBlocks[b].append(z.dot(product, in: range)) }
        if !isWanted { break }
      }
      guard rests.count >= 2 else { return nil }
    }
    total = Self.value(exact, rests)
    self.blocks = zip(exactBlocks, restBlocks).map { Self.value($0, $1) }
    products = spent
  }

  private static func signs<Element: Scalar>(_ size: Int, _ generator: inout Philox) -> Vector<Element> {
    Vector((0..<size).map { _ in generator.nextWord() & 1 == 0 ? 1 : -1 })
  }

  private static func value(_ exact: Double, _ samples: [Double]) -> Value {
    guard samples.count > 1 else { return Value(value: exact, standardError: 0) }
    let n = Double(samples.count)
    let mean = samples.reduce(0, +) / n
    let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    return Value(value: exact + mean, standardError: (variance / n).squareRoot())
  }
}
