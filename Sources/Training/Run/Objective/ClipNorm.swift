/// The norm to which longer gradients are shortened, or none: a number, or the word `none`, which 0 means too.
public struct ClipNorm: Sendable, Equatable, LosslessStringConvertible {
  /// The norm; nil where nothing is shortened.
  public let value: Double?

  /// A norm, or none.
  public init(_ value: Double?) { self.value = value == 0 ? nil : value }

  /// Reads a number or `none`; nil for anything else.
  public init?(_ description: String) {
    if description == "none" {
      self.init(Double?.none)
    } else if let value = Double(description) {
      self.init(Double?.some(value))
    } else {
      return nil
    }
  }

  /// The number, or `none`.
  public var description: String { value.map { "\($0)" } ?? "none" }
}

extension ClipNorm: Encodable {
  /// Stores the number or `none`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encode(description) }
  }
}
