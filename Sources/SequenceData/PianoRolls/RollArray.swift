/// An array of numbers from a file of any kind, read along its first axis.
struct RollArray: Sendable {
  /// What sentences call it.
  let place: String
  /// Its extents.
  let shape: [Int]
  /// Whether its elements are whole numbers by their type.
  let isInteger: Bool
  /// Bytes of an element.
  let width: Int
  /// Reads some entries of the first axis, row-major.
  let read: @Sendable (Range<Int>) throws(SequenceFileError) -> [Double]
}
