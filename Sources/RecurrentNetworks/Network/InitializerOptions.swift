/// The scales of an ``Initializer``.
public struct InitializerOptions: Codable, Sendable, Equatable {
  /// Where to begin.
  public var initializer: Initializer
  /// The standard deviation of input weights; nil takes the initializer's own: 1/(4√15) ≈ 0.065 for `sparse` and
  /// `orthogonal`, 0.1 for `spectral-radius` (the paper uses 0.001 for tasks with real inputs and 0.1 for memorization),
  /// 0.001 for `identity`; four times those of `sparse` and `orthogonal`, 1/√15, for gates, which without input would all
  /// be half open. For W_xf of a multiplicative cell that reads symbols it is the spread around 1, 0.1 unless given. In a
  /// simple cell four times as much washes over what has to be remembered: memorization then fails.
  public var inputScale: Double?
  /// Non-zero incoming weights for each unit in the sparse matrices; 15 in the papers.
  public var incoming: Int

  /// Options; the defaults are the papers'.
  public init(_ initializer: Initializer = .sparse, inputScale: Double? = nil, incoming: Int = 15) {
    self.initializer = initializer
    self.inputScale = inputScale
    self.incoming = incoming
  }
}
