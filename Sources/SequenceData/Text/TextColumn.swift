internal import DurableFiles
internal import HDF5

/// The symbols of one split of a text file, still in the file.
internal struct TextColumn: Sendable {
  let split: Split
  /// The number of symbols.
  let count: Int
  private let column: StepColumn
  private let place: String
  private let missing: MissingValues

  /// The symbols that are read, and looked at, together.
  static let piece = 1 << 20

  /// Opens the symbols of a split.
  ///
  /// - Parameter cardinality: the number of symbols of the vocabulary; the largest one where that is not known.
  init(_ split: Split, _ group: OpenGroup, cardinality: Int) throws(SequenceFileError) {
    let array = try FileArray("symbols", of: group)
    column = try StepColumn(array, of: "length", cardinality: cardinality)
    guard array.rows >= 2 else {
      throw SequenceFileError(
        .data,
        "\(array.place) should have at least 2 symbols, one that is given and one to predict; found \(array.rows)")
    }
    self.split = split
    count = array.rows
    place = array.place
    missing = array.missing
  }

  /// Reads some symbols and makes sure that the vocabulary has them.
  func read(_ range: Range<Int>, findings: inout Findings) throws(SequenceFileError) -> [Int32] {
    let (column, place) = (column, place)
    let values = try SequenceFileError.wrapping { () throws(HDF5Error) in try column.read(range) }
    let before = findings.count
    try values.check(
      .finite, missing: missing, noun: "symbol", path: "/\(split.rawValue)/symbols",
      place: { "\(place), position \(range.lowerBound + $0)" }, findings: &findings)
    // What has been found wrong need not fit into an Int32.
    guard findings.count == before, case .symbols(let symbols, _) = values.inputs else { return [] }
    return symbols
  }
}
