/// What a batch is used for in a step.
///
/// Roles are separate because they want different things: the gradient a large batch, the curvature a smaller one that
/// many products pass over, the choice of the step one that neither has been fitted to. An objective is free to serve
/// several roles from the same data; it says so in ``Objective/isSameBatch(_:_:)``.
public enum BatchRole: String, Codable, Sendable, CaseIterable {
  /// The gradient of the step, and by default both losses of the reduction ratio ρ.
  case gradient
  /// The matrix that conjugate gradients work with, fixed during one solve.
  case curvature
  /// Every loss by which a step is chosen: backtracking over the iterates, the line search, the held-out stop.
  case backtracking
  /// Judging the parameters. The optimizer never asks for it.
  case validation
}
