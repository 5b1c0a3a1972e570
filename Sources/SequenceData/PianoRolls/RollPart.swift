/// The sequences of one split of a piano roll, still in their arrays.
struct RollPart: Sendable {
  let split: Split
  let notes: Int
  /// The number of steps of each sequence.
  var lengths: [Int] { source.lengths }

  private let source: SequenceArray
  /// Whether there are eight notes to a byte.
  private let isPacked: Bool

  /// Sequences in one array.
  ///
  /// - Parameters:
  ///   - array: steps × notes, or steps × bytes where `isPacked`, or sequences × steps × notes.
  ///   - lengths: the number of steps of each sequence; nothing where none is stated.
  init(
    _ split: Split, _ array: NumberArray, lengths: NumberArray?, isPacked: Bool, notes: Int
  ) throws(SequenceFileError) {
    let shape = array.shape
    (self.split, self.notes, self.isPacked) = (split, notes, isPacked)
    let columns = isPacked ? (notes + 7) / 8 : notes
    let kind = isPacked ? "bytes of 8 notes" : "notes"
    guard (2...(isPacked ? 2 : 3)).contains(shape.count), shape.last == columns else {
      throw SequenceFileError(
        .data,
        "\(array.place) should have the shape (steps, \(columns)), with \(columns) \(kind), found \(shape) (--notes says how many there are)"
      )
    }
    source =
      shape.count == 3
      ? try SequenceArray(padded: array, lengths: lengths) : try SequenceArray(joined: array, lengths: lengths)
  }

  /// An array for each sequence.
  init(_ split: Split, _ arrays: [NumberArray], notes: Int) throws(SequenceFileError) {
    for array in arrays where array.shape.count != 2 || array.shape[1] != notes {
      throw SequenceFileError(
        .data,
        "\(array.place) should have the shape (steps, \(notes)), found \(array.shape) (--notes says how many there are)"
      )
    }
    (self.split, self.notes, isPacked) = (split, notes, false)
    source = SequenceArray(separate: arrays, columns: notes)
  }

  /// The steps of a sequence, `notes` numbers of 0 or 1 each.
  func steps(of sequence: Int) throws(SequenceFileError) -> [Double] {
    let read = try source.steps(of: sequence)
    let values = isPacked ? try unpack(read) : read
    if let index = values.firstIndex(where: { $0 != 0 && $0 != 1 }) {
      throw SequenceFileError(
        .data,
        "\(source.place), sequence \(sequence), step \(index / notes), note \(index % notes): 0 or 1 was expected, found \(values[index]) (of loudness or lengths, keep whether it is above 0)"
      )
    }
    return values
  }

  /// Eight notes to a byte, the first in the highest bit, as numpy.packbits has them.
  private func unpack(_ bytes: [Double]) throws(SequenceFileError) -> [Double] {
    let width = (notes + 7) / 8
    var values: [Double] = []
    values.reserveCapacity(bytes.count / width * notes)
    for (index, byte) in bytes.enumerated() {
      guard let byte = UInt8(exactly: byte) else {
        throw SequenceFileError(.data, "\(source.place), step \(index / width): a byte was expected, found \(byte)")
      }
      for bit in 0..<min(8, notes - index % width * 8) { values.append(Double(byte >> UInt8(7 - bit) & 1)) }
    }
    return values
  }
}
