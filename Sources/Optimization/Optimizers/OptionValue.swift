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

extension Double {
  /// The number as people write it: a whole one without a point.
  var asOption: String { self == rounded() && magnitude < 1e15 ? "\(Int(self))" : "\(self)" }
}
