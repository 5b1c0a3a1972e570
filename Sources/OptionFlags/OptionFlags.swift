public import ArgumentParser
internal import Optimization
public import Training

/// Which options of experiments a group of flags has, and what help says of them.
public protocol OptionChoice {
  /// Whether an option is among them.
  static func has(_ entry: OptionEntry) -> Bool
  /// What holds where the option is left out, in words; nil where nothing does.
  static func standard(_ entry: OptionEntry) -> String?
  /// Whether it is offered by completions, and shown where help is not brief, and not only by `--help-all`.
  static func isShown(_ entry: OptionEntry) -> Bool
  /// Whether brief help shows it.
  static func isShownBriefly(_ entry: OptionEntry) -> Bool
}

extension OptionChoice {
  /// The default.
  public static func standard(_ entry: OptionEntry) -> String? { entry.defaultInWords }
  /// Whether most people need it.
  public static func isShown(_ entry: OptionEntry) -> Bool { entry.isUsual }
  /// Whether it is shown elsewhere.
  public static func isShownBriefly(_ entry: OptionEntry) -> Bool { isShown(entry) }

  /// The options of the group.
  static var entries: [OptionEntry] { ExperimentOptions.entries.filter { $0.isFlag && has($0) } }
}

/// Options of experiments as flags of a command, made from their entries (`OptionEntry`): ArgumentParser reflects on
/// a group of flags, and finds one for each entry here.
public struct OptionFlags<Choice: OptionChoice>: ParsableArguments, CustomReflectable {
  private enum Flag {
    case text(Option<String?>)
    case truth(ArgumentParser.Flag<Bool?>)

    var wrapper: Any {
      switch self {
      case .text(let option): option
      case .truth(let flag): flag
      }
    }
  }

  private var flags: [(entry: OptionEntry, flag: Flag)]

  /// Flags without values.
  public init() {
    flags = Choice.entries.map { entry in
      let names = [NameSpecification.Element.customLong(entry.name)] + (entry.alias.map { [.customLong($0)] } ?? [])
      let name = NameSpecification(names)
      switch entry.kind {
      case .truth:
        return (
          entry,
          .truth(
            ArgumentParser.Flag(name: name, inversion: .prefixedNo, exclusivity: .chooseLast, help: Self.help(entry)))
        )
      case .word(let words):
        return (entry, .text(Option(name: name, help: Self.help(entry), completion: .list(words))))
      default: return (entry, .text(Option(name: name, help: Self.help(entry), completion: Self.completion(entry))))
      }
    }
  }

  /// Flags with what a command line says.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: Key.self)
    for index in flags.indices {
      let key = Key(flags[index].entry.name)
      switch flags[index].flag {
      case .text: flags[index].flag = .text(try values.decode(Option<String?>.self, forKey: key))
      case .truth: flags[index].flag = .truth(try values.decode(ArgumentParser.Flag<Bool?>.self, forKey: key))
      }
    }
  }

  /// A child for each flag, as ArgumentParser expects it of a property.
  public var customMirror: Mirror {
    Mirror(self, children: flags.map { (label: $0.entry.name as String?, value: $0.flag.wrapper) })
  }

  /// What the command line says.
  ///
  /// - Throws: `TrainingError` for a value that is none of its option.
  public var layer: ConfigurationLayer {
    get throws {
      var layer = ConfigurationLayer()
      for (entry, flag) in flags {
        switch flag {
        case .text(let option):
          if let text = option.wrappedValue { layer[entry.name] = try entry.value(argument: text) }
        case .truth(let flag): if let truth = flag.wrappedValue { layer[entry.name] = .truth(truth) }
        }
      }
      return layer
    }
  }

  /// The names that take a value, with the options that they are of.
  public static var valueNames: [(name: String, entry: OptionEntry)] {
    Choice.entries.filter { $0.kind != .truth }.flatMap { entry in
      ([entry.name] + (entry.alias.map { [$0] } ?? [])).map { ($0, entry) }
    }
  }

  /// The names that options of the group had before, with those of now.
  public static var formerNames: [(former: String, now: String)] {
    Choice.entries.flatMap { entry in entry.formerNames.map { ($0.name, entry.name) } }
  }

  /// Of brief help two lines of the text of an option.
  private static var mostBriefCharacters: Int { 108 }
  /// One of them, where a line has 100 characters.
  private static var oneBriefLine: Int { 74 }

  private static func help(_ entry: OptionEntry) -> ArgumentHelp {
    let isBrief = HelpDetail.isBrief
    let isShown = isBrief ? Choice.isShownBriefly(entry) : Choice.isShown(entry)
    return ArgumentHelp(
      isBrief ? brief(entry) : whole(entry), valueName: valueName(entry), visibility: isShown ? .default : .hidden)
  }

  /// The first part of what an option is for, and its default where there is room for it.
  private static func brief(_ entry: OptionEntry) -> String {
    var words = entry.help
    if let end = words.firstRange(of: "; ") { words = words[..<end.lowerBound] + "." }
    if words.count > oneBriefLine, let end = words.firstRange(of: ": "), words[..<end.lowerBound].count > 15 {
      words = words[..<end.lowerBound] + "."
    }
    if case .word(let choices) = entry.kind { words += " (\(choices.joined(separator: ", ")))" }
    guard let standard = Choice.standard(entry) else { return words }
    let text = words + " (default: \(standard))"
    return text.count <= mostBriefCharacters ? text : words
  }

  private static func whole(_ entry: OptionEntry) -> String {
    var words = (entry.ownersInWords.map { "[\($0)] " } ?? "") + entry.help
    var notes: [String] = []
    if case .word(let choices) = entry.kind { notes.append(choices.joined(separator: ", ")) }
    if let standard = Choice.standard(entry) { notes.append("default: \(standard)") }
    if !notes.isEmpty { words += " (\(notes.joined(separator: "; ")))" }
    return words
  }

  private static func valueName(_ entry: OptionEntry) -> String {
    switch entry.kind {
    case .count: "n"
    case .number, .numberOrNone: "x"
    case .seed: "seed"
    case .word: "word"
    case .text, .form, .truth: "text"
    }
  }

  private static func completion(_ entry: OptionEntry) -> CompletionKind? {
    switch entry.name {
    case "data": .file(extensions: ["h5"])
    case "run-folder": .directory
    case "initialize-from": .file()
    default: nil
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

extension OptionFlags: Sendable where Choice: Sendable {}
