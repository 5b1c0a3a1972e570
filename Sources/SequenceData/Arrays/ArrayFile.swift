internal import Foundation
internal import DurableFiles
internal import HDF5
internal import Machine
internal import SystemPackage

/// The arrays of a file, by name: a NumPy archive (`.npz`), a single NumPy array (named as its file), HDF5 or MATLAB.
///
/// Numbers, and words where these are taken: `<U5` and `|S5` of NumPy, strings of HDF5.
struct ArrayFile: Sendable {
  let path: String
  /// The arrays, in order; those of a group of an HDF5 file together.
  let members: [(name: String, content: Content)]

  enum Content: Sendable {
    case array(NumberArray)
    case group([NumberArray])
  }

  /// Files of NumPy are held in memory, and there is no use in ones larger than this.
  private static let largestFile = 1 << 32
  /// Archives that unpack to no more than this are read whatever they are packed in.
  private static let harmless = 64 << 20
  /// How many times its own length a larger archive may unpack to; Deflate makes at most 1032 bytes of one.
  private static let mostInflation = 1000

  /// Opens a file, whose first bytes say what it is.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - takesWords: whether arrays of words are taken.
  ///   - advice: what makes arrays of files of other kinds.
  init(
    _ path: String, takesWords: Bool = false, advice: (FileKind, String) -> String?
  ) throws(SequenceFileError) {
    self.path = path
    let file = try InputFile(path, as: "a file of arrays", refusingPipes: "it is read in any order")
    let start = try file.start(FileKind.startLength)
    switch FileKind(start: start, path: path) {
    case .empty: throw SequenceFileError(.data, "\(path) is empty")
    case .numPyArray:
      let name = FilePath(path).stem ?? path
      let bytes = try Self.content(file)
      members = [(name, .array(try NumPyArray(path, bytes, takesWords: takesWords).array))]
    case .numPyArchive, .zip, .office:
      members = try Self.archive(path, try Self.content(file), takesWords)
    case .hdf5: members = try Self.members(of: OpenFile(path).root(), takesWords)
    case .matlab:
      members =
        start.starts(with: Array("MATLAB 7.".utf8))
        ? try Self.matlabMembers(of: OpenFile(path).root())
        : try MatlabFile(path, try Self.content(file)).members
    case .pickle:
      throw SequenceFileError(
        .data, "\(path) is a Python pickle, \(advice(.pickle, path) ?? "which is not read")")
    case let kind:
      let way = advice(kind, path).map { "; \(kind.words), \($0)" } ?? ""
      throw SequenceFileError(.data, "\(path) is neither a NumPy array (.npy, .npz) nor an HDF5 or MATLAB file\(way)")
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
    _ path: String, _ bytes: [UInt8], _ takesWords: Bool
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
      let array = try NumPyArray(place, archive.content(of: entry), takesWords: takesWords).array
      members.append((String(entry.name.dropLast(4)), .array(array)))
    }
    return members
  }

  private static func members(
    of root: OpenGroup, _ takesWords: Bool
  ) throws(SequenceFileError) -> [(name: String, content: Content)] {
    var members: [(name: String, content: Content)] = []
    for member in try listing(of: root) {
      switch member.kind {
      case .group:
        let group = try root.group(member.name)
        let names = try listing(of: group).filter { $0.kind == .dataset }.map(\.name)
        // Numbers in names count as numbers: 10 comes after 9.
        let ordered = names.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
        var arrays: [NumberArray] = []
        for name in ordered { arrays.append(try array(name, of: group, takesWords)) }
        members.append((member.name, .group(arrays)))
      case .dataset: members.append((member.name, .array(try array(member.name, of: root, takesWords))))
      default: continue
      }
    }
    return members
  }

  /// The numbers in a MATLAB file of version 7.3, which is an HDF5 file whose axes are in the opposite order; what is no array of
  /// numbers (cells, words, structures) is passed over.
  private static func matlabMembers(
    of root: OpenGroup
  ) throws(SequenceFileError) -> [(name: String, content: Content)] {
    let numbers: Set = ["double", "single", "logical"]
    var members: [(name: String, content: Content)] = []
    for member in try listing(of: root) where member.kind == .dataset {
      let dataset = try root.dataset(member.name)
      let reader = AttributeReader(attributes: dataset.attributes, place: root.place(of: member.name))
      guard let kind = try reader.text("MATLAB_class"), numbers.contains(kind) || kind.contains("int") else { continue }
      let found = try array(member.name, of: root, false)
      if let shortage = MemoryNeed("reading \(found.place)", 16, found.shape[0], found.entry).shortageIfLarge() {
        throw SequenceFileError(.data, shortage)
      }
      let values = try found.read(0..<found.shape[0])
      guard !values.isEmpty else { continue }
      let shape = Array(found.shape.reversed())
      let isWhole = found.isInteger || values.allSatisfy { $0 == $0.rounded() && abs($0) <= 0x1p53 }
      let array = NumberArray(
        found.place, NumberArray.rowMajor(shape: shape) { values[$0] }, shape: shape, isInteger: isWhole)
      members.append((member.name, .array(try array.flattened)))
    }
    return members
  }

  private static func listing(of group: OpenGroup) throws(SequenceFileError) -> [Member] {
    let group = group.group
    return try SequenceFileError.wrapping { () throws(HDF5Error) in try group.members }
  }

  private static func array(
    _ name: String, of group: OpenGroup, _ takesWords: Bool
  ) throws(SequenceFileError) -> NumberArray {
    let array = try FileArray(name, of: group, axes: 1...3)
    let (isInteger, width): (Bool, Int)
    switch array.type {
    case .integer(let bytes, _), .enumeration(let bytes): (isInteger, width) = (true, bytes)
    case .float(let bytes): (isInteger, width) = (false, bytes)
    case .string where takesWords && array.columns == nil:
      let dataset = array.dataset
      let words = try SequenceFileError.wrapping { () throws(HDF5Error) in try dataset.readStrings() }
      return NumberArray(array.place, words: words)
    default:
      throw SequenceFileError(.data, "\(array.place) should hold numbers, found \(array.type)")
    }
    let (dataset, shape) = (array.dataset, array.shape)
    return NumberArray(place: array.place, shape: shape, isInteger: isInteger, width: width) {
      (range: Range<Int>) throws(SequenceFileError) in
      try SequenceFileError.wrapping { () throws(HDF5Error) in
        try dataset.read(
          as: Double.self, start: [range.lowerBound] + shape.dropFirst().map { _ in 0 },
          count: [range.count] + shape.dropFirst())
      }
    }
  }
}
