internal import HDF5
internal import DurableFiles

/// A dataset and the figures of its elements.
public struct ArrayReport: Sendable, Encodable {
  /// The path from the root of the file.
  public let path: String
  /// The extents of its axes.
  public let shape: [Int]
  /// The element type, under NumPy's name where it has one.
  public let type: String
  /// The figures, where the elements are numbers of this file.
  public let statistics: ArrayStatistics?
  /// Why there are no figures.
  public let note: String?

  /// Reads a dataset through.
  public init(_ object: FileObject, in contents: FileContents) {
    path = object.path
    shape = object.array?.shape ?? []
    type = object.array?.type.description ?? ""
    guard let array = object.array else {
      (statistics, note) = (nil, "no array")
      return
    }
    guard array.isInFile else {
      (statistics, note) = (nil, "its elements are in other files (\(array.layout) storage), which are not read")
      return
    }
    guard array.type.isNumeric else {
      (statistics, note) = (nil, "no numbers")
      return
    }
    do {
      statistics = try ArrayStatistics(of: try contents.dataset(at: object.path))
      note = nil
    } catch {
      statistics = nil
      note = "cannot be read: \(error.reason)"
    }
  }

  /// The last component of the path.
  public var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The number of elements.
  public var count: Int { ElementCount.of(shape) }
}
