/// What a run has spent, in minibatches of Martens & Sutskever (2011): one is 1000 sequences passed through a gradient or
/// a curvature product. A pass over a whole set that holds fewer counts as one.
public struct Cost: Codable, Sendable, Equatable {
  /// Gradients and curvature products.
  public var minibatches = 0.0
  /// Forward-only evaluations, in the same unit; not part of the published figures.
  public var forwardMinibatches = 0.0

  /// Nothing spent.
  public init() {}

  enum CodingKeys: String, CodingKey {
    case minibatches
    case forwardMinibatches = "forward_minibatches"
  }
}
