public import LinearAlgebra
public import Optimization
internal import RecurrentNetworks

extension TrainingCurvature: RowCurvature {
  /// The gradients of single sequences, a pass for each of their rows.
  public func rows(in whitening: Whitening<Element>?, perSequence: Int) -> (any CurvatureRows<Element>)? {
    guard linearization.hasSequenceRows else { return nil }
    return TrainingRows(of: self, in: whitening, perSequence: perSequence)
  }
}

/// The rows of a network over a batch, and the count of what they cost.
private final class TrainingRows<Element: Scalar>: CurvatureRows {
  private let curvature: TrainingCurvature<Element>
  private let rows: SequenceRows<Element>

  init(of curvature: TrainingCurvature<Element>, in whitening: Whitening<Element>?, perSequence: Int) {
    let objective = curvature.objective
    self.curvature = curvature
    rows = objective.timer.time(.gradient) {
      curvature.linearization.sequenceRows(bytes: objective.rowLimit, in: whitening, perSequence: perSequence)
    }
    // Once: what is computed anew for want of memory is no cost of the method.
    objective.charge(Double(rows.perSequence) * curvature.minibatches)
  }

  var count: Int { rows.count }
  var residuals: Matrix<Element> { rows.residuals }
  var divisor: Double { rows.divisor }
  var loss: Double { curvature.linearization.loss }
  var weightDecay: Double { curvature.objective.configuration.weightDecay }

  func multiply(into gram: Matrix<Element>) { time { rows.multiply(into: gram) } }

  func multiply(_ vectors: Matrix<Element>, into products: Matrix<Element>) {
    time { rows.multiply(vectors, into: products) }
  }

  func combine(_ z: Matrix<Element>, into sum: inout Vector<Element>) { time { rows.combine(z, into: &sum) } }

  private func time(_ body: () -> Void) { curvature.objective.timer.time(.product, body) }
}
