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
  /// Numbers above `least` and below `most`.
  public static func above(_ least: Double, below most: Double) -> Self {
    Self(least, false, most, false, "above \(least.asOption) and below \(most.asOption)")
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
