internal import DurableFiles
internal import HDF5

/// Reads single values from the attributes of an object that is not trusted.
internal struct AttributeReader {
  let attributes: Attributes
  /// The file and the object, as sentences begin.
  let place: String

  /// A text; `nil` where the attribute is absent.
  func text(_ name: String) throws(SequenceFileError) -> String? {
    try value(name, "a text") { attribute throws(HDF5Error) in
      if case .string = try attribute.elementType { return try attribute.readString() }
      return nil
    }
  }

  /// A whole number; `nil` where the attribute is absent.
  func integer<Value: Element & FixedWidthInteger>(
    _ name: String, as type: Value.Type = Value.self, _ expected: String = "a whole number"
  ) throws(SequenceFileError) -> Value? {
    try value(name, expected) { attribute throws(HDF5Error) in
      switch try attribute.elementType {
      case .integer: return try attribute.readScalar(as: Value.self)
      // MATLAB and R write every number as a floating-point one.
      case .float: return Value(exactly: try attribute.readScalar(as: Double.self))
      default: return nil
      }
    }
  }

  /// A finite number; `nil` where the attribute is absent.
  func number(_ name: String) throws(SequenceFileError) -> Double? {
    try value(name, "a finite number") { attribute throws(HDF5Error) in
      guard try attribute.elementType.isNumeric else { return nil }
      let value = try attribute.readScalar(as: Double.self)
      return value.isFinite ? value : nil
    }
  }

  /// All numbers of an attribute, at most so many; none where it is absent, or holds something else.
  func numbers(_ name: String, atMost limit: Int = 64) throws(SequenceFileError) -> [Double] {
    let attributes = attributes
    return try SequenceFileError.wrapping { () throws(HDF5Error) in
      guard try attributes.contains(name) else { return [] }
      let attribute = try attributes[name]
      guard try attribute.elementType.isNumeric, try attribute.shape.allSatisfy({ $0 <= limit }),
        try attribute.shape.reduce(1, *) <= limit
      else { return [] }
      return try attribute.read(as: Double.self)
    }
  }

  /// The value that `read` finds. What it cannot read is said in words of what was expected and what is there.
  private func value<Value>(
    _ name: String, _ expected: String, _ read: (Attribute) throws(HDF5Error) -> Value?
  ) throws(SequenceFileError) -> Value? {
    let attributes = attributes
    guard try SequenceFileError.wrapping({ () throws(HDF5Error) in try attributes.contains(name) }) else { return nil }
    var found = "one that cannot be read"
    do throws(HDF5Error) {
      let attribute = try attributes[name]
      let (type, shape) = (try attribute.elementType, try attribute.shape)
      found = shape.isEmpty ? "\(type)" : "\(type) of shape \(shape)"
      // Nothing is read that is not a single value, whatever size is declared.
      if shape.allSatisfy({ $0 == 1 }), let value = try read(attribute) { return value }
      if shape.allSatisfy({ $0 == 1 }), type.isNumeric, let number = try? attribute.readScalar(as: Double.self) {
        found += " \(number)"
      }
    } catch {
      throw SequenceFileError(
        .data, "\(place), attribute '\(name)' should be \(expected), found \(found): \(error.reason)")
    }
    throw SequenceFileError(.data, "\(place), attribute '\(name)' should be \(expected), found \(found)")
  }
}
