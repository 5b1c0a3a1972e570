import LinearAlgebra
import Training

/// Which parameters of a run are read.
package enum ParameterChoice: Sendable {
  /// The best met on validation data, or the last where a run holds none.
  case usual
  /// The best met on validation data.
  case best
  /// The last.
  case last
}

/// The parameters that were chosen.
struct ChosenParameters<Element: Scalar> {
  let vector: Vector<Element>
  /// The step that led to them.
  let step: Int
  /// Whether they are the best met on validation data.
  let isBest: Bool

  /// Which they are, in words.
  var words: String { ParameterWords.words(step: step, isBest: isBest) }
}

/// What parameters are called.
enum ParameterWords {
  /// The best or the last, and the step that led to them.
  static func words(step: Int, isBest: Bool) -> String { "the \(isBest ? "best" : "last") parameters, of step \(step)" }
}

extension Checkpoint {
  /// The parameters that a choice leads to.
  ///
  /// - Throws: `TrainingError` if the best are asked for and there are none.
  func chosen(_ choice: ParameterChoice, name: String) throws(TrainingError) -> ChosenParameters<Element> {
    let best: BestPoint<Element>? = choice == .last ? nil : state.best
    if let best { return ChosenParameters(vector: best.parameters, step: best.step, isBest: true) }
    guard choice != .best else {
      throw TrainingError(.data, "\(name) holds no best parameters: the run had not reached its full length")
    }
    return ChosenParameters(vector: parameters, step: iteration, isBest: false)
  }
}
