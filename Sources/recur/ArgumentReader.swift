import DurableFiles
import Training

/// The arguments of the command line as ArgumentParser takes them: values of options attached to their names, numbers read
/// strictly.
enum ArgumentReader {
  /// Attaches values that begin with a dash to their options, `--lambda -1` as `--lambda=-1`, and looks at every number.
  ///
  /// What looks like the name of an option, `--json` or `-h`, is no value: there the value is missing. As a value it is
  /// written `--prime=--json`.
  ///
  /// - Throws: `TrainingError` that names the option, what it takes and what was found.
  static func prepared(_ arguments: [String]) throws -> [String] {
    let table = OptionTable(of: arguments)
    var prepared: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" { return prepared + [argument] + rest }
      if let kind = table[argument], let value = rest.first, isValue(value) {
        try NumberWords(kind)?.require(value, argument)
        prepared += value.hasPrefix("-") ? ["\(argument)=\(value)"] : [argument, value]
        rest.removeFirst()
      } else {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        try requireShort(parts[0])
        if parts.count == 2, let kind = table[String(parts[0])] {
          try NumberWords(kind)?.require(String(parts[1]), String(parts[0]))
        }
        prepared.append(argument)
      }
    }
    return prepared
  }

  /// The search for the option that may be meant takes a long time for long names.
  private static func requireShort(_ name: Substring) throws {
    guard !name.hasPrefix("-") || name.utf8.count <= 100 else {
      throw TrainingError(.usage, "there is no option \(name.quoted): the name of an option has at most 100 characters")
    }
  }

  /// Whether an argument behind the name of an option can only be its value.
  private static func isValue(_ argument: String) -> Bool {
    guard argument.hasPrefix("-") else { return true }
    if ["-h", "-help", "--"].contains(argument) { return false }
    return argument.wholeMatch(of: /--[A-Za-z][A-Za-z0-9-]*(=.*)?/.dotMatchesNewlines()) == nil
  }
}

/// What a number has to look like, in words and by the rule.
private struct NumberWords {
  private let words: String
  private let isRead: (String) -> Bool

  /// Nil for values that are no numbers.
  init?(_ kind: Any.Type) {
    switch kind {
    case is Int.Type, is Int?.Type:
      words = "a whole number of at most \(Int.max)"
      isRead = { $0.wholeMatch(of: /[-+]?[0-9]+/) != nil && Int($0) != nil }
    case is UInt64.Type, is UInt64?.Type:
      words = "a whole number from 0 to \(UInt64.max)"
      isRead = { $0.wholeMatch(of: /\+?[0-9]+/) != nil && UInt64($0) != nil }
    case is Double.Type, is Double?.Type:
      words = "a finite decimal number such as 0.03 or 2e-5"
      isRead = Self.isDecimal
    case is ClipNorm.Type, is ClipNorm?.Type:
      words = "a finite decimal number such as 2.5, or none"
      isRead = { $0 == "none" || Self.isDecimal($0) }
    case is IntegerList.Type, is IntegerList?.Type:
      words = "whole numbers from 1 to 10000000, separated by commas"
      isRead = { IntegerList(argument: $0) != nil }
    default: return nil
    }
  }

  private static func isDecimal(_ text: String) -> Bool {
    text.wholeMatch(of: /[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?/) != nil
      && Double(text).map(\.isFinite) ?? false
  }

  func require(_ value: String, _ option: String) throws {
    guard value.utf8.count <= 1000, isRead(value) else {
      throw TrainingError(.usage, "\(option) should be \(words), got \(value.quoted)")
    }
  }
}
