internal import Foundation
public import Optimization

/// Where an option is shown in help, and what it is about.
public enum OptionSection: String, Sendable, CaseIterable {
  /// What is trained on.
  case data = "Data"
  /// What is trained.
  case model = "Model"
  /// How it is trained.
  case optimizer = "Optimizer"
  /// When it ends.
  case budget = "Budget"
  /// What is written, and what the machine gives.
  case files = "Files and machine"
}

/// An option of an experiment: the one place that knows its name, what it takes, its default and what it is for. Command line,
/// YAML, merging, checks, the resolved `config.yaml` and the help are made from it.
public struct OptionEntry: Sendable {
  /// What an option says something about, which decides what becomes of it where layers are laid over each other.
  public enum Scope: Sendable {
    /// Nothing that another choice could replace.
    case run
    /// A source of data: the name of a task, or a file.
    case data
    /// The task or dataset file of the same layer.
    case task
    /// A text, or what kind of data a file has.
    case text
    /// All layers of a network, where they are alike.
    case alikeLayers
    /// The optimizer of the same layer.
    case optimizer
  }

  /// The name in YAML, and behind two dashes on the command line.
  public let name: String
  /// What it takes.
  public let kind: OptionKind
  /// Where it is shown.
  public let section: OptionSection
  /// What it is for, in a sentence.
  public let help: String
  /// What holds where nobody chooses; nil where that depends on other choices, or is nothing at all.
  public internal(set) var standard: OptionValue?
  /// What holds where nobody chooses, in words, where it is not always the same.
  public internal(set) var standardInWords: String?
  /// What it says something about.
  public internal(set) var scope = Scope.run
  /// The batch without which it has no meaning: an option of the optimizers that draw it.
  public internal(set) var role: BatchRole?
  /// Whether most people need it: the others are shown by `--help-all`.
  public internal(set) var isUsual = false
  /// Whether it may change when a run goes on: it touches no step.
  public internal(set) var mayChange = false
  /// Whether runs of a series differ in it.
  public internal(set) var isOfOneRun = false
  /// Whether it is an option of the command line; a task is named without one.
  public internal(set) var isFlag = true
  /// Whether a part of an experiment is made of it and others.
  public internal(set) var isSource = false
  /// Another name that is as good.
  public internal(set) var alias: String?
  /// A name that it had before, and what its values are called now.
  public internal(set) var formerNames: [(name: String, values: [String: String])] = []
  /// The optimizers that it is an option of; empty where it is one of every run.
  public internal(set) var owners: [(optimizer: String, standard: OptionValue?)] = []
  /// The kind of these optimizers, as in "an option of …".
  public internal(set) var family: String?

  init(_ name: String, _ kind: OptionKind, _ section: OptionSection, _ help: String) {
    (self.name, self.kind, self.section, self.help) = (name, kind, section, help)
  }

  /// An option of optimizers.
  init(_ option: SharedOption) {
    self.init(option.name, option.kind, .optimizer, option.help)
    (isUsual, scope, owners, family) = (option.isUsual, .optimizer, option.owners, option.family)
    formerNames = option.formerNames.map { ($0, [:]) }
  }

  /// Whose option it is, in words; nil for one of every run. A kind of optimizers stands for more than two of them.
  public var ownersInWords: String? {
    var rest = owners.map(\.optimizer)
    var words: [String] = []
    for family in OptimizerKind.table.map(\.family) where !words.contains(family) {
      let names = OptimizerKind.table.filter { $0.family == family }.map(\.name)
      guard names.count > 2, names.allSatisfy(rest.contains) else { continue }
      words.append(family)
      rest.removeAll { names.contains($0) }
    }
    return owners.isEmpty ? nil : (rest + words).joined(separator: ", ")
  }

  /// What holds where nobody chooses, for help; nil where nothing does.
  public var defaultInWords: String? {
    if let standardInWords { return standardInWords }
    if let standard { return Self.words(standard) }
    let values = owners.map { $0.standard.map(Self.words) ?? "off" }
    guard let first = values.first else { return nil }
    if values.allSatisfy({ $0 == first }) { return first }
    var groups: [(value: String, optimizers: [String])] = []
    for (owner, value) in zip(owners, values) {
      if let index = groups.firstIndex(where: { $0.value == value }) {
        groups[index].optimizers.append(owner.optimizer)
      } else {
        groups.append((value, [owner.optimizer]))
      }
    }
    return groups.map { "\($0.value) for \($0.optimizers.joined(separator: ", "))" }.joined(separator: "; ")
  }

  /// A value in few digits.
  private static func words(_ value: OptionValue) -> String {
    guard case .number(let number) = value, value.words.count > 6 else { return value.words }
    return String(format: "%.3g", number)
  }
}
