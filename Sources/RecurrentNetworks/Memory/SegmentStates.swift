internal import LinearAlgebra

/// The states of one layer over a segment (some consecutive windows of a chunk), and the state before it.
struct SegmentStates<Element: Scalar>: Sendable {
  let chunk: Chunk<Element>
  /// The windows.
  let segment: Range<Int>
  /// The state before the segment in the first rows, then one row for each packed row.
  let states: Matrix<Element>
  /// One row for each packed row.
  let record: Matrix<Element>

  /// The states of a segment, in matrices of at least as many rows as it needs.
  init(_ segment: Range<Int>, of chunk: Chunk<Element>, states: Matrix<Element>, record: Matrix<Element>) {
    self.chunk = chunk
    self.segment = segment
    self.states = states.rows(0..<chunk.stateRows(segment))
    self.record = record.rows(0..<chunk.rows(segment))
  }

  /// The state before the segment, one row for each sequence alive at its first step.
  var initial: Matrix<Element> { states.rows(0..<chunk.sequencesAtStart(segment)) }

  /// The states of one window.
  func window(_ window: Window) -> StateWindow<Element> {
    let first = chunk.windows[segment.lowerBound]
    let row = window.rows.lowerBound - first.rows.lowerBound
    let current = first.sequences + row
    let step = window.steps.lowerBound
    let before = step == first.steps.lowerBound ? 0 : current - chunk.packing.counts[step - 1]
    return StateWindow(
      steps: window.steps.count, sequences: window.sequences,
      previous: states.rows(before..<before + window.rows.count),
      states: states.rows(current..<current + window.rows.count),
      record: record.rows(row..<row + window.rows.count))
  }

  /// The states after the last step, of the first `count` sequences.
  func final(_ count: Int) -> Matrix<Element> {
    let last = window(chunk.windows[segment.upperBound - 1])
    return last.states.rows(last.rows(last.steps - 1)).rows(0..<count)
  }
}
