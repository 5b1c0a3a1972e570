/// An entry of the tree that only one of two files has, or that is of another kind, shape or type in the other.
public struct EntryDifference: Sendable, Encodable {
  /// The path.
  public let path: String
  /// What it is in the first file, in words; nothing where it is not there.
  public let first: String?
  /// What it is in the second file.
  public let second: String?
  /// Whether it says no more than when, where or how long: see ``Bookkeeping``.
  public let isBookkeeping: Bool

  private enum CodingKeys: String, CodingKey {
    case path, first, second
    case isBookkeeping = "bookkeeping"
  }

  init(_ path: String, _ first: FileObject?, _ second: FileObject?) {
    self.path = path
    self.first = first.map(Self.words)
    self.second = second.map(Self.words)
    isBookkeeping = Bookkeeping.contains(path)
  }

  static func words(_ object: FileObject) -> String {
    guard let array = object.array else {
      return object.kind.rawValue.replacing("_", with: " ")
    }
    let shape = array.shape.isEmpty ? "scalar" : array.shape.map(String.init).joined(separator: " × ")
    return "\(shape) \(array.type)"
  }
}
