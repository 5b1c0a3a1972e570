public import LinearAlgebra
internal import Losses

/// The Gauss-Newton matrix of a batch as a product of rows: with H_ℓ = R Rᵀ of the one scored step of each sequence,
///
///     G = J̃ᵀ J̃ / divisor,  J̃ = √w Rᵀ J,  ∇f = J̃ᵀ r̃ / divisor
///
/// without weight decay (Ren & Goldfarb 2019, section 3).
public struct SequenceRows<Element: Scalar>: Sendable {
  /// J̃: for each sequence, in an order that depends on the batch alone, a row for each output.
  public let jacobian: Matrix<Element>
  /// r̃ as a matrix of one row.
  public let residuals: Matrix<Element>
  /// What sums over the batch are divided by.
  public let divisor: Double
}

extension Linearization {
  /// Whether every sequence has at most one step that carries loss: the rows of others would be too many.
  public var hasSequenceRows: Bool {
    batch.chunks.allSatisfy { $0.scored == $0.sequences.count } && network.loss.function is any FactoredLoss
  }

  /// The numbers of ``sequenceRows()``.
  public var sequenceRowNumbers: Int { batch.scored * network.definition.outputs * (parameterCount + 1) }

  /// J̃ and r̃. One backward pass for each output, and a gradient for each row. Holds the states and deltas of one whole chunk
  /// for each worker, whatever the memory limit. The same bits on any number of threads.
  public func sequenceRows() -> SequenceRows<Element> {
    guard hasSequenceRows, let loss = network.loss.function as? any FactoredLoss else {
      preconditionFailure("rows are those of sequences with one scored step each, and of a loss with a factored Hessian")
    }
    let (network, batch, caches, weights) = (network, batch, validCaches, weights)
    let outputs = network.definition.outputs
    let jacobian = Matrix<Element>(rows: batch.scored * outputs, columns: parameterCount)
    let residuals = Matrix<Element>(rows: batch.scored, columns: outputs)
    var starts = [0]
    for chunk in batch.chunks { starts.append(starts.last! + chunk.sequences.count) }
    let (firsts, isSymbolic) = (starts, network.readsSymbols)
    evaluator.sum.forEach(batch.chunks.count) { index, arena in
      let chunk = batch.chunks[index]
      let kept = caches[index].predictions != nil
      let cache = kept ? caches[index] : ChunkCache(chunk, network: network, interval: nil, in: arena)
      let pass = ChunkPass(network, chunk: chunk, cache: cache, weights: weights, arena: arena, filled: kept)
      let single = Parameters<Element>(network.layout, isTransposed: isSymbolic)
      for output in 0..<outputs {
        pass.eachGradient(single) { window, z̄ in
          z̄.fill(0)
          z̄.columns(output..<output + 1).fill(1)
          pass.multiplyLossHessianRoot(window, z̄)
        } _: { n, gradient in
          let row = (firsts[index] + n) * outputs + output
          jacobian.rows(row..<row + 1).copy(gradient)
        }
      }
      let own = arena.matrix(rows: chunk.scored, columns: outputs)
      loss.copyResidual(into: own, predictions: pass.predictions, chunk.lossRows(from: 0))
      for scored in 0..<chunk.scored {
        let n = firsts[index] + Int(chunk.scoredSequences[scored])
        residuals.rows(n..<n + 1).copy(own.rows(scored..<scored + 1))
      }
    }
    return SequenceRows(
      jacobian: jacobian,
      residuals: Matrix(residuals.memory, rows: 1, columns: batch.scored * outputs), divisor: divisor)
  }
}
