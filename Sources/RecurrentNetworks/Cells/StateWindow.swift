public import LinearAlgebra

/// Normal noise for the rows of a window: each row, by its sequence, step and layer, has numbers of its own, the same whenever
/// somebody asks.
public struct StateNoise<Element: Scalar>: Sendable {
  let fillRows: @Sendable (_ rows: Matrix<Element>, _ scale: Double) -> Void

  /// rows ← `scale` σ ξ, one row for each row of the window.
  public func fill(_ rows: Matrix<Element>, scale: Double) { fillRows(rows, scale) }
}

/// The states of one layer over a window: some consecutive steps in which the same sequences are alive.
///
/// Rows are ordered by step, then by sequence: row `t * sequences + n`. Over the strided rows of a single sequence the
/// same type holds with `sequences` = 1.
public struct StateWindow<Element: Scalar>: Sendable {
  /// The number of steps.
  public let steps: Int
  /// The number of sequences.
  public let sequences: Int
  /// The states before each step, one row for each row of ``states``.
  public let previous: Matrix<Element>
  /// The states after each step: the columns are h, then whatever else the cell carries.
  public let states: Matrix<Element>
  /// What else the cell keeps for its backward pass; no columns for cells that keep nothing.
  public let record: Matrix<Element>
  /// What disturbs the states on the way forward; nil for nothing.
  public var noise: StateNoise<Element>?

  /// A window on states that somebody holds.
  public init(
    steps: Int, sequences: Int, previous: Matrix<Element>, states: Matrix<Element>, record: Matrix<Element>
  ) {
    self.steps = steps
    self.sequences = sequences
    self.previous = previous
    self.states = states
    self.record = record
  }

  /// The rows of step `t` of the window.
  public func rows(_ t: Int) -> Range<Int> { t * sequences..<(t + 1) * sequences }

  /// The window on sequence `n` alone.
  func sequence(_ n: Int) -> StateWindow {
    StateWindow(
      steps: steps, sequences: 1,
      previous: previous.everyRow(from: n, step: sequences, count: steps),
      states: states.everyRow(from: n, step: sequences, count: steps),
      record: record.everyRow(from: n, step: sequences, count: steps))
  }
}
