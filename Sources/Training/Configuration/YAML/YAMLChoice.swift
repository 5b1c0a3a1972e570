internal import Optimization
internal import LinearAlgebra
internal import RecurrentNetworks

/// The value of a choice, read from YAML strictly and written so that every reader of YAML takes it for the same.
protocol YAMLChoice: Equatable, Sendable {
  /// Reads a value.
  init(_ value: YAMLValue) throws(YAMLMismatch)
  /// The value as YAML.
  var yaml: String { get }
  /// The value as people write it.
  var plain: String { get }
}

extension YAMLChoice {
  var plain: String { yaml }
}

extension Int: YAMLChoice {
  init(_ value: YAMLValue) throws(YAMLMismatch) {
    self = try Self.whole(value, "a whole number in decimal digits, of at most \(Int.max)")
  }

  var yaml: String { String(self) }
}

extension UInt64: YAMLChoice {
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

extension Double: YAMLChoice {
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

extension Bool: YAMLChoice {
  init(_ value: YAMLValue) throws(YAMLMismatch) {
    guard case .boolean(let found)? = value.form else { throw value.refused("true or false", value.doubt) }
    self = found
  }

  var yaml: String { self ? "true" : "false" }
}

extension String: YAMLChoice {
  init(_ value: YAMLValue) throws(YAMLMismatch) {
    switch (value, value.form) {
    case (.quoted(let text), _), (.plain(let text), .text), (.plain(let text), .integer), (.plain(let text), .decimal):
      self = text
    default:
      let isLine = if case .plain = value { true } else { false }
      throw value.refused("text", isLine ? "\(value.doubt); if it is meant as it stands, put it into quotes" : "")
    }
  }

  var yaml: String { YAMLText.written(self) }
  var plain: String { self }
}

extension ClipNorm: YAMLChoice {
  init(_ value: YAMLValue) throws(YAMLMismatch) {
    let isNone = value == .plain("none") || value == .quoted("none")
    self.init(isNone ? nil : try Double.decimal(value, "a finite decimal number such as 2.5, or none"))
  }

  var yaml: String { value?.yaml ?? "none" }
}

extension YAMLChoice where Self: RawRepresentable & CaseIterable, RawValue == String {
  init(_ value: YAMLValue) throws(YAMLMismatch) {
    self = Self(rawValue: try value.word(of: Self.allCases.map(\.rawValue)))!
  }

  var yaml: String { YAMLText.written(rawValue) }
  var plain: String { rawValue }
}

extension Precision: YAMLChoice {}
extension Activation: YAMLChoice {}
extension InitialState: YAMLChoice {}
extension Initializer: YAMLChoice {}
extension Centering: YAMLChoice {}
extension Normalization: YAMLChoice {}
extension OptimizerKind: YAMLChoice {}
extension Curvature: YAMLChoice {}
extension StructuralForm: YAMLChoice {}

extension OptionValue: YAMLChoice {
  /// Reads the value of an option of an optimizer.
  init(_ value: YAMLValue, as kind: OptionKind) throws(YAMLMismatch) {
    switch kind {
    case .count: self = .count(try Int(value))
    case .number: self = .number(try Double(value))
    case .numberOrNone: self = try ClipNorm(value).value.map { .number($0) } ?? .word("none")
    case .word(let words): self = .word(try value.word(of: words))
    }
  }

  /// Reads a value of which no more is known than how it is written.
  init(_ value: YAMLValue) throws(YAMLMismatch) {
    switch value.form {
    case .integer?: self = .count(try Int(value))
    case .decimal?: self = .number(try Double(value))
    default: self = .word(try String(value))
    }
  }

  var yaml: String {
    switch self {
    case .count(let count): count.yaml
    case .number(let number): number.yaml
    case .word(let word): YAMLText.written(word)
    }
  }

  var plain: String { if case .word(let word) = self { word } else { yaml } }
}

extension YAMLValue {
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
