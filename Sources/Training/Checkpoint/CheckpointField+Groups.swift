internal import HDF5
internal import LinearAlgebra

extension CheckpointField {
  /// A group of fields of a part.
  public static func group<Part>(_ name: String, _ path: Path<Part>, _ fields: [CheckpointField<Part>]) -> Self {
    Self(name, isThere: { try $0.containsGroup(name) }) { root, group, context in
      let group = try group.group(name)
      for field in fields { try field.read(&root[keyPath: path], group, context) }
    } write: { root, group, context in
      let group = try group.group(name)
      for field in fields { try field.write(root[keyPath: path], group, context) }
    }
  }

  /// The same of a part that there need not be; then there is no group either.
  ///
  /// - Parameters:
  ///   - name: the name of the group.
  ///   - path: the part.
  ///   - blank: a part to read the fields into.
  ///   - fields: its fields.
  ///   - isRequired: whether there has to be one, after what has been read before.
  static func group<Part: Sendable>(
    _ name: String, _ path: Path<Part?>, from blank: Part, _ fields: [CheckpointField<Part>],
    isRequired: @escaping @Sendable (Root) -> Bool = { _ in false }
  ) -> Self {
    Self(name, isThere: { try $0.containsGroup(name) }) { root, group, context in
      guard try isRequired(root) || group.containsGroup(name) else { return }
      let group = try group.group(name)
      var part = blank
      for field in fields { try field.read(&part, group, context) }
      root[keyPath: path] = part
    } write: { root, group, context in
      guard let part = root[keyPath: path] else { return }
      let group = try group.group(name)
      for field in fields { try field.write(part, group, context) }
    }
  }

  /// A vector of the size of the parameters, all of it finite, as a group of named blocks.
  static func vector<Element: Scalar>(_ name: String, _ path: Path<Vector<Element>>) -> Self {
    Self(name, isThere: { try $0.containsGroup(name) }) { root, group, context in
      root[keyPath: path] = try group.vector(name, context.layout)
    } write: { root, group, _ in
      try group.write(root[keyPath: path], name)
    }
  }
}
