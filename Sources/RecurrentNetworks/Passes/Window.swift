/// Some consecutive steps of a chunk in which the same sequences are alive, worked on as one.
///
/// The cut into windows belongs to the chunk and never changes, so that a recomputation repeats the same products.
struct Window: Sendable, Equatable {
  /// The steps, counted from 0.
  let steps: Range<Int>
  /// The number of sequences alive.
  let sequences: Int
  /// The packed rows of these steps.
  let rows: Range<Int>
  /// The scored rows among them, as positions in the chunk's list of scored rows.
  let scored: Range<Int>

  /// Whether every row carries loss.
  var isDense: Bool { scored.count == rows.count }
}
