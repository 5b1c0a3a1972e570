internal import DurableFiles
internal import HDF5

/// The inputs or the targets of a split: real numbers, or whole ones below a cardinality.
internal enum StepColumn: Sendable {
  /// Real numbers, `width` for each row.
  case real(RowReader<Double>, width: Int)
  /// Whole numbers; of the file's types that `Int32` holds, of signed ones, of unsigned ones.
  case narrow(RowReader<Int32>, cardinality: Int)
  case wide(RowReader<Int64>, cardinality: Int)
  case unsigned(RowReader<UInt64>, cardinality: Int)

  /// The largest cardinality: no network has so many units.
  static let largestCardinality = 1 << 24

  /// Looks at the type and the shape of an array.
  ///
  /// - Parameter words: what a row of it holds, in sentences: "features" and "symbols", "outputs" and "classes".
  init(_ array: FileArray, _ words: (numbers: String, symbols: String)) throws(SequenceFileError) {
    switch (array.type, array.columns) {
    case (.float(let bytes), let columns?) where bytes == 4 || bytes == 8:
      guard (1...Self.largestCardinality).contains(columns) else {
        throw SequenceFileError(
          .data,
          "\(array.place) should have 1 to \(Self.largestCardinality) \(words.numbers), its shape is \(array.shape)")
      }
      self = .real(
        RowReader(array.dataset, rows: array.rows, columns: columns, chunkRows: array.chunkRows), width: columns)
    case (.integer, nil), (.enumeration, nil):
      self = Self.integers(array, cardinality: try Self.cardinality(array, words.symbols))
    default:
      throw SequenceFileError(
        .data,
        "\(array.place) should be float32 or float64 of shape (rows, \(words.numbers)), or integers of shape (rows,), found \(array.type) of shape \(array.shape)"
      )
    }
  }

  /// Looks at the type and the shape of an array of whole numbers below a cardinality that is known from elsewhere.
  ///
  /// - Parameter word: what it holds, in sentences.
  init(_ array: FileArray, of word: String, cardinality: Int) throws(SequenceFileError) {
    switch (array.type, array.columns) {
    case (.integer, nil), (.enumeration, nil): self = Self.integers(array, cardinality: cardinality)
    default:
      throw SequenceFileError(
        .data, "\(array.place) should be integers of shape (\(word),), found \(array.type) of shape \(array.shape)")
    }
  }

  private static func integers(_ array: FileArray, cardinality: Int) -> StepColumn {
    switch array.type {
    case .integer(...2, _), .integer(4, true): .narrow(reader(array), cardinality: cardinality)
    case .integer(8, false): .unsigned(reader(array), cardinality: cardinality)
    default: .wide(reader(array), cardinality: cardinality)
    }
  }

  private static func reader<Value: Element>(_ array: FileArray) -> RowReader<Value> {
    RowReader(array.dataset, rows: array.rows, columns: nil, chunkRows: array.chunkRows)
  }

  private static func cardinality(_ array: FileArray, _ words: String) throws(SequenceFileError) -> Int {
    let reader = AttributeReader(attributes: array.dataset.attributes, place: array.place)
    let expected = "the number of \(words), 1 to \(largestCardinality)"
    guard let cardinality: Int = try reader.integer("cardinality", expected) else {
      throw SequenceFileError(
        .data,
        "\(array.place) holds integers and needs the attribute 'cardinality', \(expected); numbers are float32 or float64 of shape (rows, columns)"
      )
    }
    guard (1...largestCardinality).contains(cardinality) else {
      throw SequenceFileError(
        .data, "\(array.place), attribute 'cardinality' should be \(expected), found \(cardinality)")
    }
    return cardinality
  }

  /// The values of some rows.
  func read(_ rows: Range<Int>) throws(HDF5Error) -> StepValues {
    switch self {
    case .real(let reader, let width): .real(try reader.read(rows), width: width)
    case .narrow(let reader, let cardinality): .narrow(try reader.read(rows), cardinality: cardinality)
    case .wide(let reader, let cardinality): .wide(try reader.read(rows), cardinality: cardinality)
    case .unsigned(let reader, let cardinality): .unsigned(try reader.read(rows), cardinality: cardinality)
    }
  }

  /// The numbers of a row.
  var width: Int {
    if case .real(_, let width) = self { width } else { 1 }
  }

  /// The inputs that this is.
  var inputShape: InputShape {
    switch self {
    case .real(_, let width): .real(features: width)
    case .narrow(_, let cardinality), .wide(_, let cardinality), .unsigned(_, let cardinality):
      .symbols(cardinality: cardinality)
    }
  }

  /// The targets that this is.
  var targetShape: TargetShape {
    switch self {
    case .real(_, let width): .real(outputs: width)
    case .narrow(_, let cardinality), .wide(_, let cardinality), .unsigned(_, let cardinality):
      .classes(cardinality: cardinality)
    }
  }
}
