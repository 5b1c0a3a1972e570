public import RecurrentNetworks

/// What is asked about a network at one point, along one vector v.
///
///     product = C v + κ v_w + λ v + λμ G_S v        for each curvature C
public struct DerivativeOptions: Sendable, Equatable {
  /// The curvature matrices C, each once.
  public var curvatures: [Curvature]
  /// λ, which adds λ v to every product; 0: undamped.
  public var lambda: Double
  /// μ, which adds λμ G_S v to every product.
  public var mu: Double
  /// The distance whose curvature G_S is.
  public var structural: StructuralForm
  /// What sums over the split are divided by.
  public var normalization: Normalization
  /// κ.
  public var weightDecay: Double
  /// The kinds of parameters that it is for.
  public var decaying: [ParameterKind]
  /// Where the targets of the Monte-Carlo Fisher come from.
  public var seed: UInt64
  /// A bound in bytes on the states that are kept, nil for none; it changes no bit.
  public var memoryLimit: Int?
  /// The numbers (states, inputs and outputs of all steps) of the sequences that are held at a time. The default is
  /// 128 MiB in double, enough to keep all workers busy.
  public var partSize = 1 << 24

  /// The questions whose answers need no choice: the undamped Gauss-Newton matrix, without weight decay.
  public init(
    curvatures: [Curvature] = [.gaussNewton], lambda: Double = 0, mu: Double = 0,
    structural: StructuralForm = .matching, normalization: Normalization = .sequence, weightDecay: Double = 0,
    decaying: [ParameterKind] = ParameterKind.weights, seed: UInt64 = 1, memoryLimit: Int? = nil
  ) {
    self.curvatures = curvatures
    self.lambda = lambda
    self.mu = mu
    self.structural = structural
    self.normalization = normalization
    self.weightDecay = weightDecay
    self.decaying = decaying
    self.seed = seed
    self.memoryLimit = memoryLimit
  }

  /// The structural term of a product; nil where there is none.
  var structuralTerm: StructuralTerm? {
    lambda * mu == 0 ? nil : StructuralTerm(structural, weight: lambda * mu)
  }
}
