/// Parts that are measured on the same things, which are there only as long as they are needed.
protocol PartFamily {
  /// The parts by name.
  associatedtype Part: RawRepresentable & CaseIterable where Part.RawValue == String

  /// The name of the family, which comes before those of its parts.
  static var name: String { get }

  init(_ setting: PartSetting) throws

  /// Puts everything into its place that a part needs.
  func prepare(_ part: Part) throws -> PreparedPart
}

extension PartFamily {
  /// The full name of a part.
  static func name(of part: Part) -> String { "\(name)/\(part.rawValue)" }

  /// The full names of all parts.
  static var names: [String] { Part.allCases.map(name) }
}
