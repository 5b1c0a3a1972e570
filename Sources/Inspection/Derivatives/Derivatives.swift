public import LinearAlgebra
public import RecurrentNetworks

/// Loss, gradient and curvature products of a network over a set of sequences.
///
/// Vectors are in the order of the network's layout. They are sums that were accumulated in `Double`, whatever the
/// precision of the passes.
public struct Derivatives: Sendable {
  /// f(θ), weight decay included.
  public var loss: Double
  /// ∇f(θ).
  public var gradient: Vector<Double>
  /// One product for each curvature asked for, in that order.
  public var products: [(curvature: Curvature, vector: Vector<Double>)]
  /// The number of sequences, those without a scored step included.
  public var sequences = 0
  /// The number of steps that carry loss.
  public var scored = 0
  /// Σ w over all steps.
  public var totalWeight = 0.0

  init(_ curvatures: [Curvature], parameters: Int) {
    loss = 0
    gradient = Vector(count: parameters)
    products = curvatures.map { ($0, Vector(count: parameters)) }
  }

  /// Whether no number is infinite or not a number.
  public var isFinite: Bool { loss.isFinite && gradient.isFinite && products.allSatisfy(\.vector.isFinite) }

  mutating func scale(_ factor: Double) {
    loss *= factor
    gradient.scale(factor)
    for index in products.indices { products[index].vector.scale(factor) }
  }
}
