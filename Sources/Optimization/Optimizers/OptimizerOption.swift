/// An option of an optimizer: its name, what it takes, what it is for, and where it lies among the options.
public struct OptimizerOption<Options>: Sendable {
  /// A place among the options.
  public typealias Path<Value> = any WritableKeyPath<Options, Value> & Sendable

  /// The name in configurations and on the command line.
  public let name: String
  /// What it takes.
  public let kind: OptionKind
  /// What it is for, in a sentence; the default is said beside it.
  public let help: String
  /// Whether most people need it: the others are shown where all are asked for.
  public private(set) var isUsual = false
  /// What it was called before; such a name is refused with the present one.
  public private(set) var formerNames: [String] = []
  /// The present value; `nil` where there is none, which turns off what it is for.
  public let value: @Sendable (Options) -> OptionValue?
  /// Overwrites the value with one of the right kind, whatever its bounds.
  public let set: @Sendable (OptionValue, inout Options) -> Void

  private init(
    _ name: String, _ kind: OptionKind, _ help: String, value: @escaping @Sendable (Options) -> OptionValue?,
    set: @escaping @Sendable (OptionValue, inout Options) -> Void
  ) {
    (self.name, self.kind, self.help, self.value, self.set) = (name, kind, help, value, set)
  }

  /// The option as one that most people need.
  public var usual: Self {
    var option = self
    option.isUsual = true
    return option
  }

  /// The option with a name that it had before.
  public func formerly(_ name: String) -> Self {
    var option = self
    option.formerNames.append(name)
    return option
  }

  /// A whole number.
  public static func count(
    _ name: String, _ path: Path<Int>, _ range: ClosedRange<Int>, _ help: String
  ) -> Self {
    Self(name, .count(range), help) {
      .count($0[keyPath: path])
    } set: { value, options in
      if case .count(let count) = value { options[keyPath: path] = count }
    }
  }

  /// A whole number, or none.
  public static func count(
    _ name: String, _ path: Path<Int?>, _ range: ClosedRange<Int>, _ help: String
  ) -> Self {
    Self(name, .count(range), help) {
      $0[keyPath: path].map { .count($0) }
    } set: { value, options in
      if case .count(let count) = value { options[keyPath: path] = count }
    }
  }

  /// A number.
  public static func number(
    _ name: String, _ path: Path<Double>, _ bounds: NumberBounds, _ help: String
  ) -> Self {
    Self(name, .number(bounds), help) {
      .number($0[keyPath: path])
    } set: { value, options in
      if case .number(let number) = value { options[keyPath: path] = number }
    }
  }

  /// A number, or none.
  public static func number(
    _ name: String, _ path: Path<Double?>, _ bounds: NumberBounds, _ help: String
  ) -> Self {
    Self(name, .number(bounds), help) {
      $0[keyPath: path].map { .number($0) }
    } set: { value, options in
      if case .number(let number) = value { options[keyPath: path] = number }
    }
  }

  /// A number, or none, for which there is the word `none`.
  public static func numberOrNone(
    _ name: String, _ path: Path<Double?>, _ bounds: NumberBounds, _ help: String
  ) -> Self {
    Self(name, .numberOrNone(bounds), help) {
      $0[keyPath: path].map { .number($0) } ?? .word("none")
    } set: {
      value, options in
      if case .number(let number) = value { options[keyPath: path] = number == 0 ? nil : number }
      if value == .word("none") { options[keyPath: path] = nil }
    }
  }

  /// One of some words.
  public static func word<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ path: Path<Choice>, _ help: String
  ) -> Self {
    Self(name, .word(Choice.allCases.map(\.rawValue)), help) {
      .word($0[keyPath: path].rawValue)
    } set: {
      value, options in
      if case .word(let word) = value, let choice = Choice(rawValue: word) { options[keyPath: path] = choice }
    }
  }

  /// The same option of options that have these as a part.
  public func lifted<Whole>(to part: OptimizerOption<Whole>.Path<Options>) -> OptimizerOption<Whole> {
    let (value, set) = (value, set)
    var option = OptimizerOption<Whole>(name, kind, help) {
      value($0[keyPath: part])
    } set: { new, whole in
      set(new, &whole[keyPath: part])
    }
    (option.isUsual, option.formerNames) = (isUsual, formerNames)
    return option
  }
}
