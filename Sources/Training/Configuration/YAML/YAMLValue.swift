internal import DurableFiles

/// A value of a configuration as it is written: one of a kind that every reader of YAML sees in it, or what it is instead.
enum YAMLValue: Equatable {
  /// Text in quotes.
  case quoted(String)
  /// Anything else on one line. What it stands for is a matter of its ``PlainForm``.
  case plain(String)
  /// What no option has for a value: a list, a mapping, an anchor, an alias, a tag; with the line from there on.
  case other(_ what: String, String)

  /// The value as a sentence shows it.
  var shown: String {
    switch self {
    case .quoted(let text): return "the text \(text.quoted)"
    case .plain(""): return "nothing"
    case .plain(let text): return text.excerpt
    case .other(let what, let text): return "\(what): \(text.excerpt)"
    }
  }

  /// The refusal of this value where `expected` is wanted.
  func refused(_ expected: String, _ hint: String = "") -> YAMLMismatch {
    YAMLMismatch(words: "should be \(expected), got \(shown)\(hint)")
  }

  /// The form of a value without quotes; nil for any other.
  var form: PlainForm? {
    guard case .plain(let text) = self else { return nil }
    return PlainForm(text)
  }
}

/// What is wrong with a value, as it follows the name of the option: `should be text, got nothing`.
struct YAMLMismatch: Error {
  let words: String
}
