internal import DurableFiles
internal import HDF5

/// Reads the vocabulary of a text file that is not trusted.
internal struct VocabularyReader {
  let root: OpenGroup
  let reader: AttributeReader

  /// The entries that are read together.
  private static let piece = 1 << 12
  /// The name of the array.
  static let name = "vocabulary"

  /// The number of entries that the file declares; nothing where the array is none.
  var declaredCount: Int? { (try? FileArray(Self.name, of: root))?.rows }

  /// Reads attributes and entries; nothing where any of them is wrong.
  func read(findings: inout Findings) throws(SequenceFileError) -> Vocabulary? {
    let found = findings.count
    let unit = try findings.attempt("unit") { () throws(SequenceFileError) in try self.unit() }
    guard
      let entries = try findings.attempt("/vocabulary", { () throws(SequenceFileError) in try self.entries(unit) })
    else { return nil }
    let unknown = try findings.attempt("unknown") { () throws(SequenceFileError) in
      try self.unknown(count: entries.count)
    }
    guard let unit, let unknown else { return nil }
    var index = VocabularyIndex(unit: unit, unknown: unknown)
    for entry in entries {
      guard let error = index.add(entry) else { continue }
      try findings.add(
        "/vocabulary: entries", SequenceFileError(.data, "\(root.place(of: Self.name)): \(error.description)"))
    }
    guard findings.count == found else { return nil }
    return try? Vocabulary(symbols: entries, unit: unit, unknown: unknown)
  }

  private func unit() throws(SequenceFileError) -> TextUnit {
    let known = TextUnit.allCases.map(\.rawValue).joined(separator: " or ")
    guard let name = try reader.text("unit") else {
      throw SequenceFileError(.data, "\(reader.place) has no attribute 'unit'; it is \(known)")
    }
    guard let unit = TextUnit(rawValue: name) else {
      throw SequenceFileError(.data, "\(reader.place), attribute 'unit' should be \(known), found \(name.quoted)")
    }
    return unit
  }

  /// The unknown symbol; −1 in the file, or nothing there, stands for none.
  private func unknown(count: Int) throws(SequenceFileError) -> Int? {
    let expected = "-1 or one of the symbols 0 to \(count - 1)"
    guard let value: Int = try reader.integer("unknown", expected), value != -1 else { return nil }
    guard (0..<count).contains(value) else {
      throw SequenceFileError(.data, "\(reader.place), attribute 'unknown' should be \(expected), found \(value)")
    }
    return value
  }

  private func entries(_ unit: TextUnit?) throws(SequenceFileError) -> [String] {
    let array = try FileArray(Self.name, of: root)
    guard case .string = array.type, array.columns == nil else {
      throw SequenceFileError(
        .data, "\(array.place) should be strings of shape (symbols,), found \(array.type) of shape \(array.shape)")
    }
    let unit = unit ?? .character
    let most = unit.codeLimit + 1
    guard (1...most).contains(array.rows) else {
      throw SequenceFileError(
        .data, "\(array.place) should have 1 to \(most) entries (unit = \(unit.rawValue)), found \(array.rows)")
    }
    var entries: [String] = []
    for start in stride(from: 0, to: array.rows, by: Self.piece) {
      let count = min(Self.piece, array.rows - start)
      entries += try SequenceFileError.wrapping { () throws(HDF5Error) in
        try array.dataset.readStrings(start: [start], count: [count])
      }
    }
    return entries
  }
}
