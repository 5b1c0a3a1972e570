public import DurableFiles
public import HDF5

/// Everything that a file holds, described but for the elements of its arrays: the entries of its tree, in depth-first
/// order, the members of a group by name.
///
/// The file is read as any HDF5 file is; nothing is expected of it. Links are named, not followed.
public struct FileContents: Sendable {
  /// The most entries that are listed; hard links can make a tree without an end.
  public static let mostObjects = 100_000
  static let deepestGroup = 64

  /// The file.
  public let admitted: AdmittedFile
  /// The path of the file.
  public var path: String { admitted.path }
  /// The root and all below it.
  public let objects: [FileObject]
  /// Whether every entry is listed.
  public let isComplete: Bool

  private let file: File
  private let places: [String: Int]

  /// Opens a file and lists what is in it.
  ///
  /// - Throws: `HDF5Error` if it cannot be opened, or a group or the description of a dataset cannot be read.
  public init(of admitted: AdmittedFile) throws(HDF5Error) {
    self.admitted = admitted
    file = try File.open(admitted)
    var traversal = Traversal()
    try traversal.enter(try file.root, depth: 0)
    objects = traversal.objects
    isComplete = traversal.isComplete
    places = Dictionary(traversal.objects.enumerated().map { ($1.path, $0) }) { first, _ in first }
  }

  /// The entry at a path.
  public subscript(path: String) -> FileObject? { places[path].map { objects[$0] } }

  /// The datasets directly or indirectly below a group.
  public func datasets(below group: String) -> [FileObject] {
    objects.filter { $0.kind == .dataset && $0.path.hasPrefix(group + "/") }
  }

  /// Opens a dataset of the file.
  public func dataset(at path: String) throws(HDF5Error) -> Dataset { try file.root.dataset(path) }

  /// The only text of a dataset, or nil where there is none.
  public func text(at path: String) -> String? {
    guard let object = self[path], let array = object.array, case .string = array.type, array.isInFile,
      array.count == 1
    else { return nil }
    return try? dataset(at: path).readString()
  }

  private struct Traversal {
    var objects: [FileObject] = []
    var isComplete = true

    mutating func enter(_ group: Group, depth: Int) throws(HDF5Error) {
      objects.append(
        FileObject(
          path: group.path, kind: .group, attributes: try AttributeContent.all(of: group.attributes), array: nil))
      guard depth < FileContents.deepestGroup else {
        let isLeaf = try group.members.isEmpty
        isComplete = isComplete && isLeaf
        return
      }
      for member in try group.members {
        guard objects.count < FileContents.mostObjects else {
          isComplete = false
          return
        }
        switch FileObject.Kind(member) {
        case .group: try enter(try group.group(member.name), depth: depth + 1)
        case .dataset:
          let dataset = try group.dataset(member.name)
          objects.append(
            FileObject(
              path: dataset.path, kind: .dataset, attributes: try AttributeContent.all(of: dataset.attributes),
              array: try ArrayDescription(dataset)))
        case let kind:
          let path = group.path == "/" ? "/\(member.name)" : "\(group.path)/\(member.name)"
          objects.append(FileObject(path: path, kind: kind, attributes: [], array: nil))
        }
      }
    }
  }
}
