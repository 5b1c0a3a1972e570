internal import Optimization

// Values read from YAML strictly, and written so that every reader of YAML takes them for the same.

extension Int {
  init(_ value: YAMLValue) throws(YAMLMismatch) {
    self = try Self.whole(value, "a whole number in decimal digits, of at most \(Int.max)")
  }

  var yaml: String { String(self) }
}

extension UInt64 {
  init(_ value: YAMLValue) throws(YAMLMismatch) {
    self = try Self.whole(value, "a whole number in decimal digits, from 0 to \(UInt64.max)")
  }

  var yaml: String { String(self) }
}

extension FixedWidthInteger {
  fileprivate static func whole(_ value: YAMLValue, _ expected: String) throws(YAMLMismatch) -> Self {
    guard case .plain(let text) = value, value.form == .integer, let number = Self(text) else {
      throw value.refused(expected, value.doubt)
    }
    return number
  }
}

extension Double {
  init(_ value: YAMLValue) throws(YAMLMismatch) {
    self = try Self.decimal(value, "a finite decimal number such as 0.03 or 2.0e-5")
  }

  fileprivate static func decimal(_ value: YAMLValue, _ expected: String) throws(YAMLMismatch) -> Double {
    guard case .plain(let text) = value, value.form == .integer || value.form == .decimal, let number = Double(text),
      number.isFinite
    else { throw value.refused(expected, value.doubt) }
    return number
  }

  /// The fewest digits that lead back to the same bits, with a point and a signed exponent: without them it is text to
  /// PyYAML, and without the point an integer to all.
  var yaml: String {
    precondition(isFinite, "a configuration holds finite numbers only, got \(self)")
    let text = description
    guard let exponent = text.firstIndex(of: "e"), !text[..<exponent].contains(".") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }
}

extension Bool {
  init(_ value: YAMLValue) throws(YAMLMismatch) {
    guard case .boolean(let found)? = value.form else { throw value.refused("true or false", value.doubt) }
    self = found
  }

  var yaml: String { self ? "true" : "false" }
}

extension String {
  init(_ value: YAMLValue) throws(YAMLMismatch) {
    switch (value, value.form) {
    case (.quoted(let text), _), (.plain(let text), .text), (.plain(let text), .integer), (.plain(let text), .decimal):
      self = text
    default:
      let isLine = if case .plain = value { true } else { false }
      throw value.refused("text", isLine ? "\(value.doubt); if it is meant as it stands, put it into quotes" : "")
    }
  }
}

extension OptionValue {
  /// Reads a value of an option.
  init(_ value: YAMLValue, as kind: OptionKind) throws(YAMLMismatch) {
    switch kind {
    case .count: self = .count(try Int(value))
    case .number: self = .number(try Double(value))
    case .numberOrNone:
      if value == .plain("none") || value == .quoted("none") {
        self = .word("none")
      } else {
        let number = try Double.decimal(value, "a finite decimal number such as 2.5, or none")
        self = number == 0 ? .word("none") : .number(number)
      }
    case .word(let words): self = .word(try value.word(of: words))
    case .text: self = .word(try String(value))
    case .truth: self = .truth(try Bool(value))
    case .seed: self = .seed(try UInt64(value))
    case .form(let form): self = try Self.text(value, of: form)
    }
  }

  private static func text(_ value: YAMLValue, of form: TextForm) throws(YAMLMismatch) -> OptionValue {
    switch value {
    case .plain where form.takesCounts && value.form == .integer: return .count(try Int(value))
    case .quoted(let text) where !form.takesCounts || Int(text) == nil:
      guard form.reads(text) else { throw value.refused(form.words) }
      return .word(text)
    case .plain(let text) where value.form == .text || !form.takesCounts && value.form == .integer:
      guard form.reads(text) else { throw value.refused(form.words) }
      return .word(text)
    default: throw value.refused(form.words)
    }
  }

  /// The value as YAML.
  var yaml: String {
    switch self {
    case .count(let count): count.yaml
    case .number(let number): number.yaml
    case .word(let word): YAMLText.written(word)
    case .truth(let truth): truth.yaml
    case .seed(let seed): seed.yaml
    }
  }

  /// The value as people write it in a configuration.
  var plain: String { if case .word(let word) = self { word } else { yaml } }
}

extension YAMLValue {
  /// The value under the name that it has now.
  func renamed(_ names: [String: String]) -> YAMLValue {
    switch self {
    case .plain(let text), .quoted(let text): names[text].map { .plain($0) } ?? self
    case .other: self
    }
  }

  /// One of some words.
  fileprivate func word(of words: [String]) throws(YAMLMismatch) -> String {
    let text: String? =
      switch self {
      case .quoted(let text), .plain(let text): text
      case .other: nil
      }
    guard let text, words.contains(text) else { throw refused("one of \(words.joined(separator: ", "))") }
    return text
  }

  /// Why a value is refused that a person may take for a good one.
  fileprivate var doubt: String {
    switch self {
    case .quoted: ": leave the quotes out"
    case .plain:
      if case .disputed(let what)? = form { ", which is \(what) to some readers of YAML" } else { "" }
    case .other: ""
    }
  }
}
