public import RecurrentNetworks

/// What the invariants of a model depend on beside the model and the data.
public struct InvariantOptions: Sendable, Codable, Equatable {
  /// What sums over a batch are divided by.
  public var normalization: Normalization
  /// κ; the default of training, 2e-5, is too small to show that it is missing, so the default here is 0.01.
  public var weightDecay: Double
  /// The form of structural damping that rides on curvature products. `G_S` itself is checked in every form.
  public var structural: StructuralForm
  /// The numbers of threads that must give the bits of one thread.
  public var threads: [Int]
  /// Where random directions come from.
  public var seed: UInt64

  /// Options; the defaults are those of training but for the weight decay.
  public init(
    normalization: Normalization = .sequence, weightDecay: Double = 0.01, structural: StructuralForm = .matching,
    threads: [Int] = [2, 3], seed: UInt64 = 1
  ) {
    self.normalization = normalization
    self.weightDecay = weightDecay
    self.structural = structural
    self.threads = threads
    self.seed = seed
  }
}
