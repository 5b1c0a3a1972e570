internal import DurableFiles
internal import HDF5
internal import Machine

/// The arrays of a MATLAB file of version 5, which `save` writes unless `-v7.3` is asked for: numbers of any class, cells of arrays
/// (a list of sequences) and of words. Structures, objects, sparse and complex arrays are not read.
///
/// MATLAB has no vectors: a matrix of one row or one column is taken as one, unless it stands in a cell. It has few whole numbers
/// by their type: a vector of `double` that are all whole counts as such.
///
/// The format is described in "MAT-File Format" (The MathWorks).
struct MatlabFile {
  /// The arrays by name, in order.
  private(set) var members: [(name: String, content: ArrayFile.Content)] = []
  private let path: String
  private let isBigEndian: Bool

  /// What one file may unpack to.
  private static let largest = 1 << 32
  private static let header = 128

  /// Types of data elements.
  private enum Kind {
    static let matrix = 14, compressed = 15
    /// The bytes of a number, and whether it is signed or floating-point.
    static let numbers: [Int: (width: Int, form: Character)] = [
      1: (1, "i"), 2: (1, "u"), 3: (2, "i"), 4: (2, "u"), 5: (4, "i"), 6: (4, "u"), 7: (4, "f"),
      9: (8, "f"),
      12: (8, "i"), 13: (8, "u"), 16: (1, "u"), 17: (2, "u"), 18: (4, "u"),
    ]
  }

  /// Classes of arrays.
  private enum Class {
    static let cell = 1, character = 4, double = 6, single = 7
    static let words = [
      2: "a structure", 3: "an object", 5: "a sparse array", 16: "a function", 17: "an object",
    ]
  }

  /// A data element: its type, and where its content is.
  private struct Part {
    let kind: Int
    let content: ArraySlice<UInt8>
  }

  /// A matrix before anybody has looked at its numbers.
  private struct Matrix {
    let name: String
    let kind: Int
    let isComplex: Bool
    let shape: [Int]
    var rest: ArraySlice<UInt8>
  }

  /// Reads the arrays of a file.
  init(_ path: String, _ bytes: [UInt8]) throws(SequenceFileError) {
    self.path = path
    guard bytes.count > Self.header, let mark = String(validating: bytes[126..<128], as: UTF8.self),
      mark == "IM" || mark == "MI"
    else {
      throw SequenceFileError(.data, "\(path) is a damaged MATLAB file: its header is cut off")
    }
    isBigEndian = mark == "MI"
    var rest = bytes[Self.header...]
    var unpacked = 0
    while !rest.isEmpty {
      let part = try next(&rest)
      guard part.kind == Kind.compressed else {
        if part.kind == Kind.matrix { try add(try matrix(part.content)) }
        continue
      }
      let content = try unpack(part.content, &unpacked)
      var inner = content[...]
      let matrixPart = try next(&inner)
      if matrixPart.kind == Kind.matrix { try add(try matrix(matrixPart.content)) }
    }
  }

  private func damaged(_ words: String) -> SequenceFileError {
    SequenceFileError(.data, "\(path) is a damaged MATLAB file: \(words)")
  }

  /// Takes the next data element off.
  private func next(_ rest: inout ArraySlice<UInt8>) throws(SequenceFileError) -> Part {
    let start = rest.startIndex
    guard rest.count >= 8 else { throw damaged("an element is cut off") }
    let (first, second) = (number(rest, start, 4), number(rest, start + 4, 4))
    if first >> 16 != 0 {
      // A small element holds up to four bytes beside its type.
      let size = first >> 16
      guard size <= 4 else { throw damaged("a small element claims \(size) bytes") }
      let content = rest[start + 4..<start + 4 + size]
      rest = rest[(start + 8)...]
      return Part(kind: first & 0xFFFF, content: content)
    }
    guard second <= rest.count - 8 else {
      throw damaged("an element claims \(second) bytes, \(rest.count - 8) are there")
    }
    let content = rest[start + 8..<start + 8 + second]
    // Elements begin at multiples of 8 bytes, but for what is compressed.
    let padded = first == Kind.compressed ? second : (second + 7) / 8 * 8
    rest = rest[min(rest.endIndex, start + 8 + padded)...]
    return Part(kind: first, content: content)
  }

  /// The content of a compressed element (zlib, RFC 1950).
  private func unpack(_ packed: ArraySlice<UInt8>, _ unpacked: inout Int) throws(SequenceFileError)
    -> [UInt8]
  {
    guard packed.count > 6 else { throw damaged("a compressed element is cut off") }
    let raw = packed.dropFirst(2).dropLast(4)
    guard let head = Deflate.start(raw, size: 8) else {
      throw damaged("a compressed element cannot be unpacked")
    }
    let size = 8 + number(head[...], 4, 4)
    unpacked += size
    guard size / Storage.mostInflation <= raw.count, unpacked <= Self.largest else {
      throw damaged("an element claims \(size) bytes, but only \(packed.count) are stored of it")
    }
    if let shortage = MemoryNeed("unpacking an array of \(path)", 2, size).shortageIfLarge() {
      throw SequenceFileError(.data, shortage)
    }
    guard let content = Deflate.unpack(raw, size: size),
      Deflate.adler(content) == packed.suffix(4).reduce(UInt32(0), { $0 << 8 | UInt32($1) })
    else { throw damaged("a compressed element cannot be unpacked") }
    return content
  }

