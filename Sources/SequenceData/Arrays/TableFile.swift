internal import DurableFiles
internal import LinearAlgebra
internal import Machine

/// A table in plain text (CSV): columns with names, of numbers or of words, in UTF-8.
///
/// Fields are separated by commas, semicolons or tabs, whichever the first line has most of; a field within quotes may hold
/// them, and ends of lines, and quotes that are doubled (RFC 4180). The first line has the names, unless all of it is numbers.
/// Nothing at all, `NA`, `NaN`, `null` and `?` stand for a value that is missing.
struct TableFile: Sendable {
  let path: String
  let columns: [Column]
  /// The number of rows without the names.
  let rows: Int

  /// A column under its name.
  struct Column: Sendable {
    let name: String
    /// Its numbers, NaN where they are missing; nil where something else stands among them.
    let numbers: [Double]?
    /// What stands in it, as it is.
    let words: [String]
    /// The line of the first word that is no number.
    fileprivate(set) var firstWord: (line: Int, word: String)?
  }

  /// What is read into memory at most.
  private static let largestFile = 1 << 30
  private static let mostColumns = 1 << 16
  private static let missing: Set = ["", "na", "nan", "null", "?"]

  /// Reads a table.
  ///
  /// - Throws: ``SequenceFileError`` where the file is missing, is no text, or its lines have different numbers of fields.
  init(_ path: String) throws(SequenceFileError) {
    self.path = path
    let file = try InputFile(path, as: "a table (CSV)")
    // The text, its fields as words, and their numbers.
    if let length = file.length,
      let shortage = MemoryNeed("reading the table \(path)", 24, length).shortageIfLarge()
    {
      throw SequenceFileError(.data, shortage)
    }
    var bytes = try file.contents(atMost: Self.largestFile)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard !bytes.isEmpty else { throw SequenceFileError(.data, "\(path) is empty") }
    let kind = FileKind(start: Array(bytes.prefix(FileKind.startLength)), path: path)
    guard [.table, .text, .json, .yaml].contains(kind) else {
      throw SequenceFileError(.data, "\(path) should be a table in UTF-8 (CSV), \(kind.words)")
    }
    var lines = try Self.fields(of: bytes, path)
    guard let first = lines.first else { throw SequenceFileError(.data, "\(path) has no line with anything in it") }
    let width = first.fields.count
    guard width <= Self.mostColumns else {
      throw SequenceFileError(.data, "\(path) has \(width) columns, at most \(Self.mostColumns) are read")
    }
    if let bad = lines.first(where: { $0.fields.count != width }) {
      throw SequenceFileError(
        .data,
        "\(path), line \(bad.number): \(width, "field") were expected, as in the first line, found \(bad.fields.count)")
    }
    let hasNames = first.fields.contains { Double($0) == nil }
    let names = hasNames ? first.fields : (1...width).map { "column_\($0)" }
    if hasNames { lines.removeFirst() }
    guard !lines.isEmpty else { throw SequenceFileError(.data, "\(path) has names of columns and no rows") }
    if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw SequenceFileError(.data, "\(path) has two columns named \(name.quoted)")
    }
    rows = lines.count
    columns = names.indices.map { Self.column($0, names[$0], lines) }
  }

  private static func column(_ index: Int, _ name: String, _ lines: [Line]) -> Column {
    var numbers: [Double]? = []
    numbers?.reserveCapacity(lines.count)
    var firstWord: (line: Int, word: String)?
    for line in lines {
      let word = line.fields[index]
      if missing.contains(word.lowercased()) {
        numbers?.append(.nan)
      } else if let number = Double(word) {
        numbers?.append(number)
      } else {
        (numbers, firstWord) = (nil, (line.number, word))
        break
      }
    }
    return Column(name: name, numbers: numbers, words: lines.map { $0.fields[index] }, firstWord: firstWord)
  }

  /// Whether a word stands for a value that is missing.
  static func isMissing(_ word: String) -> Bool { missing.contains(word.lowercased()) }

  /// The column of a name.
  ///
  /// - Throws: ``SequenceFileError`` where there is none.
  func column(_ name: String) throws(SequenceFileError) -> Column {
    guard let column = columns.first(where: { $0.name == name }) else {
      let nearest = columns.prefix(12).map(\.name.quoted).joined(separator: ", ")
      throw SequenceFileError(
        .data, "\(path) has no column \(name.quoted), only \(nearest)\(columns.count > 12 ? ", ..." : "")")
    }
    return column
  }

  // MARK: Lines

  private struct Line {
    let number: Int
    var fields: [String]
  }

  private enum Code {
    static let quote = UInt8(ascii: "\""), newline = UInt8(ascii: "\n"), carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
  }

  /// The fields of all lines that are not empty.
  private static func fields(of bytes: [UInt8], _ path: String) throws(SequenceFileError) -> [Line] {
    let head = bytes.prefix { $0 != Code.newline }
    // Of as many the first: the comma.
    let counts = Code.separators.map { separator in head.count { $0 == separator } }
    let separator = Code.separators[counts.firstIndex(of: counts.max() ?? 0) ?? 0]
    var lines: [Line] = []
    var line = Line(number: 1, fields: [])
    var number = 1
    var field: [UInt8] = []
    var isQuoted = false
    var wasQuoted = false
    func end(_ field: inout [UInt8]) throws(SequenceFileError) -> String {
      defer { field.removeAll(keepingCapacity: true) }
      var rest = field[...]
      if !wasQuoted {
        rest = rest.drop { $0 == Code.space }
        while rest.last == Code.space { rest.removeLast() }
      }
      guard let word = String(validating: rest, as: UTF8.self) else {
        throw SequenceFileError(.data, "\(path), line \(number): a field should be text in UTF-8")
      }
      return word
    }
    func endLine() throws(SequenceFileError) {
      if !(line.fields.isEmpty && field.isEmpty && !wasQuoted) {
        line.fields.append(try end(&field))
        lines.append(line)
      }
      (line, wasQuoted) = (Line(number: number + 1, fields: []), false)
    }
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if isQuoted {
        if byte == Code.quote, place < bytes.count, bytes[place] == Code.quote {
          field.append(byte)
          place += 1
        } else if byte == Code.quote {
          isQuoted = false
        } else {
          if byte == Code.newline { number += 1 }
          field.append(byte)
        }
      } else if byte == Code.quote && field.allSatisfy({ $0 == Code.space }) && !wasQuoted {
        (isQuoted, wasQuoted) = (true, true)
        field.removeAll(keepingCapacity: true)
      } else if byte == separator {
        line.fields.append(try end(&field))
        wasQuoted = false
      } else if byte == Code.newline {
        try endLine()
        number += 1
      } else if byte != Code.carriageReturn {
        if !(wasQuoted && byte == Code.space) { field.append(byte) }
      }
    }
    guard !isQuoted else {
      throw SequenceFileError(.data, "\(path), line \(line.number): a quote is opened and not closed")
    }
    try endLine()
    return lines
  }
}
