/// What a run has spent, in minibatches of Martens & Sutskever (2011): one is 1000 sequences passed through a gradient or
/// a curvature product. A pass over all the sequences of a task that has fewer, as the 32 of `memorization-5`, counts as one;
/// any other over n sequences counts as n / 1000.
public struct Cost: Codable, Sendable, Equatable {
  /// Gradients and curvature products.
  public var minibatches = 0.0
  /// Forward-only evaluations, in the same unit; not part of the published figures.
  public var forwardMinibatches = 0.0

  /// Nothing spent.
  public init() {}

  /// Counts gradients or products.
  mutating func add(_ minibatches: Double) { self.minibatches = Self.whole(self.minibatches + minibatches) }

  /// Counts forward passes.
  mutating func addForward(_ minibatches: Double) { forwardMinibatches = Self.whole(forwardMinibatches + minibatches) }

  /// The nearest number of whole sequences: thousands of small batches do not add up to crooked sums.
  private static func whole(_ minibatches: Double) -> Double { (minibatches * 1000).rounded() / 1000 }

  enum CodingKeys: String, CodingKey {
    case minibatches
    case forwardMinibatches = "forward_minibatches"
  }
}