  /// The declarations of a matrix: flags, extents, name.
  private func matrix(_ content: ArraySlice<UInt8>) throws(SequenceFileError) -> Matrix {
    var rest = content
    guard !rest.isEmpty else {
      return Matrix(name: "", kind: Class.double, isComplex: false, shape: [0, 0], rest: rest)
    }
    let flags = try next(&rest)
    let extents = try next(&rest)
    let name = try next(&rest)
    guard flags.content.count >= 4, extents.kind == 5, extents.content.count.isMultiple(of: 4),
      let text = String(validating: name.content, as: UTF8.self)
    else { throw damaged("the declaration of an array is none") }
    let flag = number(flags.content, flags.content.startIndex, 4)
    var shape: [Int] = []
    for place in stride(from: extents.content.startIndex, to: extents.content.endIndex, by: 4) {
      let extent = Int(Int32(truncatingIfNeeded: number(extents.content, place, 4)))
      guard extent >= 0 else { throw damaged("the array \(text.quoted) has a negative extent") }
      shape.append(extent)
    }
    guard (2...8).contains(shape.count) else {
      throw damaged("the array \(text.quoted) has \(shape.count) extents")
    }
    return Matrix(
      name: text, kind: flag & 0xFF, isComplex: flag & 0x800 != 0, shape: shape, rest: rest)
  }

  private mutating func add(_ matrix: Matrix) throws(SequenceFileError) {
    // What is opaque has no name; nobody asks for it.
    guard !matrix.name.isEmpty, Class.words[matrix.kind] == nil else { return }
    let place = "\(path): \(matrix.name)"
    guard matrix.kind == Class.cell else {
      let array = try array(matrix, place)
      members.append((matrix.name, .array(try array.flattened)))
      return
    }
    let count = try count(matrix, width: 8)
    var rest = matrix.rest
    var arrays: [NumberArray] = []
    for index in 0..<count {
      let part = try next(&rest)
      guard part.kind == Kind.matrix else {
        throw damaged("\(matrix.name.quoted) holds something else than arrays")
      }
      let entry = try self.matrix(part.content)
      guard Class.words[entry.kind] == nil, entry.kind != Class.cell else {
        throw SequenceFileError(
          .data,
          "\(place), cell \(index + 1), is \(Class.words[entry.kind] ?? "a cell array"), which is not read"
        )
      }
      arrays.append(try array(entry, "\(place){\(index + 1)}"))
    }
    let words = arrays.compactMap { $0.words?.first }
    guard words.isEmpty || words.count == arrays.count else {
      throw SequenceFileError(.data, "\(place) holds words and numbers, of which one is read")
    }
    members.append(
      (matrix.name, words.isEmpty ? .group(arrays) : .array(NumberArray(place, words: words))))
  }

  /// The number of elements, of which each takes so many bytes at least.
  private func count(_ matrix: Matrix, width: Int) throws(SequenceFileError) -> Int {
    var count = 1
    for extent in matrix.shape {
      let (next, overflow) = count.multipliedReportingOverflow(by: extent)
      count = overflow ? .max : next
    }
    guard count <= matrix.rest.count / width else {
      throw damaged(
        "\(matrix.name.quoted) declares the shape \(matrix.shape), but \(matrix.rest.count) bytes are there"
      )
    }
    return count
  }

  /// An array of numbers, or the rows of a matrix of characters as words.
  private func array(_ matrix: Matrix, _ place: String) throws(SequenceFileError) -> NumberArray {
    guard !matrix.isComplex else {
      throw SequenceFileError(.data, "\(place) holds complex numbers, which are not read")
    }
    guard !matrix.rest.isEmpty else {
      return matrix.kind == Class.character
        ? NumberArray(place, words: [""]) : NumberArray(place, [], shape: [0])
    }
    var rest = matrix.rest
    let part = try next(&rest)
    guard let (width, form) = Kind.numbers[part.kind] else {
      throw damaged("\(matrix.name.quoted) holds no numbers")
    }
    var stored = matrix
    stored.rest = part.content
    let count = try count(stored, width: width)
    // Extents beside one of 0 may be anything.
    guard count > 0 else {
      return matrix.kind == Class.character
        ? NumberArray(place, words: [""]) : NumberArray(place, [], shape: [0])
    }
    if let shortage = MemoryNeed("reading \(place)", 16, count).shortageIfLarge() {
      throw SequenceFileError(.data, shortage)
    }
    func value(_ index: Int) -> Double {
      let pattern = UInt64(
        truncatingIfNeeded: number(part.content, part.content.startIndex + index * width, width))
      switch (form, width) {
      case ("f", 4): return Double(Float(bitPattern: UInt32(truncatingIfNeeded: pattern)))
      case ("f", _): return Double(bitPattern: pattern)
      case ("i", _):
        let unused = UInt64(64 - 8 * width)
        return Double(Int64(bitPattern: pattern << unused) >> Int64(unused))
      default: return Double(pattern)
      }
    }
    if matrix.kind == Class.character {
      let (rows, columns) = (matrix.shape[0], count / matrix.shape[0])
      let words = (0..<rows).map { row in
        let codes = (0..<columns).map { UInt16(truncatingIfNeeded: Int(value(row + rows * $0))) }
        let text = String(decoding: codes, as: UTF16.self)
        return String(
          text[..<(text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.startIndex)])
      }
      return NumberArray(place, words: words)
    }
    let values = NumberArray.rowMajor(shape: matrix.shape, value)
    let isWhole =
      matrix.kind > Class.single || values.allSatisfy { $0 == $0.rounded() && abs($0) <= 0x1p53 }
    return NumberArray(place, values, shape: matrix.shape, isInteger: isWhole)
  }

  /// A number of some bytes.
  private func number(_ bytes: ArraySlice<UInt8>, _ start: Int, _ width: Int) -> Int {
    var pattern: UInt64 = 0
    for index in 0..<width {
      pattern = pattern << 8 | UInt64(bytes[start + (isBigEndian ? index : width - 1 - index)])
    }
    return Int(truncatingIfNeeded: pattern)
  }
}
