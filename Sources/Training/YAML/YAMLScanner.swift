internal import HDF5

/// A place in a text that is read as YAML, and what is found there.
struct YAMLScanner {
  let text: [Unicode.Scalar]
  private let source: String
  var position = 0
  private(set) var lineNumber = 1
  private var lineStart = 0

  /// - Throws: `TrainingError` for characters that YAML does not take as they are.
  init(_ text: String, source: String) throws(TrainingError) {
    self.source = source
    var scalars: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      // A line ends with LF, CR LF or CR.
      if scalar == "\n", scalars.last == "\r" { scalars.removeLast() }
      scalars.append(scalar)
    }
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    self.text = scalars.map { $0 == "\r" ? "\n" : $0 }
    if let found = self.text.firstIndex(where: { $0 != "\n" && $0 != "\t" && !YAMLText.isPrintable($0) }) {
      let line = self.text[..<found].count { $0 == "\n" } + 1
      throw refusal("YAML has no room for the character \(String(self.text[found]).quoted)", line: line)
    }
  }

  var isAtEnd: Bool { position == text.count }
  /// Whether nothing is before this place on its line.
  var isAtMargin: Bool { position == lineStart }
  /// The rest of the line, or as much of it as sentences and markers need.
  var line: String {
    String(String.UnicodeScalarView(text[position...].prefix(80).prefix { $0 != "\n" }))
  }
  var next: Unicode.Scalar? { position < text.count ? text[position] : nil }
  private var afterNext: Unicode.Scalar? { position + 1 < text.count ? text[position + 1] : nil }

  func isAt(_ scalar: Unicode.Scalar) -> Bool { next == scalar }

  /// What is wrong, in a sentence that names the text and the line.
  func refusal(_ words: String, line: Int? = nil) -> TrainingError {
    TrainingError(.data, "\(source), line \(line ?? lineNumber): \(words)")
  }

  mutating func advance() {
    if text[position] == "\n" {
      lineNumber += 1
      lineStart = position + 1
    }
    position += 1
  }

  private mutating func skipSpaces() {
    while next == " " { position += 1 }
  }

  /// Skips blanks, comments and ends of lines.
  mutating func skipLines() throws(TrainingError) {
    while true {
      skipSpaces()
      if next == "#", isAtMargin || text[position - 1] == " " {
        while let scalar = next, scalar != "\n" { position += 1 }
      }
      if next == "\t" { throw refusal("there is a tabulator outside of a text in quotes, where YAML has blanks") }
      guard next == "\n" else { return }
      advance()
    }
  }

  /// Skips what is left of a line, which is blank or a comment.
  mutating func endLine() throws(TrainingError) {
    let before = lineNumber
    let words = "the value has ended, found \(line.quoted)"
    try skipLines()
    guard lineNumber > before || isAtEnd else { throw refusal(words) }
  }

  /// Skips a line that holds nothing but a marker; returns whether it was there.
  mutating func skipMarker(_ marker: String) throws(TrainingError) -> Bool {
    guard isAtMargin, line.hasPrefix(marker) else { return false }
    position += marker.unicodeScalars.count
    guard isBlank(next) else {
      position = lineStart
      return false
    }
    try endLine()
    return true
  }

  private func isBlank(_ scalar: Unicode.Scalar?) -> Bool { scalar == nil || scalar == " " || scalar == "\n" }

  /// Whether a plain text, name or value, ends here, but for what is behind a blank.
  private func endsPlain(inBraces: Bool) -> Bool {
    guard let scalar = next, scalar != "\n" else { return true }
    if scalar == "#" { return text[position - 1] == " " }
    return inBraces && Self.braceMarks.contains(scalar)
  }

  /// What ends a plain text in braces to some reader.
  private static let braceMarks: Set<Unicode.Scalar> = [",", "?", "[", "]", "{", "}"]

  /// Whether here is a colon that ends a name.
  private func isColon(inBraces: Bool) -> Bool {
    guard next == ":" else { return false }
    return isBlank(afterNext) || (inBraces && afterNext.map(Self.braceMarks.contains) ?? false)
  }

  /// Reads a name and the colon behind it.
  mutating func name(inBraces: Bool) throws(TrainingError) -> String {
    let expected = "there should be 'name: value' with a blank behind the colon, found \(line.quoted)"
    if let what = construct(inBraces: inBraces) {
      throw refusal("there should be 'name: value', found \(what): \(line.excerpt)")
    }
    let name: String
    let isQuoted = next == "\"" || next == "'"
    if isQuoted {
      name = try quoted()
    } else {
      let start = position
      while !endsPlain(inBraces: inBraces), !isColon(inBraces: inBraces) {
        if next == "\t" { throw refusal(expected) }
        position += 1
      }
      name = trimmed(text[start..<position])
    }
    skipSpaces()
    guard next == ":", isBlank(afterNext) || (inBraces && isQuoted), !name.isEmpty else { throw refusal(expected) }
    position += 1
    return name
  }

  /// Reads the value behind a colon.
  mutating func value(inBraces: Bool) throws(TrainingError) -> YAMLValue {
    skipSpaces()
    if inBraces { try skipLines() }
    if let what = construct(inBraces: inBraces) { return .other(what, line) }
    if next == "\"" || next == "'" { return .quoted(try quoted()) }
    let start = position
    while !endsPlain(inBraces: inBraces) {
      if next == "\t" || isColon(inBraces: inBraces) {
        let what = next == "\t" ? "a tabulator" : "a colon before a blank"
        position = start
        throw refusal("a text with \(what) needs quotes, found \(line.quoted)")
      }
      position += 1
    }
    let value = trimmed(text[start..<position])
    return inBraces ? .plain(value) : try continued(value)
  }

  /// A value that ends with its line, unless the next one that is not blank is indented or begins a list.
  private func continued(_ value: String) throws(TrainingError) -> YAMLValue {
    var ahead = self
    try ahead.skipLines()
    let isList = ahead.next == "-" && isBlank(ahead.afterNext)
    guard !ahead.isAtEnd, ahead.lineNumber > lineNumber, !ahead.isAtMargin || (isList && value.isEmpty) else {
      return .plain(value)
    }
    if value.isEmpty { return .other(ahead.construct(inBraces: false) ?? "more lines", ahead.line) }
    throw ahead.refusal("options begin at the margin and take one line each, found \(ahead.line.quoted)")
  }

  private func trimmed(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var scalars = scalars
    while scalars.last == " " { scalars.removeLast() }
    return String(String.UnicodeScalarView(scalars))
  }

  /// What begins here that is neither a text nor a number, in words.
  private func construct(inBraces: Bool) -> String? {
    if isAtMargin, ["---", "..."].contains(where: { line == $0 || line.hasPrefix($0 + " ") }) {
      return "a mark between documents"
    }
    switch next {
    case "[": return "a list"
    case "{": return "a mapping"
    case "&": return "an anchor"
    case "*": return "an alias"
    case "!": return "a tag"
    case "|", ">": return "a block of text"
    case "%": return "a directive"
    case "@", "`", ",", "]": return "a mark of YAML"
    case "}" where !inBraces: return "a mark of YAML"
    case "#" where !isAtMargin && text[position - 1] != " ": return "a mark of YAML"
    case "-" where isBlank(afterNext): return "a list"
    case "?" where isBlank(afterNext) || inBraces: return "a mapping"
    case ":" where isBlank(afterNext) || inBraces: return "a mark of YAML"
    default: return nil
    }
  }
}
