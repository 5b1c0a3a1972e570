public import LinearAlgebra

extension Network {
  /// Moves the biases of the first layer so that the mean input leaves its units as no input would: b ← b − W_x x̄.
  ///
  /// The network then begins as it would on centered inputs x − x̄ (Sutskever, Martens, Dahl & Hinton 2013, section 3): what
  /// comes in at every step, a blank symbol or a mean brightness, no longer adds up over a sequence and drowns what has to
  /// be remembered. Input weights without a bias, such as those that multiply a state (W_xf of a multiplicative cell), stay
  /// out of it.
  ///
  /// - Parameters:
  ///   - θ: the parameters.
  ///   - meanInput: x̄, one number for each feature or the share of each symbol.
  public func center(_ θ: inout Vector<Element>, on meanInput: [Double]) {
    for term in layout.terms[0] where term.reads == .input {
      guard let index = term.weights, let bias = term.bias else { continue }
      let weights = ParameterStack(layout.blocks[layout.stacks[0][index]])
      let first = ParameterStack(layout.blocks[layout.stacks[0][bias.stack]]).offset + (bias.columns?.lowerBound ?? 0)
      precondition(meanInput.count == weights.columns, "the mean of \(weights.columns) inputs has as many numbers")
      for i in 0..<weights.rows {
        let row = weights.offset + i * weights.columns
        let shift = meanInput.indices.reduce(0.0) { $0 + Double(θ[row + $1]) * meanInput[$1] }
        θ[first + i] = Element(Double(θ[first + i]) - shift)
      }
    }
  }
}
