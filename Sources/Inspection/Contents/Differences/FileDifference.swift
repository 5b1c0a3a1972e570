public import DurableFiles
public import HDF5

/// What differs between two files: entries, attributes, elements and lines of texts. How they are stored (chunks,
/// filters) does not count.
public struct FileDifference: Sendable {
  /// The first file.
  public let first: String
  /// The second file.
  public let second: String
  /// Entries that only one of the two has, or that are of another kind, shape or type.
  public private(set) var entries: [EntryDifference] = []
  /// Attributes that differ.
  public private(set) var attributes: [AttributeDifference] = []
  /// Arrays of numbers whose elements differ.
  public private(set) var arrays: [ArrayDifference] = []
  /// Texts that differ.
  public private(set) var texts: [TextDifference] = []
  /// Entries, and attributes as `path@name`, whose content is of a kind that is not compared.
  public private(set) var uncompared: [String] = []
  /// The number of entries in both that are the same with all their attributes.
  public private(set) var identical = 0
  /// The number of differences of bookkeeping that have been left out.
  public private(set) var ignored = 0

  /// Compares two files.
  ///
  /// - Parameters:
  ///   - first: a file.
  ///   - second: another one.
  ///   - ignoringBookkeeping: whether to leave out what tells two runs apart that did the same (``Bookkeeping``).
  /// - Throws: `HDF5Error` if one of them cannot be read.
  public init(_ first: AdmittedFile, _ second: AdmittedFile, ignoringBookkeeping: Bool = false) throws(HDF5Error) {
    (self.first, self.second) = (first.path, second.path)
    let old = try FileContents(of: first)
    let new = try FileContents(of: second)
    for object in old.objects where new[object.path] == nil {
      entries.append(EntryDifference(object.path, object, nil))
    }
    for object in new.objects where old[object.path] == nil {
      entries.append(EntryDifference(object.path, nil, object))
    }
    for object in old.objects {
      guard let other = new[object.path] else { continue }
      try compare(object, other, old, new)
    }
    for (contents, path) in [(old, first.path), (new, second.path)] where !contents.isComplete {
      uncompared.append("what is beyond the first \(FileContents.mostObjects) entries of \(path)")
    }
    if ignoringBookkeeping { leaveOutBookkeeping() }
  }

  /// Whether no difference was found.
  public var isEmpty: Bool { entries.isEmpty && attributes.isEmpty && arrays.isEmpty && texts.isEmpty }

  /// Whether all that differs is bookkeeping.
  public var isBookkeepingAlone: Bool {
    entries.allSatisfy(\.isBookkeeping) && attributes.allSatisfy(\.isBookkeeping) && arrays.allSatisfy(\.isBookkeeping)
      && texts.allSatisfy(\.isBookkeeping)
  }

  private mutating func compare(
    _ object: FileObject, _ other: FileObject, _ old: FileContents, _ new: FileContents
  ) throws(HDF5Error) {
    let (differences, unknown) = AttributeDifference.between(object, other)
    attributes += differences
    uncompared += unknown.map { "\(object.path)@\($0)" }
    var isSame = differences.isEmpty
    if EntryDifference.words(object) != EntryDifference.words(other) {
      entries.append(EntryDifference(object.path, object, other))
      isSame = false
    }
    if let array = object.array, let otherArray = other.array, array.shape == otherArray.shape {
      let dataset = try old.dataset(at: object.path)
      let otherDataset = try new.dataset(at: object.path)
      if !array.isInFile || !otherArray.isInFile {
        uncompared.append(object.path)
      } else if array.type.isNumeric && otherArray.type.isNumeric {
        let difference = try ArrayDifference(dataset, otherDataset)
        if difference.differing > 0 {
          arrays.append(difference)
          isSame = false
        }
      } else if case .string = array.type, case .string = otherArray.type {
        if let difference = try TextDifference(dataset, otherDataset) {
          texts.append(difference)
          isSame = false
        }
      } else {
        uncompared.append(object.path)
      }
    } else if object.kind != .group && object.array == nil {
      uncompared.append(object.path)
    }
    if isSame { identical += 1 }
  }

  private mutating func leaveOutBookkeeping() {
    let before = entries.count + attributes.count + arrays.count + texts.count
    entries.removeAll(where: \.isBookkeeping)
    attributes.removeAll(where: \.isBookkeeping)
    arrays.removeAll(where: \.isBookkeeping)
    texts.removeAll(where: \.isBookkeeping)
    ignored = before - entries.count - attributes.count - arrays.count - texts.count
  }
}

extension FileDifference: Encodable {
  private enum CodingKeys: String, CodingKey {
    case first, second, entries, attributes, arrays, texts, uncompared, identical, ignored
    case isSame = "same"
  }

  /// Stores everything, and in `same` whether nothing differs.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(first, forKey: .first)
    try values.encode(second, forKey: .second)
    try values.encode(isEmpty, forKey: .isSame)
    try values.encode(entries, forKey: .entries)
    try values.encode(attributes, forKey: .attributes)
    try values.encode(arrays, forKey: .arrays)
    try values.encode(texts, forKey: .texts)
    try values.encode(uncompared, forKey: .uncompared)
    try values.encode(identical, forKey: .identical)
    try values.encode(ignored, forKey: .ignored)
  }
}
