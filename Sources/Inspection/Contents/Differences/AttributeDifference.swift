/// An attribute that two files do not share, or whose values differ.
public struct AttributeDifference: Sendable, Encodable {
  /// The path of the object.
  public let object: String
  /// The name of the attribute.
  public let name: String
  /// The value in the first file; nothing where it has no such attribute.
  public let first: AttributeValue?
  /// The value in the second file.
  public let second: AttributeValue?
  /// Whether it says no more than when, where or how long: see ``Bookkeeping``.
  public let isBookkeeping: Bool

  private enum CodingKeys: String, CodingKey {
    case object, name, first, second
    case isBookkeeping = "bookkeeping"
  }

  /// Compares the attributes of two objects.
  ///
  /// - Returns: those that differ, and the names of those whose values could not be compared.
  static func between(
    _ first: FileObject, _ second: FileObject
  ) -> (differences: [AttributeDifference], uncompared: [String]) {
    var differences: [AttributeDifference] = []
    var uncompared: [String] = []
    for name in Set((first.attributes + second.attributes).map(\.name)).sorted() {
      let old = first.attributes.first { $0.name == name }
      let new = second.attributes.first { $0.name == name }
      if let old, let new, old.type == new.type, old.shape == new.shape {
        if case .other = old.value, case .other = new.value {
          if !scaleAttributes.contains(name) { uncompared.append(name) }
          continue
        }
        if old.value.hasBits(of: new.value) { continue }
      }
      differences.append(
        AttributeDifference(
          object: first.path, name: name, first: old?.value, second: new?.value,
          isBookkeeping: Bookkeeping.contains(name)))
    }
    return (differences, uncompared)
  }

  /// References by which HDF5 itself ties scales to axes; they are addresses in one file and mean nothing in another.
  private static let scaleAttributes: Set<String> = ["DIMENSION_LIST", "REFERENCE_LIST"]
}

extension AttributeValue {
  /// Whether two values are the same to the last bit.
  func hasBits(of other: AttributeValue) -> Bool {
    guard case .numbers(let values) = self, case .numbers(let others) = other else { return self == other }
    return values.map(\.bitPattern) == others.map(\.bitPattern)
  }
}
