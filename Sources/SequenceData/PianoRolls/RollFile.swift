internal import Foundation
internal import HDF5
internal import Machine

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
  private static let hdf5Signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Opens a file, whose first bytes say what it is.
  init(_ path: String) throws(SequenceFileError) {
    self.path = path
    let bytes = try Self.start(path)
    if bytes.starts(with: NumPyArray.signature) {
      let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
      members = [(name, .array(try NumPyArray(path, try Self.content(path)).array))]
    } else if bytes.starts(with: [0x50, 0x4B]) {
      members = try Self.archive(path)
    } else if bytes.starts(with: [0x80]) || bytes.starts(with: Array("(dp".utf8))
      || bytes.starts(with: Array("(lp".utf8))
    {
      throw SequenceFileError(
        .data,
        "\(path) is a Python pickle, which is not read: it could run any program; save its arrays with numpy.savez instead, the steps of all sequences as one array of 0 and 1 (train) and the lengths as another (train_len)"
      )
    } else if bytes.starts(with: Self.hdf5Signature) {
      members = try Self.members(of: OpenFile(path).root())
    } else {
      throw SequenceFileError(.data, "\(path) is neither a NumPy array (.npy, .npz) nor an HDF5 file")
    }
  }

  private static func start(_ path: String) throws(SequenceFileError) -> [UInt8] {
    let reader = try TextReader(path, unit: .byte)
    guard reader.length > 0 else { throw SequenceFileError(.data, "\(path) is empty") }
    var block: [UInt32] = []
    _ = try reader.read(into: &block)
    return block.prefix(16).map { UInt8($0) }
  }

  private static func content(_ path: String) throws(SequenceFileError) -> [UInt8] {
    let reader = try TextReader(path, unit: .byte)
    guard reader.length <= largestFile else {
      throw SequenceFileError(.data, "\(path) has \(reader.length) bytes; NumPy files of up to 4 GiB are read")
    }
    if let shortage = MemoryNeed("reading \(path)", 3, reader.length).shortageIfLarge() {
      throw SequenceFileError(.data, shortage)
    }
    var (bytes, block): ([UInt8], [UInt32]) = ([], [])
    bytes.reserveCapacity(reader.length)
    while try reader.read(into: &block) { bytes.append(contentsOf: block.lazy.map { UInt8($0) }) }
    return bytes
  }

  private static func archive(_ path: String) throws(SequenceFileError) -> [(name: String, content: Content)] {
    let archive = try ZipArchive(path, try content(path))
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
