internal import LinearAlgebra
internal import Optimization
internal import RecurrentNetworks

/// Batches that begin small and grow where the noise of gradients asks for it: ``NormTest``, or where an optimizer that works
/// with rows does: `Optimizer.wantsLargerBatches`.
///
/// The gradient is tested with the squares of gradients of single sequences of the curvature batch, one more pass over it for
/// each linearization. Both batches grow alike; with rows the gradient alone.
extension TrainingObjective {
  /// The sequences of the leading batch at present: of a gradient, where there is one.
  var leadingBatch: Int {
    let full = configuration.leadingBatch.count
    return configuration.initialBatch.map { min(full, max($0, grownBatch)) } ?? full
  }

  /// The sequences that are drawn for a role at present.
  func size(of role: BatchRole) -> Int {
    let full = configuration.batchSize(role).count
    switch role {
    // Chosen among those of the gradient.
    case .curvature where configuration.optimizer.options.choosesRows: return min(full, leadingBatch)
    case .gradient, .curvature: return max(1, full * leadingBatch / configuration.leadingBatch.count)
    case .backtracking, .validation: return full
    }
  }

  /// Whether batches can grow still.
  var mayGrow: Bool { leadingBatch < configuration.leadingBatch.count }

  /// Whether the gradient itself says when batches grow: an optimizer that works with rows says so by other sequences.
  var testsNoise: Bool { !configuration.optimizer.options.choosesRows }

  /// What a test needs to know of a gradient: ‖g‖², and the same of the mean over single sequences, without weight decay.
  func gradientSquares(_ g: Vector<Element>, at θ: Vector<Element>, over batch: Batch<Element>) -> GradientSquares {
    let κ = configuration.weightDecay
    let whole = g.dot(g)
    // ‖g − κ θ_w‖²
    let data = evaluator.decaying.reduce(whole) { sum, range in
      sum - 2 * κ * g.dot(θ, in: range) + κ * κ * θ.sumOfSquares(in: range)
    }
    let share = batch.divisor(evaluator.normalization) / Double(batch.sequences)
    return GradientSquares(whole: whole, ofOne: max(0, data) * share * share, share: share)
  }

  /// Tests the last gradient at the point of a linearization over the curvature batch, and lets batches grow.
  func testNoise(of last: GradientSquares, _ linearization: Linearization<Element>) {
    var squares = Vector<Element>(count: parameterCount)
    timer.time(.diagonal) { linearization.squaredGradients(into: &squares) }
    var ones = squares
    ones.fill(1)
    // The mean of ‖g_n‖² over the sequences of the batch, then V = (E‖g_n‖² − ‖E g_n‖²) in units of the gradient.
    let mean = squares.dot(ones) * linearization.divisor / Double(linearization.batch.sequences)
    let variance = (mean - last.ofOne) / (last.share * last.share)
    grownBatch = NormTest(variance: variance, squaredNorm: last.whole)
      .sequences(after: leadingBatch, atMost: configuration.leadingBatch.count)
  }

  /// Lets batches grow because the optimizer asks for it.
  func growBatches() {
    guard mayGrow else { return }
    grownBatch = min(configuration.leadingBatch.count, NormTest.largestGrowth * leadingBatch)
  }
}

/// Squared norms of a gradient.
struct GradientSquares {
  /// ‖g‖².
  let whole: Double
  /// The squared norm of the mean gradient of a single sequence, without weight decay.
  let ofOne: Double
  /// What the loss is divided by for each sequence: 1, or the mean weight of the steps of one.
  let share: Double
}
