internal import DurableFiles
internal import Yams

/// The lines `name: value` of a configuration, or one mapping in braces: as much of YAML as all its readers agree on.
///
/// Yams reads names and values, but is only shown what cannot grow: one line at a time whose value opens nothing, or one pair
/// of braces in which nothing opens. No anchor, alias or tag reaches it, and nothing inside anything else. Such values are
/// told apart and left to whoever knows what is wanted (``YAMLValue/other(_:_:)``); reading ends there.
struct FlatYAML {
  struct Entry: Equatable {
    let name: String
    let value: YAMLValue
    let line: Int
  }

  /// The largest configuration in bytes.
  static let largestSize = 1 << 16

  private(set) var entries: [Entry] = []
  private let source: String
  /// The lines on which the names are.
  private var places: [String: Int] = [:]

  /// Reads a text; `source` names it in errors.
  init(_ text: String, source: String) throws(TrainingError) {
    self.source = source
    let size = text.utf8.count
    guard size <= Self.largestSize else {
      throw TrainingError(
        .data,
        "\(source) has \(size) bytes, a configuration has at most \(Self.largestSize): it is another kind of file")
    }
    let scalars = text.unicodeScalars
    let lines = String(scalars.first == "\u{FEFF}" ? scalars.dropFirst() : scalars[...])
      .split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
    for (index, line) in lines.enumerated() {
      if let found = line.unicodeScalars.first(where: { $0 != "\t" && !YAMLText.isPrintable($0) }) {
        throw refusal("YAML has no room for the character \(String(found).quoted)", index + 1)
      }
    }
    try read(lines)
  }

  private mutating func read(_ lines: [Substring]) throws(TrainingError) {
    var (hasBegun, hasEnded) = (false, false)
    var number = 0
    while number < lines.count {
      let line = lines[number]
      number += 1
      switch YAMLLine(line) {
      case .blank: continue
      case .end where hasBegun: hasEnded = true
      case _ where hasEnded: throw refusal("the configuration has ended, found \(line.quoted)", number)
      case .start where hasBegun: throw refusal("a second document begins, a configuration is one", number)
      case .start: break
      case .brace where entries.isEmpty:
        number = try readBraces(lines, from: number)
        hasEnded = true
      case .pair(let name, let value):
        if let what = YAMLLine.construct(value) {
          return try add(Entry(name: name, value: .other(what, value), line: number))
        }
        try compose(String(line), from: number)
      case .brace, .end, .other:
        guard let value = continuation(line) else { throw refusal(Self.complaint(line), number) }
        let entry = entries.removeLast()
        return entries.append(Entry(name: entry.name, value: value, line: entry.line))
      }
      hasBegun = true
    }
  }

  /// The value that goes on here, of an option that has none on its own line.
  private func continuation(_ line: Substring) -> YAMLValue? {
    let text = line.drop { $0 == " " }
    let what = YAMLLine.construct(text)
    guard entries.last?.value == .plain(""), text != line || what == "a list" else { return nil }
    return .other(what ?? "more lines", String(text))
  }

  /// What is wrong with a line.
  private static func complaint(_ line: Substring) -> String {
    if line.first == " " { return "options begin at the margin and take one line each, found \(line.quoted)" }
    if line.unicodeScalars.contains("\t") {
      return "there is a tabulator, where YAML has blanks and a text in double quotes \\t, found \(line.quoted)"
    }
    if let what = YAMLLine.construct(line) { return "there should be 'name: value', found \(what): \(line.excerpt)" }
    return "there should be 'name: value' with a blank behind the colon, found \(line.quoted)"
  }

  /// Reads the mapping that begins on a line; returns the number of its last one.
  private mutating func readBraces(_ lines: [Substring], from number: Int) throws(TrainingError) -> Int {
    guard let last = lines[(number - 1)...].firstIndex(where: { $0.unicodeScalars.contains("}") }) else {
      throw refusal("a brace opens that is not closed", number)
    }
    let text = lines[(number - 1)...last].joined(separator: "\n")
    guard text.wholeMatch(of: /{[^{}\[\]&*!?\t]*} *( #.*)?/.matchingSemantics(.unicodeScalar)) != nil else {
      throw refusal(
        "in one pair of braces, with nothing behind it, should be names and values without { } [ ] & * ! ? and "
          + "tabulators, found \(text.quoted)", number)
    }
    try compose(text, from: number)
    return last + 1
  }

  /// Adds what Yams reads in a text that can hold nothing but names and values, and begins on a line.
  private mutating func compose(_ text: String, from number: Int) throws(TrainingError) {
    let mapping: Node.Mapping?
    do {
      mapping = try Yams.compose(yaml: text, .basic, .default, .utf8)?.mapping
    } catch {
      throw refusal(error, text, from: number)
    }
    guard let mapping else { throw refusal("there should be 'name: value', found \(text.quoted)", number) }
    for (name, value) in mapping {
      let line = number + (name.mark?.line ?? 1) - 1
      guard let name = name.scalar?.string, let value = value.scalar, !value.string.unicodeScalars.contains("\0") else {
        throw refusal("there should be a name and a text or number without the character \\0", line)
      }
      try add(
        Entry(name: name, value: value.style == .plain ? .plain(value.string) : .quoted(value.string), line: line))
    }
  }

  private mutating func add(_ entry: Entry) throws(TrainingError) {
    if let first = places.updateValue(entry.line, forKey: entry.name) {
      throw refusal("\(entry.name.excerpt) is there already, on line \(first)", entry.line)
    }
    entries.append(entry)
  }

  /// What is wrong, in a sentence that names the text and the line.
  private func refusal(_ words: String, _ line: Int) -> TrainingError {
    TrainingError(.data, "\(source), line \(line): \(words)")
  }

  /// What Yams finds wrong with a text that begins on a line.
  private func refusal(_ error: any Error, _ text: String, from number: Int) -> TrainingError {
    let found = text.split(separator: "\n", omittingEmptySubsequences: false)
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _):
      let words = [context?.text, problem].compactMap(\.self).joined(separator: " ")
      let index = max(0, min(mark.line, found.count) - 1)
      let advice = text.contains("\"") || text.contains("'") ? "" : "; a text with marks of YAML needs quotes"
      return refusal("this is no YAML, \(words.sentence): \(found[index].quoted)\(advice)", number + index)
    case YamlError.duplicatedKeysInMapping(let names, let context):
      return refusal("\(names.first?.excerpt ?? "a name") is there more than once", number + context.mark.line - 1)
    default: return refusal("this is no YAML, \("\(error)".excerpt)", number)
    }
  }
}
