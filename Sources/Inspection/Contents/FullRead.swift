public import DurableFiles
public import HDF5

/// Reads everything in a file, object by object, and says of each whether it could be read. An attribute is an object of
/// its own, by the name `path@name`.
///
/// What is read is thrown away, in parts of bounded memory. Each object is announced before libhdf5 touches it, so that
/// somebody who watches from outside knows where the library crashed.
public struct FullRead {
  /// What happens.
  public enum Event: Sendable, Equatable {
    /// An object is about to be read.
    case reading(String)
    /// All of it could be read.
    case read(String)
    /// It could not; why, in one clause.
    case failed(String, String)
  }

  /// The paths of objects to pass over, with all below them.
  public let without: Set<String>
  private let report: (Event) -> Void
  private var objects = 0

  /// A reading that reports to `report`.
  public init(without: Set<String> = [], report: @escaping (Event) -> Void) {
    self.without = without
    self.report = report
  }

  /// Reads a file through.
  ///
  /// - Throws: `HDF5Error` if the file cannot be opened.
  public mutating func run(_ admitted: AdmittedFile) throws(HDF5Error) {
    let file = try File.open(admitted)
    visit("/", in: try file.root, kind: .group, depth: 0)
  }

  private mutating func visit(_ path: String, in parent: Group, kind: FileObject.Kind, depth: Int) {
    guard !without.contains(path), objects < FileContents.mostObjects else { return }
    objects += 1
    switch kind {
    case .group:
      var found: (group: Group, names: [String], members: [Member])?
      attempt(path) { () throws(HDF5Error) -> String? in
        let group = try path == "/" ? parent : parent.group(path)
        found = (group, try group.attributes.names, try group.members)
        return nil
      }
      guard let (group, names, members) = found else { return }
      read(names, of: group.attributes, path)
      guard depth < FileContents.deepestGroup else { return }
      for member in members {
        let below = path == "/" ? "/\(member.name)" : "\(path)/\(member.name)"
        visit(below, in: group, kind: FileObject.Kind(member), depth: depth + 1)
      }
    case .dataset:
      var found: (dataset: Dataset, names: [String])?
      attempt(path) { () throws(HDF5Error) -> String? in
        let dataset = try parent.dataset(path)
        found = (dataset, try dataset.attributes.names)
        return try read(dataset)
      }
      if let (dataset, names) = found { read(names, of: dataset.attributes, path) }
    default: attempt(path) { () throws(HDF5Error) in nil }
    }
  }

  private func read(_ names: [String], of attributes: Attributes, _ path: String) {
    for name in names where !without.contains("\(path)@\(name)") {
      attempt("\(path)@\(name)") { () throws(HDF5Error) -> String? in
        let attribute = try attributes[name]
        let type = try attribute.elementType
        if type.isNumeric { _ = try attribute.read(as: Double.self) }
        if case .string = type { _ = try attribute.readStrings() }
        return nil
      }
    }
  }

  /// Announces an object, reads it and reports how that went; `body` may find trouble of its own.
  ///
  /// A text in another encoding is no damage, nor is a filter that is not installed.
  private func attempt(_ path: String, _ body: () throws(HDF5Error) -> String?) {
    report(.reading(path))
    do {
      let trouble = try body()
      report(trouble.map { .failed(path, $0) } ?? .read(path))
    } catch {
      let isWhole = error.code == .notUTF8 || error.code == .missingFilter
      report(isWhole ? .read(path) : .failed(path, error.reason))
    }
  }

  /// Reads all elements, or says why they cannot be there.
  private func read(_ dataset: Dataset) throws(HDF5Error) -> String? {
    let array = try ArrayDescription(dataset)
    guard array.isInFile, array.count > 0 else { return nil }
    if let trouble = implausibility(of: array) { return trouble }
    switch array.type {
    // As readers take them, and without conversion where that is the type in the file.
    case .integer(8, isSigned: false): try read(dataset, array, as: UInt64.self)
    case .integer(...2, _), .integer(4, isSigned: true): try read(dataset, array, as: Int32.self)
    case .integer, .enumeration: try read(dataset, array, as: Int64.self)
    case .float(4): try read(dataset, array, as: Float.self)
    case .float: try read(dataset, array, as: Double.self)
    default: break
    }
    if case .string = array.type {
      _ = try dataset.readStrings()
    }
    return nil
  }

  /// Reads numbers, part by part, as a type that has a place for each.
  private func read<Value: Element>(
    _ dataset: Dataset, _ array: ArrayDescription, as _: Value.Type
  ) throws(HDF5Error) {
    var values: [Value] = []
    for (start, slab) in Slabs(array.shape, chunk: array.chunk) {
      let length = ElementCount.of(slab)
      if values.count != length { values = [Value](repeating: .zero, count: length) }
      try dataset.read(into: &values, start: start, count: slab)
    }
  }

  /// Why a dataset cannot hold what it declares; nothing where it can.
  ///
  /// A small array may never have been written.
  private func implausibility(of array: ArrayDescription) -> String? {
    let bytes = array.valueBytes ?? array.count
    guard bytes > 64 << 20, !array.storage.mayHold(bytes) else { return nil }
    return "it declares \(bytes) bytes of values, but only \(array.storage.bytes) are stored"
  }
}
