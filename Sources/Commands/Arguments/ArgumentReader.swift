import DurableFiles
import HDF5
package import Training

/// The arguments of the command line as ArgumentParser takes them: values of options attached to their names, numbers read
/// strictly.
package enum ArgumentReader {
  /// Attaches values that begin with a dash to their options, `--lambda -1` as `--lambda=-1`, and looks at every number.
  ///
  /// What looks like the name of an option, `--json` or `-h`, is no value: there the value is missing. As a value it is
  /// written `--prime=--json`.
  ///
  /// - Parameters:
  ///   - arguments: those of the command line, without the name of the program.
  ///   - formerNames: what names that options had before are called now, all with their dashes.
  ///   - kind: what the option of a name, written with its dashes, takes; nil for a flag, and what is no option.
  /// - Throws: `TrainingError` that names the option, what it takes and what was found.
  package static func prepared(
    _ arguments: [String], formerNames: [String: String] = [:], kind: (String) -> ValueKind?
  ) throws(TrainingError) -> [String] {
    var prepared: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" { return prepared + [argument] + rest }
      if let kind = kind(argument), let value = rest.first, isValue(value) {
        try kind.require(value, argument)
        prepared += value.hasPrefix("-") ? ["\(argument)=\(value)"] : [argument, value]
        rest.removeFirst()
      } else {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        try requireShort(parts[0])
        if let now = formerNames[String(parts[0])] {
          throw TrainingError(.usage, "\(parts[0]) is called \(now) now")
        }
        if parts.count == 2, let kind = kind(String(parts[0])) {
          try kind.require(String(parts[1]), String(parts[0]))
        }
        prepared.append(argument)
      }
    }
    return prepared
  }

  /// The search for the option that may be meant takes a long time for long names.
  private static func requireShort(_ name: Substring) throws(TrainingError) {
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

/// What an option takes: numbers of several kinds are read strictly, anything else as it is.
package enum ValueKind {
  case integer, seed, decimal, integers, word
  /// What an option of an experiment takes.
  case option(OptionEntry)

  private var words: String {
    switch self {
    case .integer: "a whole number of at most \(Int.max)"
    case .seed: "a whole number from 0 to \(UInt64.max)"
    case .decimal: "a finite decimal number such as 0.03 or 2e-5"
    case .integers: "whole numbers from 1 to 10000000, separated by commas"
    case .word, .option: "a word"
    }
  }

  private func reads(_ text: String) -> Bool {
    switch self {
    case .integer: text.wholeMatch(of: /[-+]?[0-9]+/) != nil && Int(text) != nil
    case .seed: text.wholeMatch(of: /\+?[0-9]+/) != nil && UInt64(text) != nil
    case .decimal: Self.isDecimal(text)
    case .integers: IntegerList(argument: text) != nil
    case .word, .option: true
    }
  }

  private static func isDecimal(_ text: String) -> Bool {
    text.wholeMatch(of: /[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?/) != nil
      && Double(text).map(\.isFinite) ?? false
  }

  fileprivate func require(_ value: String, _ option: String) throws(TrainingError) {
    if case .word = self { return }
    if case .option(let entry) = self {
      _ = try entry.value(argument: value)
      return
    }
    guard value.utf8.count <= 1000, reads(value) else {
      throw TrainingError(.usage, "\(option) should be \(words), got \(value.quoted)")
    }
  }
}
