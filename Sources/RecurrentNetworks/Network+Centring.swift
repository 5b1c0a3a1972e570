public import LinearAlgebra

extension Network {
  /// Moves the biases of the first layer so that the mean input leaves its units as no input would: b ← b − W_x x̄.
  ///
  /// The network then begins as it would on centred inputs x − x̄ (Sutskever, Martens, Dahl & Hinton 2013, section 3): what
  /// comes in at every step, a blank symbol or a mean brightness, no longer adds up over a sequence and drowns what has to
  /// be remembered. Weights that multiply a state (W_xf of a multiplicative cell) stay out of it.
  ///
  /// - Parameters:
  ///   - θ: the parameters.
  ///   - meanInput: x̄, one number for each feature or the share of each symbol.
  public func centre(_ θ: inout Vector<Element>, on meanInput: [Double]) {
    let blocks = layout.blocks[layout.groups[0]]
    for weights in blocks where weights.kind == .weight && weights.start != .multiplier {
      let parts = weights.name.split(separator: "W_x", omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      let names = ["\(parts[0])b_\(parts[1])", "\(parts[0])b_x\(parts[1])"]
      guard let bias = blocks.first(where: { names.contains($0.name) }) else {
        preconditionFailure("\(weights.name) has no bias")
      }
      precondition(meanInput.count == weights.columns, "the mean of \(weights.columns) inputs has as many numbers")
      for i in 0..<weights.rows {
        let row = weights.offset + i * weights.columns
        let shift = meanInput.indices.reduce(0.0) { $0 + Double(θ[row + $1]) * meanInput[$1] }
        θ[bias.offset + i] = Element(Double(θ[bias.offset + i]) - shift)
      }
    }
  }
}
