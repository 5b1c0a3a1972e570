import ArgumentParser
import Commands
import OptionFlags
import Training

/// The options of a command that take a value, by name, with the types of their values: read off the command itself, so
/// that none is left out.
struct OptionTable {
  private var kinds: [String: ValueKind] = [:]

  /// The options of the command that arguments name.
  init(of arguments: [String]) {
    var command: any ParsableCommand.Type = Recur.self
    for argument in arguments {
      guard let next = command.configuration.subcommands.first(where: { $0._commandName == argument }) else { break }
      command = next
    }
    add(command)
    if let usual = command.configuration.defaultSubcommand { add(usual) }
  }

  /// What an option, written with its dashes, takes; nil for a flag, and what is no option.
  subscript(name: String) -> ValueKind? { kinds[name] }

  /// What names that options had before are called now, with their dashes.
  private(set) var formerNames: [String: String] = [:]

  private mutating func add(_ content: any ParsableArguments.Type) {
    if let table = content as? any TableFlags.Type {
      for (name, entry) in table.valueNames { kinds["--\(name)"] = .option(entry) }
      for (former, now) in table.formerNames { formerNames["--\(former)"] = "--\(now)" }
      return
    }
    for (label, value) in Mirror(reflecting: content.init()).children {
      if let option = value as? any ValueOption {
        kinds[Self.name(of: label ?? "")] = type(of: option).kind
      } else if let group = value as? any OptionSet {
        add(type(of: group).content)
      }
    }
  }

  /// `--learning-rate` of `_learningRate`.
  private static func name(of label: String) -> String {
    label.drop { $0 == "_" }.reduce("--") { $1.isUppercase ? "\($0)-\($1.lowercased())" : "\($0)\($1)" }
  }
}

private protocol TableFlags {
  static var valueNames: [(name: String, entry: OptionEntry)] { get }
  static var formerNames: [(former: String, now: String)] { get }
}

extension OptionFlags: TableFlags {}

private protocol ValueOption {
  static var kind: ValueKind { get }
}

extension Option: ValueOption {
  fileprivate static var kind: ValueKind {
    switch Value.self {
    case is Int.Type, is Int?.Type: .integer
    case is UInt64.Type, is UInt64?.Type: .seed
    case is Double.Type, is Double?.Type: .decimal
    case is IntegerList.Type, is IntegerList?.Type: .integers
    default: .word
    }
  }
}

private protocol OptionSet {
  static var content: any ParsableArguments.Type { get }
}

extension OptionGroup: OptionSet {
  fileprivate static var content: any ParsableArguments.Type { Value.self }
}
