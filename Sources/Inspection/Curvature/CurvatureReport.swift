public import LinearAlgebra
public import RecurrentNetworks

/// What can be said of one curvature matrix of a network: its ends, its trace and the distribution of its eigenvalues.
public struct CurvatureReport<Element: Scalar>: Sendable {
  /// What is asked for.
  public struct Options: Sendable {
    /// λ; 0: undamped.
    public var lambda = 0.0
    /// μ, which counts where λ is not 0.
    public var mu = 0.0
    /// The form of structural damping.
    public var structural = StructuralForm.matching
    /// Of the eigenvalues at both ends.
    public var eigenvalues = ExtremeEigenvalues<Element>.Options()
    /// Whether the report keeps the vectors of these eigenvalues.
    public var keepsVectors = false
    /// The vectors that Hutch++ puts into its sketch, and the random ones outside of it.
    public var sketch = 10
    public var samples = 30
    /// The Lanczos steps of the spectral density, at most 16 where there are more than a million rows, and the random
    /// vectors.
    public var densitySteps = 20
    public var densityVectors = 4
    /// The seed of everything random.
    public var seed: UInt64 = 1

    public init() {}

    /// The products that are spent at most.
    var mostProducts: Int {
      eigenvalues.mostProducts + 2 * eigenvalues.count + 2 * sketch + samples + densitySteps * densityVectors
    }
  }

  /// A parameter block's part in it.
  public struct Block: Sendable {
    public let name: String
    public let range: Range<Int>
    /// The trace of the block on the diagonal; nil where it was not reached.
    public let trace: TraceEstimate.Value?
    /// For each of the largest eigenvalues, the block's share of the squared length of its vector.
    public let shares: [Double]
  }

  /// Which matrix.
  public let curvature: Curvature
  public let options: Options
  /// The ends, as far as they were found.
  public let ends: ExtremeEigenvalues<Element>
  /// Nil where the work was ended before, as the density.
  public let trace: TraceEstimate?
  public let density: SpectralDensity?
  public let blocks: [Block]
  /// The products spent.
  public let products: Int

  /// Looks at a curvature matrix.
  ///
  /// - Parameters:
  ///   - curvature: which.
  ///   - linearization: the point and the batch.
  ///   - layout: the parameter blocks.
  ///   - options: what is asked for.
  ///   - goesOn: is told the products spent and the most that there will be; false ends the work with what there is.
  /// - Throws: `LinearAlgebraError` where products are not finite.
  public init(
    _ curvature: Curvature, at linearization: Linearization<Element>, layout: ParameterLayout, _ options: Options,
    goesOn: (_ products: Int, _ of: Int) -> Bool = { _, _ in true }
  ) throws {
    self.curvature = curvature
    self.options = options
    let matrix = SymmetricOperator(
      curvature, at: linearization, lambda: options.lambda, mu: options.mu, structural: options.structural)
    var (spent, total, isWanted) = (0, options.mostProducts, true)
    func goes(_ products: Int, of most: Int) -> Bool {
      isWanted = goesOn(spent + products, total)
      return isWanted
    }
    var eigenvalues = options.eigenvalues
    eigenvalues.seed = options.seed
    var ends = try ExtremeEigenvalues(of: matrix, eigenvalues) { goes($0, of: $1) }
    let shares = layout.blocks.map { block in
      ends.largest.map { $0.vector?.sumOfSquares(in: block.range) ?? 0 }
    }
    if !options.keepsVectors { ends.dropVectors() }
    // What was not needed to find them will not be spent.
    total -= max(0, eigenvalues.mostProducts + 2 * eigenvalues.count - ends.products)
    spent += ends.products
    var (trace, density): (TraceEstimate?, SpectralDensity?)
    if isWanted {
      trace = TraceEstimate(
        of: matrix, blocks: layout.blocks.map(\.range), sketch: options.sketch, samples: options.samples,
        seed: options.seed
      ) { goes($0, of: $1) }
      spent += trace?.products ?? 0
    }
    if isWanted {
      density = try SpectralDensity(
        of: matrix, steps: min(options.densitySteps, matrix.size > 1_000_000 ? 16 : .max),
        vectors: options.densityVectors, seed: options.seed
      ) { goes($0, of: $1) }
      spent += density?.products ?? 0
    }
    blocks = layout.blocks.enumerated().map { index, block in
      Block(
        name: block.name, range: block.range, trace: trace?.blocks[index], shares: shares[index])
    }
    (self.ends, self.trace, self.density, products) = (ends, trace, density, spent)
  }
}

extension CurvatureReport: Encodable {
  private enum CodingKeys: String, CodingKey {
    case matrix, lambda, mu, structural, largest, smallest, residuals, converged, trace, blocks, density, products
    case traceStandardError = "trace_standard_error"
  }

  /// Stores `residuals` of the largest eigenvalues, then of the smallest.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(curvature, forKey: .matrix)
    try values.encode(options.lambda, forKey: .lambda)
    try values.encode(options.lambda == 0 ? 0 : options.mu, forKey: .mu)
    try values.encode(options.structural, forKey: .structural)
    try values.encode(ends.largest.map(\.value), forKey: .largest)
    try values.encode(ends.smallest.map(\.value), forKey: .smallest)
    try values.encode((ends.largest + ends.smallest).map(\.residual), forKey: .residuals)
    try values.encode(ends.isConverged, forKey: .converged)
    try values.encode(trace?.total.value, forKey: .trace)
    try values.encode(trace?.total.standardError, forKey: .traceStandardError)
    try values.encode(density, forKey: .density)
    try values.encode(blocks, forKey: .blocks)
    try values.encode(products, forKey: .products)
  }
}

extension CurvatureReport.Block: Encodable {
  private enum CodingKeys: String, CodingKey {
    case name, trace
    case traceStandardError = "trace_standard_error"
    case shares = "shares_of_largest"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encode(trace?.value, forKey: .trace)
    try values.encode(trace?.standardError, forKey: .traceStandardError)
    try values.encode(shares, forKey: .shares)
  }
}
