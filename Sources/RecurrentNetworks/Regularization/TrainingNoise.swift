/// What is random about a network and its inputs while it is trained, and not when it is used: regularization by noise.
///
/// Nothing of it depends on the parameters. A batch gets its noise once (``Batch/adding(_:seed:for:pool:)``) and keeps it, so that
/// every pass over the batch is one of the same network, whose gradient and curvature are exact.
public struct TrainingNoise: Sendable, Equatable {
  /// How long a mask stays.
  public enum MaskSpan: String, Sendable, CaseIterable {
    /// One step: the next has a mask of its own (Zaremba, Sutskever & Vinyals 2014).
    case step
    /// The whole sequence (Gal & Ghahramani 2016, without their masks on recurrent connections).
    case sequence
  }

  /// The probability with which an output of a layer does not reach what stands above it, at least 0 and below 1. The next step
  /// of the layer itself reads all of it (Pham, Bluche, Kermorvant & Louradour 2014).
  public var dropout = 0.0
  /// The same of the features that the first layer reads.
  public var inputDropout = 0.0
  /// How long a mask stays.
  public var maskSpan = MaskSpan.step
  /// σ, the standard deviation of what is added to each feature of each step, before features are dropped; finite and at least 0.
  public var inputNoise = 0.0
  /// σ of the states, for cells that take noise (``CellKind/takesNoise``), as each of them defines it; finite and at least 0.
  public var stateNoise = 0.0

  /// No noise.
  public init() {}

  /// Whether there is none.
  public var isNone: Bool { dropout == 0 && stateNoise == 0 && !changesInputs }
  /// Whether inputs change, which have to be features then: a symbol with noise is none.
  public var changesInputs: Bool { inputDropout > 0 || inputNoise > 0 }
}
