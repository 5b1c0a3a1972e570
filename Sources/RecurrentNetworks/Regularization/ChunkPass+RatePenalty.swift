internal import LinearAlgebra

/// What stands in the place of ∂/∂h ½ ρ ‖h‖² = ρ h in the adjoints of a backward pass, where rates are penalized.
enum RateAdjoints {
  /// Nothing: the pass is not of the objective.
  case none
  /// ρ h, for gradients.
  case rates
  /// ρ Rh, for products with a curvature.
  case tangents
  /// √ρ times random signs, whose gradients have the curvature of the penalty as their second moments.
  case signs(seed: UInt64)
}

extension Batch {
  /// The batch with a penalty ½ ρ Σ h² on all outputs h of all layers in all steps up to the last scored one of each sequence, as a
  /// part of the loss of every pass over it: value, gradient and curvature.
  ///
  /// - Parameter ρ: the weight; finite and at least 0.
  public func penalizingRates(_ ρ: Double) -> Batch {
    precondition(ρ >= 0 && ρ.isFinite, "the weight of a penalty is finite and at least 0, got \(ρ)")
    return ρ == 0 ? self : Batch(chunks.map { Chunk($0, ratePenalty: ρ) }, sequences: sequences)
  }

  /// Whether rates are penalized.
  public var penalizesRates: Bool { chunks.contains { $0.ratePenalty > 0 } }
}

extension ChunkPass {
  /// ½ ρ Σ h² over a window whose states are computed.
  func ratePenalty(_ window: Window) -> Double {
    var sum = 0.0
    for layer in network.cells.indices {
      let h = outputs(of: layer, window, of: states)
      for row in 0..<h.rows { sum += h.dotOfRow(row, h) }
    }
    return 0.5 * chunk.ratePenalty * sum
  }

  /// Adds to the adjoints of the outputs of a layer over a window what a penalty on rates asks for.
  func add(_ rates: RateAdjoints, of layer: Int, _ window: Window, to adjoints: Matrix<Element>) {
    let h̄ = network.output(of: layer, in: adjoints)
    switch rates {
    case .none: break
    case .rates: h̄.add(chunk.ratePenalty, outputs(of: layer, window, of: states))
    case .tangents: h̄.add(chunk.ratePenalty, outputs(of: layer, window, of: tangents))
    case .signs(let seed):
      let signs = arena.matrix(rows: 1, columns: h̄.columns)
      for row in 0..<window.rows.count {
        var generator = chunk.generator(
          ofRow: row, window, seed: seed, position: 1 << 61 | UInt64(layer) << 32)
        signs.fillWithSigns(using: &generator)
        h̄.rows(row..<row + 1).add(chunk.ratePenalty.squareRoot(), signs)
      }
    }
  }
}

extension FactorAdjoints {
  /// What a penalty on rates adds where the adjoints of the logits are these.
  var rates: RateAdjoints {
    switch self {
    case .targets: .rates
    case .sampled(let seed), .signs(let seed): .signs(seed: seed)
    case .given: .none
    }
  }
}
