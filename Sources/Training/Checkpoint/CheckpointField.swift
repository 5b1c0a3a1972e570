internal import HDF5

/// A part of a checkpoint under its name in the file: how it is written, and how it is read and judged. Whatever a run has to
/// remember is a property with a default and one of these, in ``CheckpointTable``.
///
/// The fields of a group are written and read in the order of their table, so that a bound may follow from a field before.
/// A field that is missing in a file is an error in words, unless the property is optional (nothing is stored where it is nil)
/// or the field says that files may lack it (``orDefault``).
public struct CheckpointField<Root>: Sendable {
  /// A place in what is stored.
  public typealias Path<Value> = any WritableKeyPath<Root, Value> & Sendable

  /// The name of the attribute or of the group; of a score the beginning of its names.
  public let name: String
  /// Whether a group has it.
  let isThere: @Sendable (CheckpointGroup) throws -> Bool
  /// Reads it into its place, or throws a sentence that says what is wrong with it.
  let read: @Sendable (_ root: inout Root, _ group: CheckpointGroup, _ context: CheckpointContext) throws -> Void
  /// Writes it.
  let write: @Sendable (_ root: Root, _ group: CheckpointOutput, _ context: CheckpointContext) throws -> Void

  init(
    _ name: String, isThere: (@Sendable (CheckpointGroup) throws -> Bool)? = nil,
    read: @escaping @Sendable (inout Root, CheckpointGroup, CheckpointContext) throws -> Void,
    write: @escaping @Sendable (Root, CheckpointOutput, CheckpointContext) throws -> Void
  ) {
    self.name = name
    self.isThere = isThere ?? { try $0.contains(name) }
    self.read = read
    self.write = write
  }

  /// The field for files of earlier versions, too, which lack it: the property then keeps its default.
  public var orDefault: Self {
    CheckpointField(
      name, isThere: isThere, read: { if try isThere($1) { try read(&$0, $1, $2) } }, write: write)
  }
}

extension CheckpointField {
  /// A whole number from 0.
  public static func count(_ name: String, _ path: Path<Int>, upTo bound: CheckpointBound<Root> = .countable) -> Self {
    Self(name) { root, group, context in
      root[keyPath: path] = try group.count(name, upTo: bound.most(root, context))
    } write: { root, group, _ in
      try group.attributes.set(name, to: Int64(root[keyPath: path]))
    }
  }

  /// A whole number from 0 that is stored without a sign.
  public static func count(_ name: String, _ path: Path<UInt64>) -> Self {
    Self(name) { root, group, _ in
      root[keyPath: path] = UInt64(try group.count(name))
    } write: { root, group, _ in
      try group.attributes.set(name, to: root[keyPath: path])
    }
  }

  /// A finite number of at least 0.
  public static func magnitude(_ name: String, _ path: Path<Double>) -> Self {
    Self(name) { root, group, _ in
      root[keyPath: path] = try group.magnitude(name)
    } write: { root, group, _ in
      try group.attributes.set(name, to: root[keyPath: path])
    }
  }

  /// A text.
  public static func text(_ name: String, _ path: Path<String>) -> Self {
    Self(name) { root, group, _ in
      root[keyPath: path] = try group.text(name)
    } write: { root, group, _ in
      try group.attributes.set(name, to: root[keyPath: path])
    }
  }

  /// Texts along one axis; nothing is stored where there are none.
  public static func texts(_ name: String, _ path: Path<[String]>) -> Self {
    Self(name) { root, group, _ in
      root[keyPath: path] = try group.texts(name)
    } write: { root, group, _ in
      let texts = root[keyPath: path]
      if !texts.isEmpty { try group.attributes.set(name, to: texts) }
    }
  }

  /// One of the values of an enumeration, by its name in files; nothing is stored where there is none.
  public static func choice<Choice: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ path: Path<Choice?>
  ) -> Self where Choice.RawValue == String {
    Self(name) { root, group, _ in
      root[keyPath: path] = try group.contains(name) ? try group.choice(name, as: Choice.self) : nil
    } write: { root, group, _ in
      if let choice = root[keyPath: path] { try group.attributes.set(name, to: choice.rawValue) }
    }
  }

  /// A text; nothing is stored where there is none.
  public static func text(_ name: String, _ path: Path<String?>) -> Self {
    Self(name) { root, group, _ in
      root[keyPath: path] = try group.contains(name) ? try group.text(name) : nil
    } write: { root, group, _ in
      if let text = root[keyPath: path] { try group.attributes.set(name, to: text) }
    }
  }

  /// A score under names that begin alike.
  static func score(_ name: String, _ path: Path<Score>) -> Self {
    Self(name, isThere: { try $0.containsScore(name) }) { root, group, _ in
      root[keyPath: path] = try group.score(name)
    } write: { root, group, _ in
      try group.write(root[keyPath: path], name)
    }
  }

  /// The same; nothing is stored where there is none.
  static func score(_ name: String, _ path: Path<Score?>) -> Self {
    Self(name, isThere: { try $0.containsScore(name) }) { root, group, _ in
      root[keyPath: path] = try group.containsScore(name) ? try group.score(name) : nil
    } write: { root, group, _ in
      if let score = root[keyPath: path] { try group.write(score, name) }
    }
  }

  /// What follows from the program or the choices, and must be the same in the file.
  ///
  /// - Parameters:
  ///   - name: the name.
  ///   - source: where else it stands, in words; nothing for what the program alone decides.
  ///   - value: what it is.
  static func constant(
    _ name: String, _ source: String = "", _ value: @escaping @Sendable (CheckpointContext) -> CheckpointValue
  ) -> Self {
    Self(name) { _, group, context in
      try group.require(name, value(context), source)
    } write: { _, group, context in
      try value(context).write(to: group.attributes, name)
    }
  }

  /// What is written for people and for other programs, and never read.
  static func note(_ name: String, _ value: @escaping @Sendable (CheckpointContext) -> CheckpointValue) -> Self {
    Self(name, read: { _, _, _ in }) { _, group, context in
      try value(context).write(to: group.attributes, name)
    }
  }
}
