internal import DurableFiles
internal import Losses
internal import HDF5
internal import LinearAlgebra

/// What a split of a file declares. What is missing here has been found wrong.
internal struct SplitDeclarations {
  let split: Split
  /// The file, as sentences begin.
  let file: String
  let inputs: (column: StepColumn, shape: InputShape, missing: MissingValues)?
  let targets: (column: StepColumn, shape: TargetShape, missing: MissingValues)?
  let weights: (reader: RowReader<Double>, missing: MissingValues)?
  /// Where each sequence begins, and the number of rows.
  let offsets: [Int]?
  /// The number of rows that all arrays have.
  let rows: Int?

  /// Reads the declarations and the offsets of a split.
  init(_ split: Split, _ group: OpenGroup, loss: Loss?, findings: inout Findings) throws(SequenceFileError) {
    self.split = split
    file = group.file.path
    let path = "/\(split.rawValue)"
    var rows: [(name: String, count: Int)] = []

    let inputs = try findings.attempt("\(path)/inputs") { () throws(SequenceFileError) in
      let array = try FileArray("inputs", of: group)
      let column = try StepColumn(array, ("features", "symbols"))
      rows.append(("inputs", array.rows))
      return (column, column.inputShape, array.missing)
    }
    self.inputs = inputs

    let targets = try findings.attempt("\(path)/targets") { () throws(SequenceFileError) in
      let array = try FileArray("targets", of: group)
      if let loss { try Self.require(array, fits: loss) }
      let column = try StepColumn(array, ("outputs", "classes"))
      rows.append(("targets", array.rows))
      if let loss { try Self.require(column.targetShape, fits: loss, array.place) }
      return (column, column.targetShape, array.missing)
    }
    self.targets = targets

    var weights: (reader: RowReader<Double>, missing: MissingValues)?
    if try group.contains("weights") {
      weights = try findings.attempt("\(path)/weights") { () throws(SequenceFileError) in
        let array = try FileArray("weights", of: group)
        guard case .float(let bytes) = array.type, bytes == 4 || bytes == 8, array.columns == nil else {
          throw SequenceFileError(
            .data,
            "\(array.place) should be float32 of shape (rows,), found \(array.type) of shape \(array.shape)")
        }
        rows.append(("weights", array.rows))
        return (
          RowReader(array.dataset, rows: array.rows, columns: nil, chunkRows: array.chunkRows), array.missing
        )
      }
    }
    self.weights = weights

    offsets = try findings.attempt("\(path)/offsets") { () throws(SequenceFileError) in
      let offsets = try Self.offsets(group)
      rows.append(("offsets", offsets[offsets.count - 1]))
      return offsets
    }
    self.rows = rows.filter { $0.name != "offsets" }.map(\.count).min()
    for other in rows.dropFirst() where other.count != rows[0].count {
      let found =
        other.name == "offsets" ? "ends at row \(other.count)" : "has \(other.count)"
      try findings.add(
        "\(path): rows",
        SequenceFileError(
          .data, "\(group.place(of: other.name)) \(found), but \(path)/\(rows[0].name) has \(rows[0].count, "row")"))
    }
  }

  /// Whole numbers are classes under one loss; under the others they are numbers of another type, which no cardinality
  /// helps.
  private static func require(_ array: FileArray, fits loss: Loss) throws(SequenceFileError) {
    switch array.type {
    case .integer where loss.target != .classes, .enumeration where loss.target != .classes:
      throw SequenceFileError(
        .data,
        "\(array.place): loss = \(loss.rawValue) needs numbers of shape (rows, outputs), as float32 or float64, found \(array.type) of shape \(array.shape)"
      )
    default: return
    }
  }

  private static func require(
    _ targets: TargetShape, fits loss: Loss, _ place: String
  ) throws(SequenceFileError) {
    switch (loss.target, targets) {
    case (.classes, .classes), (.values, .real), (.shares, .real): return
    case (.classes, .real):
      throw SequenceFileError(
        .data, "\(place): loss = \(loss.rawValue) needs classes (integers of shape (rows,)), found \(targets) values")
    case (_, .classes):
      throw SequenceFileError(
        .data, "\(place): loss = \(loss.rawValue) needs numbers of shape (rows, outputs), found \(targets)")
    }
  }

  /// The offsets, read piece by piece so that a file whose offsets are none is noticed before memory is taken for all.
  static func offsets(_ group: OpenGroup) throws(SequenceFileError) -> [Int] {
    let array = try FileArray("offsets", of: group)
    guard case .integer(let bytes, let isSigned) = array.type, array.columns == nil else {
      throw SequenceFileError(
        .data, "\(array.place) should be int64 of shape (sequences + 1,), found \(array.type) of shape \(array.shape)")
    }
    guard array.rows >= 2 else {
      throw SequenceFileError(
        .data,
        "\(array.place) should have at least 2 entries, for one sequence; found \(array.rows): there is no sequence")
    }
    var offsets: [Int] = []
    let piece = 1 << 20
    for start in stride(from: 0, to: array.rows, by: piece) {
      let count = min(piece, array.rows - start)
      let values: [Int] =
        if bytes == 8 && !isSigned {
          // Those beyond Int lie beyond any number of rows, too.
          try SequenceFileError.wrapping { () throws(HDF5Error) in
            try array.dataset.read(as: UInt64.self, start: [start], count: [count])
          }.map { Int(clamping: $0) }
        } else {
          try SequenceFileError.wrapping { () throws(HDF5Error) in
            try array.dataset.read(as: Int.self, start: [start], count: [count])
          }
        }
      for value in values {
        if let last = offsets.last, value <= last {
          let found = value == last ? "both are \(value): an empty sequence" : "found \(value) after \(last)"
          throw SequenceFileError(
            .data,
            "\(array.place) should rise strictly, but at \(offsets.count - 1) and \(offsets.count) \(found)")
        }
        guard !offsets.isEmpty || value == 0 else {
          throw SequenceFileError(.data, "\(array.place) should start at 0, found \(value)")
        }
        offsets.append(value)
      }
    }
    return offsets
  }
}
