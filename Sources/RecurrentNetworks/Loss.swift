public import LinearAlgebra

/// The loss of one step, a function of the logits z and the target y; computed stably from z.
///
/// Each is a matching loss (Schraudolph 2002): its gradient with respect to z is p − y, where p is the prediction, and its
/// Hessian is positive semi-definite and does not depend on y, so that the Gauss-Newton matrix is the model Fisher matrix.
public enum Loss: String, Codable, Sendable, CaseIterable {
  /// ½‖z − y‖², p = z, H = I.
  case squaredError = "squared-error"
  /// Σ log(1 + e^z) − y z, p = 1/(1 + e^−z), H = diag p(1 − p).
  case logistic
  /// log Σ e^z − z_y, p = softmax z, H = diag p − p pᵀ.
  case softmax

  /// The kernel that computes it.
  public var kernel: LossKernel {
    switch self {
    case .squaredError: .squaredError
    case .logistic: .logistic
    case .softmax: .softmax
    }
  }
}
