public import Optimization
internal import RecurrentNetworks

/// How a value of a type is an `OptionValue`.
public struct OptionCoding<Value: Sendable>: Sendable {
  let encode: @Sendable (Value) -> OptionValue
  let decode: @Sendable (OptionValue) -> Value?
}

/// An option with the type of its value.
public protocol TypedOption<Value>: Sendable {
  /// The type of the value.
  associatedtype Value: Sendable
  /// Everything else about the option.
  var entry: OptionEntry { get set }
  /// How values of the type are stored.
  var coding: OptionCoding<Value> { get }
  /// An option.
  init(entry: OptionEntry, coding: OptionCoding<Value>)
}

/// An option that every experiment has a value of.
public struct SettledOption<Value: Sendable>: TypedOption {
  public var entry: OptionEntry
  public let coding: OptionCoding<Value>

  public init(entry: OptionEntry, coding: OptionCoding<Value>) { (self.entry, self.coding) = (entry, coding) }
}

/// An option that an experiment may have no value of.
public struct OpenOption<Value: Sendable>: TypedOption {
  public var entry: OptionEntry
  public let coding: OptionCoding<Value>

  public init(entry: OptionEntry, coding: OptionCoding<Value>) { (self.entry, self.coding) = (entry, coding) }
}

/// An option out of which, with others, a part of an experiment is made: its network, its lengths, its windows.
public struct SourceOption<Value: Sendable>: TypedOption {
  public var entry: OptionEntry
  public let coding: OptionCoding<Value>

  public init(entry: OptionEntry, coding: OptionCoding<Value>) {
    (self.entry, self.coding) = (entry, coding)
    self.entry.isSource = true
  }
}

// MARK: - What options take

extension TypedOption where Value == Int {
  /// A whole number of a range.
  public static func count(
    _ name: String, _ range: ClosedRange<Int>, _ section: OptionSection, _ help: String, default standard: Int? = nil
  ) -> Self {
    var entry = OptionEntry(name, .count(range), section, help)
    entry.standard = standard.map { .count($0) }
    return Self(
      entry: entry,
      coding: OptionCoding {
        .count($0)
      } decode: {
        if case .count(let count) = $0 { count } else { nil }
      })
  }
}

extension TypedOption where Value == Double {
  /// A number within bounds.
  public static func number(
    _ name: String, _ bounds: NumberBounds, _ section: OptionSection, _ help: String, default standard: Double? = nil
  ) -> Self {
    var entry = OptionEntry(name, .number(bounds), section, help)
    entry.standard = standard.map { .number($0) }
    return Self(
      entry: entry,
      coding: OptionCoding {
        .number($0)
      } decode: {
        if case .number(let number) = $0 { number } else { nil }
      })
  }
}

extension TypedOption where Value == Bool {
  /// Yes or no.
  public static func truth(
    _ name: String, _ section: OptionSection, _ help: String, default standard: Bool? = nil
  ) -> Self {
    var entry = OptionEntry(name, .truth, section, help)
    entry.standard = standard.map { .truth($0) }
    return Self(
      entry: entry,
      coding: OptionCoding {
        .truth($0)
      } decode: {
        if case .truth(let truth) = $0 { truth } else { nil }
      })
  }
}

extension TypedOption where Value == UInt64 {
  /// A seed.
  public static func seed(
    _ name: String, _ section: OptionSection, _ help: String, default standard: UInt64? = nil
  ) -> Self {
    var entry = OptionEntry(name, .seed, section, help)
    entry.standard = standard.map { .seed($0) }
    return Self(
      entry: entry,
      coding: OptionCoding {
        .seed($0)
      } decode: {
        if case .seed(let seed) = $0 { seed } else { nil }
      })
  }
}

extension TypedOption where Value == String {
  /// Any text, or one of a form.
  public static func text(
    _ name: String, _ section: OptionSection, _ help: String, form: TextForm? = nil
  ) -> Self {
    Self(
      entry: OptionEntry(name, form.map { .form($0) } ?? .text, section, help),
      coding: OptionCoding {
        .word($0)
      } decode: {
        if case .word(let text) = $0 { text } else { nil }
      })
  }
}

extension TypedOption where Value: RawRepresentable<String> & CaseIterable {
  /// One of the words of a type.
  public static func word(
    _ name: String, _ section: OptionSection, _ help: String, default standard: Value? = nil
  ) -> Self {
    var entry = OptionEntry(name, .word(Value.allCases.map(\.rawValue)), section, help)
    entry.standard = standard.map { .word($0.rawValue) }
    return Self(
      entry: entry,
      coding: OptionCoding {
        .word($0.rawValue)
      } decode: {
        if case .word(let word) = $0 { Value(rawValue: word) } else { nil }
      })
  }
}

extension TypedOption where Value == LayerStack {
  /// The layers of a network.
  static func layers(_ name: String, _ section: OptionSection, _ help: String) -> Self {
    let form = TextForm(LayerStack.form, takesCounts: true) { LayerStack(text: $0) != nil }
    return Self(
      entry: OptionEntry(name, .form(form), section, help),
      coding: OptionCoding { stack in
        if case .alike(let count) = stack { .count(count) } else { .word(stack.text) }
      } decode: { value in
        switch value {
        case .count(let count): .alike(count)
        case .word(let text): LayerStack(text: text)
        default: nil
        }
      })
  }
}

extension TypedOption where Value == [ParameterKind] {
  /// Some kinds of parameters, between commas; values have them in one order.
  static func kinds(_ name: String, _ section: OptionSection, _ help: String) -> Self {
    @Sendable func read(_ text: String) -> [ParameterKind]? {
      let words = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
      let kinds = words.compactMap { ParameterKind(rawValue: String($0)) }
      guard kinds.count == words.count, Set(kinds).count == kinds.count else { return nil }
      return ParameterKind.allCases.filter(kinds.contains)
    }
    let all = ParameterKind.allCases.map(\.rawValue).joined(separator: ", ")
    let form = TextForm("some of \(all), each once, between commas") { read($0) != nil }
    return Self(
      entry: OptionEntry(name, .form(form), section, help),
      coding: OptionCoding { kinds in
        .word(ParameterKind.allCases.filter(kinds.contains).map(\.rawValue).joined(separator: ","))
      } decode: { value in
        if case .word(let text) = value { read(text) } else { nil }
      })
  }
}

// MARK: - What else is said of them

extension TypedOption {
  private func with(_ change: (inout OptionEntry) -> Void) -> Self {
    var option = self
    change(&option.entry)
    return option
  }

  /// One that most people need.
  public var usual: Self { with { $0.isUsual = true } }
  /// One that may change when a run goes on.
  public var changeable: Self { with { $0.mayChange = true } }
  /// One in which the runs of a series differ.
  public var ofOneRun: Self { with { $0.isOfOneRun = true } }
  /// One that is no option of the command line.
  public var withoutFlag: Self { with { $0.isFlag = false } }
  /// One that is about something which another choice replaces.
  public func about(_ scope: OptionEntry.Scope) -> Self { with { $0.scope = scope } }
  /// One that has no meaning without a batch.
  public func of(_ role: BatchRole) -> Self { with { ($0.role, $0.scope) = (role, .optimizer) } }
  /// One whose default is not always the same.
  public func otherwise(_ words: String) -> Self { with { $0.standardInWords = words } }
  /// One with another name that is as good.
  public func orAs(_ alias: String) -> Self { with { $0.alias = alias } }
  /// One that had another name before, and other names for its values.
  public func formerly(_ name: String, _ values: [String: String] = [:]) -> Self {
    with { $0.formerNames.append((name, values)) }
  }
}
