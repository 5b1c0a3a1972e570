import LinearAlgebra
import Training

/// Whoever is told how a run goes.
protocol RunReporter {
  /// The run begins, or goes on after some steps.
  func begin<Element: Scalar>(_ trainer: Trainer<Element>, continuing: Bool) throws

  /// A step has been taken.
  func step(_ row: HistoryRow) throws

  /// The run has ended.
  func end(_ summary: RunSummary) throws

  /// Something that is no figure, in a sentence.
  func tell(_ sentence: String)
}
