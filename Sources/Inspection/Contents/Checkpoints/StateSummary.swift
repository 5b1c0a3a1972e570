/// What the next step of a run needs beside the parameters: the attributes of `/optimizer`, `/random`, `/best`, and of
/// groups below them, and the arrays there.
public struct StateSummary: Sendable {
  /// The groups that hold it.
  public static let groups = ["/optimizer", "/random", "/best"]

  /// A group with its attributes and arrays.
  public struct Part: Sendable {
    /// The path of the group.
    public let path: String
    /// Its attributes.
    public let attributes: [AttributeContent]
    /// The arrays directly in it, with their figures.
    public let arrays: [ArrayReport]
  }

  /// The groups that are there, those below them included.
  public let parts: [Part]

  /// The step that led to the best parameters, as the file says it; nil where it holds none.
  public var bestStep: String? { parts.first { $0.path == "/best" }?.attributes.text("step") }

  /// Reads the state in a file.
  public init(in contents: FileContents) {
    parts = Self.groups.flatMap { group in
      contents.objects.filter { $0.kind == .group && ($0.path == group || $0.path.hasPrefix(group + "/")) }
    }.map { object in
      let arrays = contents.datasets(below: object.path).filter { $0.depth == object.depth + 1 }
      return Part(
        path: object.path, attributes: object.attributes, arrays: arrays.map { ArrayReport($0, in: contents) })
    }
  }
}

extension StateSummary: Encodable {
  private struct Entry: Encodable {
    let attributes: [String: AttributeValue]
    let arrays: [ArrayReport]
  }

  /// Stores the groups by path.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let entries = parts.map { ($0.path, Entry(attributes: $0.attributes.byName, arrays: $0.arrays)) }
    try container.encode(Dictionary(uniqueKeysWithValues: entries))
  }
}
