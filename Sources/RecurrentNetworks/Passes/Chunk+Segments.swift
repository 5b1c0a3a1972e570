internal import LinearAlgebra

extension Chunk {
  /// The segments into which a pass is cut where states are kept only every `interval` steps: ranges of windows.
  ///
  /// One segment where everything is kept (nil). A window is never cut, so a segment may be longer than asked for.
  func segments(interval: Int?) -> [Range<Int>] {
    guard let interval else { return [0..<windows.count] }
    var segments: [Range<Int>] = []
    var first = 0
    for index in windows.indices
    where index > first && windows[index].steps.upperBound - windows[first].steps.lowerBound > interval {
      segments.append(first..<index)
      first = index
    }
    segments.append(first..<windows.count)
    return segments
  }

  /// The number of packed rows of a segment.
  func rows(_ segment: Range<Int>) -> Int {
    windows[segment.upperBound - 1].rows.upperBound - windows[segment.lowerBound].rows.lowerBound
  }

  /// The number of sequences alive at the first step of a segment.
  func sequencesAtStart(_ segment: Range<Int>) -> Int { windows[segment.lowerBound].sequences }

  /// The number of rows of the states of a segment, the state before it included.
  func stateRows(_ segment: Range<Int>) -> Int { sequencesAtStart(segment) + rows(segment) }

  /// The scored rows of a segment.
  func scored(_ segment: Range<Int>) -> Range<Int> {
    windows[segment.lowerBound].scored.lowerBound..<windows[segment.upperBound - 1].scored.upperBound
  }
}
