internal import Foundation
public import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData
internal import Synchronization

/// Where a network stays when its input stays: the fixed points of s ↦ F(s, u*), found from states that it visits, and what the
/// step does near them (Sussillo & Barak 2013).
///
/// By Newton's method on the exact Jacobian, damped far away; so a fixed point is one to rounding, and what remains with a larger q
/// is a place where q has a minimum above 0, or where the search was told to stop.
public struct FixedPoints: Sendable {
  /// What is asked for.
  public struct Options: Sendable {
    /// u*, one number for each feature or one symbol; nil for no features, or symbol 0.
    public var input: [Double]?
    /// How many searches are begun.
    public var starts = 256
    /// The standard deviation of what is added to half of the starts, in parts of the root mean square of what is visited.
    public var jitter = 0.3
    /// q at which a search ends; 0 for as good as the precision gives.
    public var tolerance = 0.0
    /// The most iterations of a search.
    public var iterations = 300
    /// Points nearer to one another than this, in parts of the root mean square length of a visited state, are one.
    public var distance = 1e-3
    public var seed: UInt64 = 1

    /// The usual ones.
    public init() {}
  }

  /// A point, with what the step does near it.
  public struct Point: Sendable {
    /// Everything that the network carries there.
    public let state: [Double]
    /// ½ ‖F(s) − s‖²
    public let q: Double
    /// How many searches ended there.
    public let starts: Int
    /// Of ∂F/∂s, by descending magnitude.
    public let eigenvalues: [(real: Double, imaginary: Double)]
    /// What the network predicts there.
    public let predictions: [Double]
    /// The state along the principal components of what is visited.
    public let place: [Double]

    /// Whether it is a fixed point as far as the precision tells.
    public var isFixed: Bool { q <= FixedPoints.fixed }
    /// The number of directions in which states move away from it.
    public var unstable: Int { eigenvalues.count { $0.real * $0.real + $0.imaginary * $0.imaginary > 1 } }
    /// The steps in which a deviation along each direction falls, or where the direction is unstable grows, by a factor of e;
    /// infinite where it stays.
    public var timeConstants: [Double] {
      eigenvalues.map { 1 / abs(0.5 * log($0.real * $0.real + $0.imaginary * $0.imaginary)) }
    }
  }

  /// q below which a point counts as fixed.
  public static let fixed = 1e-20
  /// The number of principal components that are kept.
  static let components = 3
  private static let searchesAtATime = 16

  /// u*.
  public let input: [Double]
  /// The names of the parts of a state, with their widths.
  public let parts: [(name: String, width: Int)]
  /// Fixed points first, stable ones before others, then by q.
  public let points: [Point]
  /// How many searches were begun, and how many of them ended nowhere (not finite).
  public let starts: Int, lost: Int
  /// Iterations of all searches.
  public let iterations: Int
  /// Wall time of the searches.
  public let seconds: Double
  /// Trajectories of some sequences along the principal components, by time from the initial state on.
  public let trajectories: [[[Double]]]
  /// The shares of the variance of visited states along the components.
  public let variances: [Double]

  /// Searches from states that a subject visits.
  ///
  /// - Parameters:
  ///   - subject: the network at its parameters, with the sequences whose states are where searches begin.
  ///   - options: what is asked for.
  ///   - goesOn: asked between searches, with how many of how many are done; false ends early with what there is.
  /// - Throws: `LinearAlgebraError` where eigenvalues cannot be found.
  public init<Element: Scalar>(
    _ subject: InspectionSubject<Element>, _ options: Options = Options(),
    goesOn: (_ done: Int, _ total: Int) -> Bool = { _, _ in true }
  ) throws {
    let definition = subject.network.definition
    let network = try Network<Double>(definition)
    let θ = subject.parameters.converted(to: Double.self)
    let input: [Double] =
      options.input
      ?? {
        switch definition.input {
        case .features(let count): [Double](repeating: 0, count: count)
        case .symbols: [0]
        }
      }()
    self.input = input
    parts = zip(definition.layers.indices, network.stateParts).flatMap { layer, parts in
      parts.filter(\.isCarried).map { (definition.layers.count > 1 ? "\(layer).\($0.name)" : $0.name, $0.width) }
    }
    let visited = VisitedStates(subject, seed: options.seed)
    let components = try PrincipalComponents(visited.sample, count: Self.components)
    let starts = visited.starts(options.starts, jitter: options.jitter, seed: options.seed)
    let began = ContinuousClock.now
    var found: [FixedPointSearch.End] = []
    // A few at a time, so that who waits is told.
    for first in stride(from: 0, to: starts.count, by: Self.searchesAtATime) {
      let part = first..<min(first + Self.searchesAtATime, starts.count)
      let ends = Mutex([FixedPointSearch.End?](repeating: nil, count: part.count))
      subject.pool.run(part.count) { task, _ in
        let end = FixedPointSearch(StepMap(network, at: θ, input: input))
          .run(from: starts[first + task], tolerance: options.tolerance, limit: options.iterations)
        ends.withLock { $0[task] = end }
      }
      found += ends.withLock { $0 }.compactMap(\.self)
      if !goesOn(found.count, starts.count) { break }
    }
    seconds = (ContinuousClock.now - began) / .seconds(1)
    self.starts = found.count
    iterations = found.reduce(0) { $0 + $1.iterations }
    let finite = found.filter { $0.q.isFinite }
    lost = found.count - finite.count
    let groups = Self.distinct(finite, within: options.distance * visited.length)
    let search = FixedPointSearch(StepMap(network, at: θ, input: input))
    points = try groups.map { end, count in
      let (jacobian, predictions) = search.look(at: end.state)
      let eigenvalues = try MatrixSpectrum("", jacobian).eigenvalues
      return Point(
        state: end.state, q: end.q, starts: count, eigenvalues: eigenvalues, predictions: predictions,
        place: components.place(of: end.state))
    }.sorted {
      ($0.isFixed ? 0 : 1, $0.isFixed ? $0.unstable : 0, $0.q) < (
        $1.isFixed ? 0 : 1, $1.isFixed ? $1.unstable : 0, $1.q
      )
    }
    trajectories = visited.trajectories.map { $0.map(components.place) }
    variances = components.shares
  }

  /// One end for each place, the one with the smallest q, with the number of ends there.
  private static func distinct(_ ends: [FixedPointSearch.End], within distance: Double) -> [(FixedPointSearch.End, Int)]
  {
    var groups: [(end: FixedPointSearch.End, count: Int)] = []
    for end in ends.sorted(by: { $0.q < $1.q }) {
      let near = groups.firstIndex { group in
        zip(group.end.state, end.state).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } <= distance * distance
      }
      if let near { groups[near].count += 1 } else { groups.append((end, 1)) }
    }
    return groups.map { ($0.end, $0.count) }
  }
}
