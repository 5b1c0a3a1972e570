internal import LinearAlgebra

/// Sequences of rows of numbers, still in their arrays, in one of the three forms in which they go around.
struct SequenceArray: Sendable {
  /// The number of steps of each sequence.
  let lengths: [Int]
  /// The numbers of a step.
  let columns: Int
  private let form: Form

  private enum Form: Sendable {
    /// All sequences, one behind the other.
    case joined(NumberArray, starts: [Int])
    /// Sequence by sequence, padded to so many steps.
    case padded(NumberArray, steps: Int)
    /// An array for each sequence.
    case separate([NumberArray])
  }

  /// The number of sequences.
  var count: Int { lengths.count }

  /// What sentences call the array, or the first of several.
  var place: String {
    switch form {
    case .joined(let array, _), .padded(let array, _): array.place
    case .separate(let arrays): arrays.first?.place ?? "no array"
    }
  }

  /// Sequences one behind the other: steps × columns, or steps alone where there is one column.
  ///
  /// - Parameter lengths: the steps of each, which add up to those of the array; nil for a single sequence.
  init(joined array: NumberArray, lengths: NumberArray?) throws(SequenceFileError) {
    let known = try lengths.map { lengths throws(SequenceFileError) in try Self.lengths(lengths) }
    self.lengths = known ?? [array.shape[0]]
    columns = array.entry
    var starts = [0]
    for length in self.lengths {
      // No overflow: each is at most 2⁵³, and the sum stops at the first that is too large.
      guard length <= array.shape[0] - starts[starts.count - 1] else {
        throw SequenceFileError(
          .data, "\(lengths?.place ?? array.place) adds up to more than the \(array.shape[0]) steps of \(array.place)")
      }
      starts.append(starts[starts.count - 1] + length)
    }
    guard starts[starts.count - 1] == array.shape[0] else {
      throw SequenceFileError(
        .data,
        "\(lengths?.place ?? array.place) adds up to \(starts[starts.count - 1], "step"), but \(array.place) has \(array.shape[0])"
      )
    }
    form = .joined(array, starts: starts)
  }

  /// Sequences padded behind their length: sequences × steps × columns, or sequences × steps where there is one column.
  ///
  /// - Parameter lengths: the steps of each; nil where all have as many.
  init(padded array: NumberArray, lengths: NumberArray?) throws(SequenceFileError) {
    let (count, steps) = (array.shape[0], array.shape[1])
    guard steps > 0 else {
      throw SequenceFileError(.data, "\(array.place) should have steps in its sequences, found \(array.shape)")
    }
    columns = array.entry / steps
    form = .padded(array, steps: steps)
    guard let lengths else {
      self.lengths = [Int](repeating: steps, count: count)
      return
    }
    self.lengths = try Self.lengths(lengths)
    guard self.lengths.count == count else {
      throw SequenceFileError(
        .data, "\(lengths.place) has \(self.lengths.count, "length") for \(count, "sequence")")
    }
    if let index = self.lengths.firstIndex(where: { $0 > steps }) {
      throw SequenceFileError(
        .data,
        "\(lengths.place), entry \(index): a length of at most \(steps) was expected, found \(self.lengths[index])")
    }
  }

  /// An array of steps × columns (or of steps alone) for each sequence; they have been found to have as many columns.
  init(separate arrays: [NumberArray], columns: Int) {
    lengths = arrays.map { $0.shape[0] }
    self.columns = columns
    form = .separate(arrays)
  }

  /// The lengths in an array of whole numbers.
  private static func lengths(_ array: NumberArray) throws(SequenceFileError) -> [Int] {
    guard array.shape.count == 1, array.isInteger else {
      throw SequenceFileError(
        .data, "\(array.place) should be integers of shape (sequences,), found the shape \(array.shape)")
    }
    let values = try array.read(0..<array.shape[0])
    if let index = values.firstIndex(where: { $0 < 0 || $0 > 0x1p53 }) {
      throw SequenceFileError(
        .data, "\(array.place), entry \(index): a length of at least 0 was expected, found \(values[index])")
    }
    return values.map { Int($0) }
  }

  /// Some steps of a sequence, ``columns`` numbers each.
  func steps(of sequence: Int, _ steps: Range<Int>) throws(SequenceFileError) -> [Double] {
    precondition(steps.upperBound <= lengths[sequence], "steps \(steps) of a sequence of \(lengths[sequence])")
    switch form {
    case .joined(let array, let starts):
      return try array.read(starts[sequence] + steps.lowerBound..<starts[sequence] + steps.upperBound)
    case .padded(let array, _):
      return Array(
        try array.read(sequence..<sequence + 1)[steps.lowerBound * columns..<steps.upperBound * columns])
    case .separate(let arrays): return try arrays[sequence].read(steps)
    }
  }

  /// All steps of a sequence.
  func steps(of sequence: Int) throws(SequenceFileError) -> [Double] {
    try steps(of: sequence, 0..<lengths[sequence])
  }

  /// What another array says of each step of these sequences; nil where its shape does not suit them step by step.
  func aligned(_ other: ArrayFile.Content) throws(SequenceFileError) -> SequenceArray? {
    switch (form, other) {
    case (.joined(let array, _), .array(let other))
    where other.shape.first == array.shape[0] && other.shape.count <= 2:
      return SequenceArray(like: self, columns: other.entry, replacing: other)
    case (.padded(_, let steps), .array(let other))
    where (2...3).contains(other.shape.count) && other.shape[0] == count && other.shape[1] == steps:
      return SequenceArray(like: self, columns: other.entry / steps, replacing: other)
    case (.separate, .group(let others)) where others.map({ $0.shape.first ?? 0 }) == lengths:
      guard let entry = others.first?.entry, others.allSatisfy({ $0.entry == entry && $0.shape.count <= 2 }) else {
        return nil
      }
      return SequenceArray(separate: others, columns: entry)
    default: return nil
    }
  }

  /// What another array of as many rows says of each step of sequences that are joined.
  init(joinedLike other: SequenceArray, _ array: NumberArray) {
    self.init(like: other, columns: array.entry, replacing: array)
  }

  /// The arrays, in their order.
  var arrays: [NumberArray] {
    switch form {
    case .joined(let array, _), .padded(let array, _): [array]
    case .separate(let arrays): arrays
    }
  }

  /// The same sequences with other arrays of the same shapes in place of the present ones.
  func replacing(_ arrays: [NumberArray]) -> SequenceArray {
    switch form {
    case .joined, .padded: SequenceArray(like: self, columns: columns, replacing: arrays[0])
    case .separate: SequenceArray(separate: arrays, columns: columns)
    }
  }

  private init(like other: SequenceArray, columns: Int, replacing array: NumberArray) {
    lengths = other.lengths
    self.columns = columns
    switch other.form {
    case .joined(_, let starts): form = .joined(array, starts: starts)
    case .padded(_, let steps): form = .padded(array, steps: steps)
    case .separate: form = .separate([array])
    }
  }
}
