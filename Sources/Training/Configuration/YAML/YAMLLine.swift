/// What a line of a configuration is, as far as it has to be known before a reader of YAML sees it.
enum YAMLLine: Equatable {
  /// Nothing, or a comment.
  case blank
  /// `---`.
  case start
  /// `...`.
  case end
  /// A line that opens a brace.
  case brace
  /// `name: value` from the margin on, where the name can open nothing; what the value may open is not known.
  case pair(name: String, value: String)
  /// Anything else.
  case other

  init(_ line: Substring) {
    if line.wholeMatch(of: /\ *(#.*)?/.matchingSemantics(.unicodeScalar)) != nil {
      self = .blank
    } else if line.unicodeScalars.contains("\t") {
      self = .other
    } else if line.wholeMatch(of: /--- *( #.*)?/.matchingSemantics(.unicodeScalar)) != nil {
      self = .start
    } else if line.wholeMatch(of: /\.\.\. *( #.*)?/.matchingSemantics(.unicodeScalar)) != nil {
      self = .end
    } else if line.unicodeScalars.first == "{" {
      self = .brace
    } else if let pair = line.wholeMatch(of: Self.pair.matchingSemantics(.unicodeScalar)) {
      self = .pair(name: String(pair.output.2), value: String(pair.output.3 ?? ""))
    } else {
      self = .other
    }
  }

  /// A name, in quotes or not, without blanks and marks of YAML, and its value.
  private static var pair: Regex<(Substring, Substring, Substring, Substring?)> {
    /(["']?)([^ :"'#\[\]{}&*!|>%@`,?]+)\1 *:(?: +(.*))?/
  }

  /// What begins here that is neither a text nor a number, in words.
  static func construct(_ text: some StringProtocol) -> String? {
    let first = text.unicodeScalars.first
    let second = text.unicodeScalars.dropFirst().first ?? " "
    switch first {
    case "[": return "a list"
    case "{": return "a mapping"
    case "&": return "an anchor"
    case "*": return "an alias"
    case "!": return "a tag"
    case "|", ">": return "a block of text"
    case "%": return "a directive"
    case "@", "`", ",", "]", "}": return "a mark of YAML"
    case "-" where second == " ": return "a list"
    case "?" where second == " ": return "a mapping"
    case ":" where second == " ": return "a mark of YAML"
    default: return nil
    }
  }
}
