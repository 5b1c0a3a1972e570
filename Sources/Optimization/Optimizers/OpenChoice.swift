/// A choice among named things to which others can be added: an enumeration whose cases stand in a table.
///
/// In configurations and files a value is its name, and one that is in no table is refused as for an enumeration.
public protocol OpenChoice: RawRepresentable, CaseIterable, Codable, Sendable, Hashable, CustomStringConvertible
where RawValue == String {
  /// The names that can be chosen at present.
  static var names: [String] { get }
  /// A choice by a name that is known to be among them.
  init(named name: String)
}

extension OpenChoice {
  /// A choice by its name; `nil` where there is none of that name.
  public init?(rawValue: String) {
    guard Self.names.contains(rawValue) else { return nil }
    self.init(named: rawValue)
  }

  /// All choices, in the order of the table.
  public static var allCases: [Self] { names.map(Self.init(named:)) }

  /// The name.
  public var description: String { rawValue }
}
