/// The batch on which the reduction ratio ρ compares the loss before and after a step.
public enum ReductionBatch: String, Codable, Sendable, CaseIterable {
  /// The batch that gave g. The default: ρ then compares like with like. One more loss over that batch a step.
  case gradient
  /// The curvature batch, as in Martens & Sutskever (2011). The linear term of the denominator is taken from that
  /// batch too; without it long sequences with their heavy-tailed gradients give ρ ≈ 0 however small the step. One more
  /// gradient and one more loss over the smaller batch a step.
  case curvature

  /// The role whose losses are compared.
  public var role: BatchRole {
    switch self {
    case .gradient: .gradient
    case .curvature: .curvature
    }
  }
}
