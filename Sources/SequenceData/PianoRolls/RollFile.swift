internal import Foundation
internal import DurableFiles
internal import HDF5
internal import Machine
internal import SystemPackage

/// The arrays of a file, by name: a NumPy archive (`.npz`), a single NumPy array (named as its file), or HDF5.
struct RollFile: Sendable {
  let path: String
  /// The arrays, in order; those of a group of an HDF5 file together.
  let members: [(name: String, content: Content)]

  enum Content: Sendable {
    case array(RollArray)
    case group([RollArray])
  }

  /// Files of NumPy are held in memory, and there is no use in ones larger than this.
  private static let largestFile = 1 << 32
  /// Archives that unpack to no more than this are read whatever they are packed in.
  private static let harmless = 64 << 20
  /// How many times its own length a larger archive may unpack to; Deflate makes at most 1032 bytes of one.
  private static let mostInflation = 1000

  /// Opens a file, whose first bytes say what it is.
  init(_ path: String) throws(SequenceFileError) {
    self.path = path
    let file = try InputFile(path, as: "a file of arrays", refusingPipes: "it is read in any order")
    let start = try file.start(FileKind.startLength)
    switch FileKind(start: start, path: path) {
    case .empty: throw SequenceFileError(.data, "\(path) is empty")
    case .numPyArray:
      let name = FilePath(path).stem ?? path
      let bytes = try Self.content(file)
      members = [(name, .array(try NumPyArray(path, bytes).array))]
    case .numPyArchive, .zip, .office:
      members = try Self.archive(path, try Self.content(file))
    case .hdf5: members = try Self.members(of: OpenFile(path).root())
    case .pickle:
      throw SequenceFileError(
        .data, "\(path) is a Python pickle, \(FileKind.pickle.wayToNotes(path) ?? "which is not read")")
    case let kind:
      let way = kind.wayToNotes(path).map { "; \(kind.words), \($0)" } ?? ""
      throw SequenceFileError(.data, "\(path) is neither a NumPy array (.npy, .npz) nor an HDF5 file\(way)")
    }
  }

  private static func content(_ file: InputFile) throws(SequenceFileError) -> [UInt8] {
    if let length = file.length, length <= largestFile,
      let shortage = MemoryNeed("reading \(file.path)", 2, length).shortageIfLarge()
    {
      throw SequenceFileError(.data, shortage)
    }
    return try file.contents(atMost: largestFile)
  }

  private static func archive(
    _ path: String, _ bytes: [UInt8]
  ) throws(SequenceFileError) -> [(name: String, content: Content)] {
    let archive = try ZipArchive(path, bytes)
    var members: [(name: String, content: Content)] = []
    var unpacked = 0
    for entry in archive.entries where entry.name.hasSuffix(".npy") {
      unpacked += entry.size
      guard unpacked <= largestFile else {
        throw SequenceFileError(.data, "\(path) holds more than 4 GiB of arrays, which is not read")
      }
      let place = "\(path): \(entry.name)"
      // Notes with long silence between them deflate to some hundredths; a bomb, to the least that there is.
      let isPossible = archive.isPossible(entry)
      guard !isPossible || unpacked <= harmless || unpacked / archive.size < mostInflation else {
        throw SequenceFileError(
          .data,
          "\(path) has \(archive.size) bytes that unpack to \(unpacked): more than \(mostInflation) times as many are not taken for data"
        )
      }
      if isPossible, let shortage = MemoryNeed("unpacking \(place)", 2, entry.size).shortageIfLarge() {
        throw SequenceFileError(.data, shortage)
      }
      members.append((String(entry.name.dropLast(4)), .array(try NumPyArray(place, archive.content(of: entry)).array)))
    }
    return members
  }

  private static func members(of root: OpenGroup) throws(SequenceFileError) -> [(name: String, content: Content)] {
    var members: [(name: String, content: Content)] = []
    for member in try listing(of: root) {
      switch member.kind {
      case .group:
        let group = try root.group(member.name)
        let names = try listing(of: group).filter { $0.kind == .dataset }.map(\.name)
        // Numbers in names count as numbers: 10 comes after 9.
        let ordered = names.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
        var arrays: [RollArray] = []
        for name in ordered { arrays.append(try array(name, of: group)) }
        members.append((member.name, .group(arrays)))
      case .dataset: members.append((member.name, .array(try array(member.name, of: root))))
      default: continue
      }
    }
    return members
  }

  private static func listing(of group: OpenGroup) throws(SequenceFileError) -> [Member] {
    let group = group.group
    return try SequenceFileError.wrapping { () throws(HDF5Error) in try group.members }
  }

  private static func array(_ name: String, of group: OpenGroup) throws(SequenceFileError) -> RollArray {
    let array = try FileArray(name, of: group, axes: 1...3)
    let (isInteger, width): (Bool, Int)
    switch array.type {
    case .integer(let bytes, _), .enumeration(let bytes): (isInteger, width) = (true, bytes)
    case .float(let bytes): (isInteger, width) = (false, bytes)
    default:
      throw SequenceFileError(.data, "\(array.place) should hold numbers, found \(array.type)")
    }
    let (dataset, shape) = (array.dataset, array.shape)
    return RollArray(place: array.place, shape: shape, isInteger: isInteger, width: width) {
      (range: Range<Int>) throws(SequenceFileError) in
      try SequenceFileError.wrapping { () throws(HDF5Error) in
        try dataset.read(
          as: Double.self, start: [range.lowerBound] + shape.dropFirst().map { _ in 0 },
          count: [range.count] + shape.dropFirst())
      }
    }
  }
}
