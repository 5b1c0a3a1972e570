internal import DurableFiles
public import HDF5

/// What an attribute holds, as far as it can be shown.
public enum AttributeValue: Sendable, Equatable {
  /// Whole numbers; of a scalar, one.
  case integers([Int64])
  /// Other numbers.
  case numbers([Double])
  /// Texts.
  case texts([String])
  /// Something that is not shown, in words: too long, of a kind without a value, not readable.
  case other(String)

  /// More elements than this are not read.
  static let mostElements = 4096

  /// Reads an attribute; whatever cannot be read becomes words.
  public init(_ attribute: Attribute) {
    do {
      let type = try attribute.elementType
      let shape = try attribute.shape
      let count = ElementCount.of(shape)
      guard count <= Self.mostElements else {
        self = .other("\(count) elements of type \(type)")
        return
      }
      switch type {
      case .integer, .enumeration: self = try Self.wholeNumbers(attribute)
      case .float: self = .numbers(try attribute.read(as: Double.self))
      case .string: self = .texts(try attribute.readStrings())
      case .other(let name): self = .other(name)
      }
    } catch {
      self = .other("unreadable: \(error.reason)")
    }
  }

  /// As whole numbers, or as others where one is too large.
  private static func wholeNumbers(_ attribute: Attribute) throws(HDF5Error) -> AttributeValue {
    do {
      return .integers(try attribute.read(as: Int64.self))
    } catch {
      return .numbers(try attribute.read(as: Double.self))
    }
  }

  /// The only text.
  public var text: String? {
    if case .texts(let texts) = self, texts.count == 1 { texts[0] } else { nil }
  }

  /// The only number.
  public var number: Double? {
    switch self {
    case .integers(let values) where values.count == 1: Double(values[0])
    case .numbers(let values) where values.count == 1: values[0]
    default: nil
    }
  }
}

extension AttributeValue: CustomStringConvertible {
  /// The value on one line: numbers with as many digits as tell them apart, lists in brackets.
  public var description: String {
    switch self {
    case .integers(let values): Self.line(values.map(String.init))
    case .numbers(let values): Self.line(values.map { "\($0)" })
    case .texts(let texts): Self.line(texts)
    case .other(let words): "(\(words))"
    }
  }

  private static func line(_ elements: [String]) -> String {
    elements.count == 1 ? elements[0] : "[" + elements.joined(separator: ", ") + "]"
  }
}

extension AttributeValue: Encodable {
  /// One element is stored as itself, several as a list, what is not shown as nothing.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integers(let values): try values.count == 1 ? container.encode(values[0]) : container.encode(values)
    case .numbers(let values): try values.count == 1 ? container.encode(values[0]) : container.encode(values)
    case .texts(let texts): try texts.count == 1 ? container.encode(texts[0]) : container.encode(texts)
    case .other: try container.encodeNil()
    }
  }
}
