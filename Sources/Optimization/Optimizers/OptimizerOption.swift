/// The value of an option.
public enum OptionValue: Sendable, Hashable, Encodable {
  /// A whole number.
  case count(Int)
  /// A number.
  case number(Double)
  /// A text: one of some words, `none` in the place of a number, or a text of any kind.
  case word(String)
  /// Yes or no.
  case truth(Bool)
  /// A seed: a whole number of 64 bits without a sign.
  case seed(UInt64)

  /// Stores the value alone.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .count(let count): try container.encode(count)
    case .number(let number): try container.encode(number)
    case .word(let word): try container.encode(word)
    case .truth(let truth): try container.encode(truth)
    case .seed(let seed): try container.encode(seed)
    }
  }

  /// The value as people write it.
  public var words: String {
    switch self {
    case .count(let count): "\(count)"
    case .number(let number): number.asOption
    case .word(let word): word
    case .truth(let truth): truth ? "yes" : "no"
    case .seed(let seed): "\(seed)"
    }
  }
}

extension OptionValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral
{
  /// A whole number.
  public init(integerLiteral value: Int) { self = .count(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A text.
  public init(stringLiteral value: String) { self = .word(value) }
  /// Yes or no.
  public init(booleanLiteral value: Bool) { self = .truth(value) }
}

/// The numbers that an option takes.
public struct NumberBounds: Sendable, Equatable {
  /// The lower bound.
  public let least: Double
  /// The upper bound.
  public let most: Double
  /// Whether the lower bound itself is among the numbers.
  public let includesLeast: Bool
  /// Whether the upper bound itself is among the numbers.
  public let includesMost: Bool
  /// Which numbers these are, in words: "a number above 0".
  public let words: String

  private init(_ least: Double, _ includesLeast: Bool, _ most: Double, _ includesMost: Bool, _ words: String) {
    (self.least, self.includesLeast, self.most, self.includesMost, self.words) = (
      least, includesLeast, most, includesMost, words
    )
  }

  /// Finite numbers from `least`.
  public static func atLeast(_ least: Double) -> Self {
    Self(least, true, .infinity, false, "a number of at least \(least.asOption)")
  }
  /// Finite numbers above `least`.
  public static func above(_ least: Double) -> Self {
    Self(least, false, .infinity, false, "a number above \(least.asOption)")
  }
  /// Numbers above `least` and up to `most`.
  public static func above(_ least: Double, atMost most: Double) -> Self {
    Self(least, false, most, true, "above \(least.asOption) and at most \(most.asOption)")
  }
  /// Numbers from `least` to `most`.
  public static func between(_ least: Double, _ most: Double) -> Self {
    Self(least, true, most, true, "between \(least.asOption) and \(most.asOption)")
  }
  /// Numbers from `least` and below `most`.
  public static func atLeast(_ least: Double, below most: Double) -> Self {
    Self(least, true, most, false, "at least \(least.asOption) and below \(most.asOption)")
  }

  /// Whether a number is among them.
  public func contains(_ value: Double) -> Bool {
    (value > least || includesLeast && value == least) && (value < most || includesMost && value == most)
  }
}

extension Double {
  /// The number as people write it: a whole one without a point.
  fileprivate var asOption: String { self == rounded() && magnitude < 1e15 ? "\(Int(self))" : "\(self)" }
}

/// The form of a text that is more than a word.
public struct TextForm: Sendable, Equatable {
  /// What it is in words: "a number of bytes such as 500M or 2G".
  public let words: String
  /// Whether a whole number alone is one too, and is a number then.
  public let takesCounts: Bool
  /// Whether a text is one.
  public let reads: @Sendable (String) -> Bool

  /// A form of which `reads` knows the texts.
  public init(_ words: String, takesCounts: Bool = false, reads: @escaping @Sendable (String) -> Bool) {
    (self.words, self.takesCounts, self.reads) = (words, takesCounts, reads)
  }

  /// Whether both are the same in words.
  public static func == (one: TextForm, other: TextForm) -> Bool {
    (one.words, one.takesCounts) == (other.words, other.takesCounts)
  }
}

/// What an option takes.
public enum OptionKind: Sendable, Equatable {
  /// Whole numbers of a range that begins with 0 or 1.
  case count(ClosedRange<Int>)
  /// Numbers.
  case number(NumberBounds)
  /// Numbers, or `none`, which 0 means too.
  case numberOrNone(NumberBounds)
  /// One of some words.
  case word([String])
  /// Any text.
  case text
  /// Texts of a form.
  case form(TextForm)
  /// Yes or no.
  case truth
  /// Whole numbers of 64 bits without a sign.
  case seed

  /// A value as this kind has it: a whole number is a number where numbers are wanted.
  public func converted(_ value: OptionValue) -> OptionValue {
    switch (self, value) {
    case (.number, .count(let count)), (.numberOrNone, .count(let count)): .number(Double(count))
    case (.seed, .count(let count)): UInt64(exactly: count).map { .seed($0) } ?? value
    default: value
    }
  }

  /// What a value should be that is not taken, in words; nil where it is taken.
  public func refusal(of value: OptionValue) -> String? {
    switch (self, value) {
    case (.count(let range), .count(let count)):
      count < range.lowerBound
        ? "at least \(range.lowerBound)" : count > range.upperBound ? "at most \(range.upperBound)" : nil
    case (.number(let bounds), .number(let number)): bounds.contains(number) ? nil : bounds.words
    case (.numberOrNone, .word("none")): nil
    case (.numberOrNone(let bounds), .number(let number)): bounds.contains(number) ? nil : "\(bounds.words), or none"
    case (.word(let words), .word(let word)):
      words.contains(word) ? nil : "one of \(words.joined(separator: ", "))"
    case (.text, .word), (.truth, .truth), (.seed, .seed): nil
    case (.form(let form), .word(let text)): form.reads(text) ? nil : form.words
    case (.form(let form), .count): form.takesCounts ? nil : form.words
    case (.count, _): "a whole number"
    case (.number(let bounds), _): bounds.words
    case (.numberOrNone(let bounds), _): "\(bounds.words), or none"
    case (.word(let words), _): "one of \(words.joined(separator: ", "))"
    case (.text, _): "text"
    case (.form(let form), _): form.words
    case (.truth, _): "yes or no"
    case (.seed, _): "a whole number from 0 to \(UInt64.max)"
    }
  }
}

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
