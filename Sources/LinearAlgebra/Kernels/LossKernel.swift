/// The losses that have kernels, all on logits z: ½‖z − y‖², logistic and softmax cross-entropy.
public enum LossKernel: Int32, Sendable {
  case squaredError = 0
  case logistic = 1
  case softmax = 2
}
