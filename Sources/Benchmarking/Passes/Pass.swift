/// The passes over a batch that training consists of.
public enum Pass: String, Sendable, Codable, CaseIterable {
  /// The loss.
  case forward
  /// The loss and its gradient by backpropagation through time.
  case gradient
  /// A Gauss-Newton product at a point whose activations are kept.
  case gaussNewton = "gauss-newton"
  /// The same with structural damping.
  case structural = "gauss-newton-structural"
}
