/// How a first-order method turns a gradient g into an update of θ, with learning rate η and momentum m.
public enum FirstOrderMethod: String, Codable, Sendable, CaseIterable {
  /// Stochastic gradient descent with classical momentum (Polyak 1964; Sutskever, Martens, Dahl & Hinton 2013, eq. 1–2).
  ///
  ///     v ← m v − η g(θ)        θ ← θ + v
  case sgd
  /// Nesterov's accelerated gradient in the form of Sutskever, Martens, Dahl & Hinton (2013, eq. 3–4): the gradient is
  /// taken where the momentum leads, at θ + m v, and so is the loss that is reported.
  ///
  ///     v ← m v − η g(θ + m v)        θ ← θ + v
  case nesterov
  /// RMSprop (Tieleman & Hinton 2012, lecture 6.5): each gradient in units of its own root mean square. Graves' form
  /// (2013), which subtracts the squared mean, is another.
  ///
  ///     s ← ρ s + (1 − ρ) g²        v ← m v − η g / (√s + ε)        θ ← θ + v
  case rmsprop
  /// Adam with its correction of the bias (Kingma & Ba 2015, algorithm 1); momentum is β₁, t counts the updates that the
  /// moments have seen.
  ///
  ///     m ← β₁ m + (1 − β₁) g        s ← β₂ s + (1 − β₂) g²
  ///     θ ← θ − η m / (1 − β₁ᵗ) / (√(s / (1 − β₂ᵗ)) + ε)
  case adam
  /// ``adam`` with the decay of the weights beside it, rather than in its gradient (Loshchilov & Hutter 2019): see
  /// ``UpdateOptions/decoupledWeightDecay``.
  case adamw

  /// Whether it keeps a running mean of squared gradients.
  public var hasSecondMoment: Bool {
    switch self {
    case .sgd, .nesterov: false
    case .rmsprop, .adam, .adamw: true
    }
  }
}
