internal import DurableFiles
public import Optimization

extension OptionEntry {
  /// Reads what a command line says: numbers in decimal digits only, and no longer than a person writes them.
  ///
  /// - Parameter text: the value.
  /// - Throws: ``TrainingError`` where the option takes no such value; whether a number is within its bounds is seen later.
  public func value(argument text: String) throws(TrainingError) -> OptionValue {
    guard let value = kind.value(argument: text) else {
      throw TrainingError(.usage, "--\(name) should be \(kind.argumentWords), got \(text.quoted)")
    }
    return value
  }
}

extension OptionKind {
  /// The value that a text on the command line stands for; nil where it is of another kind.
  func value(argument text: String) -> OptionValue? {
    switch self {
    case .count: Self.count(text).map { .count($0) }
    case .number: Self.decimal(text).map { .number($0) }
    case .numberOrNone:
      text == "none" ? .word(text) : Self.decimal(text).map { $0 == 0 ? .word("none") : .number($0) }
    case .word(let words): words.contains(text) ? .word(text) : nil
    case .text: .word(text)
    case .form(let form):
      if form.takesCounts, let count = Self.count(text) { .count(count) } else { form.reads(text) ? .word(text) : nil }
    case .truth: ["true", "false"].contains(text) ? .truth(text == "true") : nil
    case .seed: text.wholeMatch(of: /\+?[0-9]{1,100}/) == nil ? nil : UInt64(text).map { .seed($0) }
    }
  }

  /// What a command line may say, in words.
  var argumentWords: String {
    switch self {
    case .count: "a whole number of at most \(Int.max)"
    case .number: "a finite decimal number such as 0.03 or 2e-5"
    case .numberOrNone: "a finite decimal number such as 2.5, or none"
    case .word(let words): "one of \(words.joined(separator: ", "))"
    case .text: "a text"
    case .form(let form): form.words
    case .truth: "true or false"
    case .seed: "a whole number from 0 to \(UInt64.max)"
    }
  }

  private static func count(_ text: String) -> Int? {
    text.wholeMatch(of: /[-+]?[0-9]{1,100}/) == nil ? nil : Int(text)
  }

  private static func decimal(_ text: String) -> Double? {
    guard text.utf8.count <= 1000,
      text.wholeMatch(of: /[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?/) != nil,
      let number = Double(text), number.isFinite
    else { return nil }
    return number
  }
}
