internal import LinearAlgebra

extension OptimizerState {
  /// Reads a stored state.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: FieldName.self)
    self.init()
    for field in fields { try read(field, from: values) }
    for field in fields {
      switch field.kind {
      case .vector(let path, _), .array(let path):
        self[keyPath: path] = Vector(try values.decode([Element].self, forKey: FieldName(stringValue: field.name)))
      case .count, .magnitude, .optionalMagnitude, .flag: break
      }
    }
  }

  private mutating func read(_ field: StateField<Self>, from values: KeyedDecodingContainer<FieldName>) throws {
    let key = FieldName(stringValue: field.name)
    switch field.kind {
    case .count(let path, _): self[keyPath: path] = try values.decode(Int.self, forKey: key)
    case .magnitude(let path): self[keyPath: path] = try values.decode(Double.self, forKey: key)
    case .optionalMagnitude(let path):
      self[keyPath: path] = try values.decodeIfPresent(Double.self, forKey: key)
    case .flag(let path): self[keyPath: path] = try values.decode(Bool.self, forKey: key)
    case .vector, .array: break
    }
  }

  /// Stores the state. Numbers that are not finite never occur in one.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: FieldName.self)
    for field in fields {
      let key = FieldName(stringValue: field.name)
      switch field.kind {
      case .count(let path, _): try values.encode(self[keyPath: path], forKey: key)
      case .magnitude(let path): try values.encode(self[keyPath: path], forKey: key)
      case .optionalMagnitude(let path): try values.encodeIfPresent(self[keyPath: path], forKey: key)
      case .flag(let path): try values.encode(self[keyPath: path], forKey: key)
      case .vector(let path, _), .array(let path): try values.encode(self[keyPath: path].elements, forKey: key)
      }
    }
  }
}

/// The name of anything that is described by a table.
struct FieldName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
