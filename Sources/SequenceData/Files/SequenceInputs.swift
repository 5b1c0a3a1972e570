public import DurableFiles
internal import HDF5
internal import LinearAlgebra

/// What a split of a dataset file shows a network, for predictions: inputs and offsets. Targets and weights need not be there,
/// nor a loss, and are not looked at where they are.
///
/// Of a file of text a split is one sequence, from its first symbol to its last. Values stay in the file until they are asked
/// for, range by range, and are validated then; nothing in the file is trusted (``SequenceFile``).
public struct SequenceInputs: Sendable {
  /// The file.
  public let admitted: AdmittedFile
  /// The path that was opened.
  public var path: String { admitted.path }
  /// Which split it is.
  public let split: Split
  /// What is shown in a step.
  public let shape: InputShape
  /// Where each sequence begins, and at the end the number of rows.
  public let offsets: [Int]
  /// What the symbols stand for in a file of text; nil in others.
  public let vocabulary: Vocabulary?

  /// Whether inputs may be infinite or not a number.
  public let allowsNonFinite: Bool
  /// How the numbers in the file come from those of its user.
  public let encoding: DataEncoding

  private let source: Source

  private enum Source: Sendable {
    case array(StepColumn, MissingValues, place: String)
    case text(TextFile)
  }

  /// Opens a split.
  ///
  /// - Parameters:
  ///   - file: the file, which has been admitted.
  ///   - wanted: the split; nil for the test, or what there is in its place: validation, then training.
  ///   - allowsNonFinite: whether inputs may be infinite or not a number.
  /// - Throws: ``SequenceFileError`` of kind `data` with the first thing that is wrong, a split that is missing among others.
  public init(_ file: AdmittedFile, split wanted: Split?, allowsNonFinite: Bool = false) throws(SequenceFileError) {
    admitted = file
    self.allowsNonFinite = allowsNonFinite
    let open = try OpenFile(file)
    let root = try open.root()
    encoding = try DataEncoding(from: root)
    if try TextDeclarations.isText(open) {
      let text = try TextFile(file)
      split = try Self.choose(wanted, among: text.splits, file.path)
      offsets = [0, try text.length(of: split)]
      shape = .symbols(cardinality: text.vocabulary.count)
      vocabulary = text.vocabulary
      source = .text(text)
      return
    }
    var splits: [Split] = []
    for split in Split.allCases where try root.contains(split.rawValue) { splits.append(split) }
    split = try Self.choose(wanted, among: splits, file.path)
    let group = try root.group(split.rawValue)
    let array = try FileArray("inputs", of: group)
    let column = try StepColumn(array, ("features", "symbols"))
    offsets = try SplitDeclarations.offsets(group)
    guard offsets[offsets.count - 1] == array.rows else {
      throw SequenceFileError(
        .data,
        "\(group.place(of: "offsets")) ends at row \(offsets[offsets.count - 1]), but /\(split.rawValue)/inputs has \(array.rows, "row")"
      )
    }
    shape = column.inputShape
    try encoding.require(shape, nil, of: file.path)
    vocabulary = nil
    source = .array(column, array.missing, place: array.place)
  }

  private static func choose(
    _ wanted: Split?, among there: [Split], _ path: String
  ) throws(SequenceFileError) -> Split {
    guard !there.isEmpty else {
      throw SequenceFileError(.data, "\(path) has none of the groups /train, /validation and /test")
    }
    guard let wanted else { return [.test, .validation, .train].first { there.contains($0) } ?? there[0] }
    guard there.contains(wanted) else {
      throw SequenceFileError(
        .data,
        "\(path) has no group /\(wanted.rawValue), only \(there.map { "/\($0.rawValue)" }.joined(separator: ", "))")
    }
    return wanted
  }

  /// The number of sequences, at least 1.
  public var count: Int { offsets.count - 1 }

  /// The number of rows of all sequences together.
  public var rowCount: Int { offsets[count] }

  /// The inputs of some rows.
  ///
  /// - Parameter rows: their numbers in the split; a range beyond it is a programmer's error and traps.
  /// - Throws: ``SequenceFileError`` with the first value that is not what it should be, or where the file is damaged.
  public func inputs(_ rows: Range<Int>) throws(SequenceFileError) -> SequenceSet.Inputs {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "There are \(rowCount) rows, not \(rows).")
    switch source {
    case .text(let text):
      return .symbols(try text.symbols(of: split, rows), cardinality: text.vocabulary.count)
    case .array(let column, let missing, let place):
      let values = try SequenceFileError.wrapping { () throws(HDF5Error) in try column.read(rows) }
      var findings = Findings(throwsFirst: true)
      try values.check(
        allowsNonFinite ? .any : .finite, missing: allowsNonFinite ? .none : missing, noun: "symbol",
        path: "/\(split.rawValue)/inputs",
        place: { "\(place), \(words(forRow: rows.lowerBound + $0))" },
        findings: &findings)
      return values.inputs
    }
  }

  /// The inputs of some rows as a network reads them that was trained on inputs of given constants; raw numbers, and those that
  /// were standardized by others, are brought to these.
  ///
  /// - Parameters:
  ///   - rows: their numbers in the split.
  ///   - constants: those of the training data; nil where these are raw.
  /// - Throws: as ``inputs(_:)``.
  public func inputs(
    _ rows: Range<Int>, standardizedBy constants: Standardization?
  ) throws(SequenceFileError) -> SequenceSet.Inputs {
    let inputs = try inputs(rows)
    guard constants != encoding.inputs, case .real(var values, let features) = inputs else { return inputs }
    if let own = encoding.inputs { own.restore(&values) }
    if let constants {
      guard constants.columns == features else {
        throw SequenceFileError(
          .data, "\(path): /\(split.rawValue) has \(features) features, constants are known of \(constants.columns)")
      }
      constants.standardize(&values)
    }
    return .real(values, features: features)
  }

  /// Where a row is, for sentences: "row 17 (step 3 of sequence 2)"; all count from 0.
  public func words(forRow row: Int) -> String { SplitReader.words(forRow: row, offsets: offsets) }
}
