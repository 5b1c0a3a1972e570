public import LinearAlgebra

/// Second moments of the rows of a factor.
public struct FactorMoments<Element: Scalar>: Sendable {
  /// Σ a aᵀ.
  public let sums: Matrix<Element>
  /// The symmetric part of Σ a_{t+1} a_tᵀ over the steps t that have a next one in their sequence; `nil` where it was not
  /// asked for.
  public let lagged: Matrix<Element>?

  /// Moments from their parts.
  public init(sums: Matrix<Element>, lagged: Matrix<Element>?) { (self.sums, self.lagged) = (sums, lagged) }
}

/// Second moments of what the gates of a network multiply and of their deltas, summed over the rows of a batch: the factors
/// of a Kronecker-factored curvature (Martens & Grosse 2015; Martens, Ba & Johnson 2018).
///
/// The gradient of a gate is Σ δ aᵀ over rows, a being what its parts multiply, one below the other, 1 for a bias. The
/// factors are A = Σ a aᵀ and G = Σ δ δᵀ. Gates that read the same share A, and each has a G of its own.
public struct KroneckerFactors<Element: Scalar>: Sendable {
  /// The factors of one gate.
  public struct Factor: Sendable {
    /// The gate.
    public let gate: ParameterLayout.Gate
    /// A, one matrix for all gates that read alike.
    public let sources: FactorMoments<Element>
    /// G.
    public let deltas: FactorMoments<Element>
    /// The number of rows: all steps up to the last scored one of each sequence; of the output layer those that are scored.
    public let rows: Int
  }

  /// What is known of a learned initial state: there is one for each sequence, and nothing that it is multiplied by.
  public struct InitialState: Sendable {
    /// The index of its block in ``ParameterLayout/blocks``.
    public let block: Int
    /// Σ δ δᵀ over the sequences, δ being the adjoint of the state before the first step.
    public let deltas: Matrix<Element>
  }

  /// The factors of every gate, layer by layer, that of the output layer last.
  public let factors: [Factor]
  /// The learned initial states, layer by layer.
  public let initialStates: [InitialState]
  /// The number of sequences that have a scored step.
  public let sequences: Int
}

/// Where the deltas of factor statistics come from: the adjoints of the logits.
public enum FactorAdjoints<Element: Scalar>: Sendable {
  /// w (p − y), the gradient of the loss.
  case targets
  /// √w (p − ŷ) at targets ŷ drawn from the model.
  case sampled(seed: UInt64)
  /// √w R s with R Rᵀ the Hessian of the loss, and s independent random signs.
  case signs(seed: UInt64)
  /// Any, one matrix for each chunk with a row for each scored row.
  case given([Matrix<Element>])
}

extension FactorAdjoints {
  /// Fills a matrix with the adjoints in the scored rows of a window of chunk `index`.
  func fill(_ z̄: Matrix<Element>, _ window: Window, of pass: ChunkPass<Element>, chunk index: Int) {
    switch self {
    case .targets: pass.lossGradient(window, z̄)
    case .sampled(let seed): pass.residual(window, z̄, seed: seed)
    case .signs(let seed): pass.signedRoot(window, z̄, seed: seed)
    case .given(let all): z̄.copy(all[index].rows(window.scored))
    }
  }
}

extension Linearization {
  /// The factors of all gates for some adjoints of the logits, undivided; where `lagged`, with the moments of each step and
  /// the next. The same bits on any number of threads and with any memory limit.
  public func factorStatistics(
    _ adjoints: FactorAdjoints<Element>, lagged: Bool = false
  ) -> KroneckerFactors<Element> {
    factorStatistics(adjoints.rates, lagged: lagged, structural: nil) { pass, index, window, z̄ in
      adjoints.fill(z̄, window, of: pass, chunk: index)
    }
  }

  /// The factors of all gates for random signs at the states in the place of adjoints of the logits, undivided: factors of G_S.
  /// Those of the deltas of the output layer are 0.
  public func structuralFactors(_ signs: StructuralSigns) -> KroneckerFactors<Element> {
    factorStatistics(.none, lagged: false, structural: signs) { $3.fill(0) }
  }

  private func factorStatistics(
    _ penalty: RateAdjoints, lagged: Bool, structural: StructuralSigns?,
    _ z̄: @Sendable (ChunkPass<Element>, _ chunk: Int, Window, Matrix<Element>) -> Void
  ) -> KroneckerFactors<Element> {
    let (network, batch, caches, weights) = (network, batch, validCaches, weights)
    let (plan, sum) = lagged ? evaluator.laggedFactors : evaluator.factors
    var flat = Vector<Element>(count: plan.layout.count)
    let chosen = structural?.chunks(of: batch) ?? Array(batch.chunks.indices)
    _ = sum.gradient(chosen.count, into: &flat) { place, arena, sums, _ in
      let index = chosen[place]
      let pass = ChunkPass(
        network, chunk: batch.chunks[index], cache: caches[index], weights: weights, arena: arena, filled: true)
      pass.factorStatistics(plan, lagged: lagged, penalty, structural: structural, into: sums) {
        z̄(pass, index, $0, $1)
      }
      return 0
    }
    let sums = Parameters<Element>(plan.layout, isTransposed: false)
    sums.load(flat)
    let chunks = chosen.map { batch.chunks[$0] }
    return plan.statistics(
      sums, rows: chunks.reduce(0) { $0 + $1.rows }, scored: chunks.reduce(0) { $0 + $1.scored },
      sequences: chunks.reduce(0) { $0 + $1.sequences.count })
  }
}

extension ChunkPass {
  /// s ← √w R s for random signs s.
  func signedRoot(_ window: Window, _ s: Matrix<Element>, seed: UInt64) {
    for (row, scored) in window.scored.enumerated() {
      var generator = chunk.generator(ofScored: scored, seed: seed, position: 1 << 32)
      s.rows(row..<row + 1).fillWithSigns(using: &generator)
    }
    multiplyLossHessianRoot(window, s)
  }
}
