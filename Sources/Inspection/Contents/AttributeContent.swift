internal import DurableFiles
internal import HDF5

/// An attribute of an object: its name, its type and its value.
public struct AttributeContent: Sendable, Encodable {
  /// The name.
  public let name: String
  /// The element type, under NumPy's name where it has one.
  public let type: String
  /// The extents of its axes; empty for a scalar.
  public let shape: [Int]
  /// The value.
  public let value: AttributeValue

  /// Reads all attributes of an object, in the order of their names.
  static func all(of attributes: Attributes) throws(HDF5Error) -> [AttributeContent] {
    var contents: [AttributeContent] = []
    for name in try attributes.names {
      let attribute = try attributes[name]
      contents.append(
        AttributeContent(
          name: name, type: try attribute.elementType.description, shape: try attribute.shape,
          value: AttributeValue(attribute)))
    }
    return contents
  }
}
