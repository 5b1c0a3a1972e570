internal import LinearAlgebra

/// The sequences of one split of a piano roll, still in their arrays.
struct RollPart: Sendable {
  let split: Split
  let notes: Int
  /// The number of steps of each sequence.
  let lengths: [Int]

  private let source: Source

  private enum Source: Sendable {
    /// All sequences, one behind the other; perhaps eight notes to a byte.
    case joined(RollArray, starts: [Int], isPacked: Bool)
    /// Sequence by sequence, padded.
    case padded(RollArray)
    /// An array for each sequence.
    case separate([RollArray])
  }

  /// Sequences in one array.
  ///
  /// - Parameters:
  ///   - array: steps × notes, or steps × bytes where `isPacked`, or sequences × steps × notes.
  ///   - lengths: the number of steps of each sequence; nothing where none is stated.
  init(
    _ split: Split, _ array: RollArray, lengths: RollArray?, isPacked: Bool, notes: Int
  ) throws(SequenceFileError) {
    let shape = array.shape
    self.split = split
    self.notes = notes
    let columns = isPacked ? (notes + 7) / 8 : notes
    let kind = isPacked ? "bytes of 8 notes" : "notes"
    guard (2...(isPacked ? 2 : 3)).contains(shape.count), shape.last == columns else {
      throw SequenceFileError(
        .data,
        "\(array.place) should have the shape (steps, \(columns)), with \(columns) \(kind), found \(shape) (--notes says how many there are)"
      )
    }
    let known = try lengths.map { lengths throws(SequenceFileError) in try Self.lengths(lengths) }
    if shape.count == 3 {
      guard shape[1] > 0 else {
        throw SequenceFileError(.data, "\(array.place) should have steps in its sequences, found \(shape)")
      }
      source = .padded(array)
      self.lengths = known ?? [Int](repeating: shape[1], count: shape[0])
      guard self.lengths.count == shape[0], let lengths else {
        if known == nil { return }
        throw SequenceFileError(
          .data, "\(lengths?.place ?? array.place) has \(self.lengths.count, "length") for \(shape[0], "sequence")")
      }
      if let index = self.lengths.firstIndex(where: { $0 > shape[1] }) {
        throw SequenceFileError(
          .data,
          "\(lengths.place), entry \(index): a length of at most \(shape[1]) was expected, found \(self.lengths[index])"
        )
      }
      return
    }
    self.lengths = known ?? [shape[0]]
    var starts = [0]
    for length in self.lengths {
      // No overflow: each is at most 2⁵³, and the sum stops at the first that is too large.
      guard length <= shape[0] - starts[starts.count - 1] else {
        throw SequenceFileError(
          .data, "\(lengths?.place ?? array.place) adds up to more than the \(shape[0]) steps of \(array.place)")
      }
      starts.append(starts[starts.count - 1] + length)
    }
    guard starts[starts.count - 1] == shape[0] else {
      throw SequenceFileError(
        .data,
        "\(lengths?.place ?? array.place) adds up to \(starts[starts.count - 1], "step"), but \(array.place) has \(shape[0])"
      )
    }
    source = .joined(array, starts: starts, isPacked: isPacked)
  }

  /// An array for each sequence.
  init(_ split: Split, _ arrays: [RollArray], notes: Int) throws(SequenceFileError) {
    for array in arrays where array.shape.count != 2 || array.shape[1] != notes {
      throw SequenceFileError(
        .data,
        "\(array.place) should have the shape (steps, \(notes)), found \(array.shape) (--notes says how many there are)"
      )
    }
    self.split = split
    self.notes = notes
    lengths = arrays.map { $0.shape[0] }
    source = .separate(arrays)
  }

  private static func lengths(_ array: RollArray) throws(SequenceFileError) -> [Int] {
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

  /// The steps of a sequence, `notes` numbers of 0 or 1 each.
  func steps(of sequence: Int) throws(SequenceFileError) -> [Double] {
    let values: [Double]
    let place: String
    switch source {
    case .joined(let array, let starts, let isPacked):
      let read = try array.read(starts[sequence]..<starts[sequence + 1])
      values = isPacked ? try unpack(read, array) : read
      place = array.place
    case .padded(let array):
      values = Array(try array.read(sequence..<sequence + 1).prefix(lengths[sequence] * notes))
      place = array.place
    case .separate(let arrays):
      values = try arrays[sequence].read(0..<lengths[sequence])
      place = arrays[sequence].place
    }
    if let index = values.firstIndex(where: { $0 != 0 && $0 != 1 }) {
      throw SequenceFileError(
        .data,
        "\(place), sequence \(sequence), step \(index / notes), note \(index % notes): 0 or 1 was expected, found \(values[index]) (of loudness or lengths, keep whether it is above 0)"
      )
    }
    return values
  }

  /// Eight notes to a byte, the first in the highest bit, as numpy.packbits has them.
  private func unpack(_ bytes: [Double], _ array: RollArray) throws(SequenceFileError) -> [Double] {
    let width = (notes + 7) / 8
    var values: [Double] = []
    values.reserveCapacity(bytes.count / width * notes)
    for (index, byte) in bytes.enumerated() {
      guard let byte = UInt8(exactly: byte) else {
        throw SequenceFileError(.data, "\(array.place), step \(index / width): a byte was expected, found \(byte)")
      }
      for bit in 0..<min(8, notes - index % width * 8) { values.append(Double(byte >> UInt8(7 - bit) & 1)) }
    }
    return values
  }
}
