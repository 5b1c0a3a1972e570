internal import LinearAlgebra

/// The rules of ``FirstOrderMethod``, each number of the parameters by itself.
struct FirstOrderRule<Element: Scalar>: GradientRule {
  let options: FirstOrderOptions

  var lookahead: Double { options.method == .nesterov ? options.momentum : 0 }

  func move(
    _ θ: inout Vector<Element>, along gradient: Vector<Element>, rate η: Double,
    _ state: inout FirstOrderState<Element>
  ) {
    let (m, ρ, ε) = (options.momentum, options.squareDecay, options.epsilon)
    switch options.method {
    case .sgd, .nesterov:
      state.firstMoment.scale(m)
      state.firstMoment.add(-η, gradient)
      θ.add(1, state.firstMoment)
    case .rmsprop:
      state.secondMoment.scale(ρ, adding: 1 - ρ, times: gradient, gradient)
      state.firstMoment.scale(m)
      state.firstMoment.add(-η, gradient, overRootOf: state.secondMoment, shift: ε)
      θ.add(1, state.firstMoment)
    case .adam, .adamw:
      AdamUpdate(momentum: m, squareDecay: ρ, epsilon: ε, count: state.momentUpdates)
        .move(&θ, along: gradient, rate: η, &state, in: 0..<θ.count)
    }
  }
}

/// The t-th update of Adam (Kingma & Ba 2015, algorithm 1), of some of the parameters.
///
///     m ← β₁ m + (1 − β₁) g        s ← β₂ s + (1 − β₂) g²
///     θ ← θ − η m / (1 − β₁ᵗ) / (√(s / (1 − β₂ᵗ)) + ε)
struct AdamUpdate {
  let momentum: Double
  let squareDecay: Double
  let epsilon: Double
  let count: Int

  /// 1 / (1 − β₁ᵗ)
  var firstCorrection: Double { 1 / (1 - power(momentum, count)) }
  /// 1 / (1 − β₂ᵗ)
  var secondCorrection: Double { 1 / (1 - power(squareDecay, count)) }

  func move<Element: Scalar>(
    _ θ: inout Vector<Element>, along gradient: Vector<Element>, rate η: Double,
    _ state: inout FirstOrderState<Element>, in range: Range<Int>
  ) {
    θ.stepAlong(
      gradient, in: range, mean: &state.firstMoment, momentum, squares: &state.secondMoment, squareDecay,
      scale: -η * firstCorrection, squareScale: secondCorrection, shift: epsilon)
  }
}
