internal import HDF5

/// The lines `name: value` of a configuration, or one mapping in braces: as much of YAML as all its readers agree on.
///
/// Nothing is built that a text could blow up: no anchors, no aliases, no tags, nothing inside anything else. What is no
/// text or number is told apart and left to whoever knows what is wanted (``YAMLValue/other(_:_:)``); reading ends there.
struct FlatYAML {
  struct Entry: Equatable {
    let name: String
    let value: YAMLValue
    let line: Int
  }

  /// The largest configuration in bytes.
  static let largestSize = 1 << 16

  private(set) var entries: [Entry] = []

  /// Reads a text; `source` names it in errors.
  init(_ text: String, source: String) throws(TrainingError) {
    let size = text.utf8.count
    guard size <= Self.largestSize else {
      throw TrainingError(
        .data,
        "\(source) has \(size) bytes, a configuration has at most \(Self.largestSize): it is another kind of file")
    }
    var scanner = try YAMLScanner(text, source: source)
    try read(&scanner)
    var lines: [String: Int] = [:]
    for entry in entries {
      if let first = lines.updateValue(entry.line, forKey: entry.name) {
        throw scanner.refusal("\(entry.name.excerpt) is there already, on line \(first)", line: entry.line)
      }
    }
  }

  private mutating func read(_ scanner: inout YAMLScanner) throws(TrainingError) {
    var hasBegun = false
    while true {
      try scanner.skipLines()
      if scanner.isAtEnd { return }
      let line = scanner.lineNumber
      if try scanner.skipMarker("---") {
        guard !hasBegun else { throw scanner.refusal("a second document begins, a configuration is one", line: line) }
      } else if hasBegun, try scanner.skipMarker("...") {
        break
      } else if scanner.isAt("{"), entries.isEmpty {
        guard try readBraces(&scanner) else { return }
        break
      } else {
        guard scanner.isAtMargin else {
          throw scanner.refusal("options begin at the margin and take one line each, found \(scanner.line.quoted)")
        }
        guard try readEntry(&scanner, inBraces: false) else { return }
      }
      hasBegun = true
    }
    try scanner.skipLines()
    if !scanner.isAtEnd, try scanner.skipMarker("...") { try scanner.skipLines() }
    guard scanner.isAtEnd else { throw scanner.refusal("the configuration has ended, found \(scanner.line.quoted)") }
  }

  /// Reads `{name: value, ...}`; returns whether reading goes on.
  private mutating func readBraces(_ scanner: inout YAMLScanner) throws(TrainingError) -> Bool {
    let line = scanner.lineNumber
    func skipLines(_ scanner: inout YAMLScanner) throws(TrainingError) {
      try scanner.skipLines()
      guard !scanner.isAtEnd else { throw scanner.refusal("a brace opens that is not closed", line: line) }
    }
    scanner.advance()
    while true {
      try skipLines(&scanner)
      if scanner.isAt("}") { break }
      guard try readEntry(&scanner, inBraces: true) else { return false }
      try skipLines(&scanner)
      if scanner.isAt("}") { break }
      guard scanner.isAt(",") else {
        throw scanner.refusal("there should be a comma or a closing brace, found \(scanner.line.quoted)")
      }
      scanner.advance()
    }
    scanner.advance()
    try scanner.endLine()
    return true
  }

  /// Reads one `name: value`; returns whether reading goes on.
  private mutating func readEntry(_ scanner: inout YAMLScanner, inBraces: Bool) throws(TrainingError) -> Bool {
    let line = scanner.lineNumber
    let name = try scanner.name(inBraces: inBraces)
    let value = try scanner.value(inBraces: inBraces)
    entries.append(Entry(name: name, value: value, line: line))
    if case .other = value { return false }
    if !inBraces { try scanner.endLine() }
    return true
  }
}
