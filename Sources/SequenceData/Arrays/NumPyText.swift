internal import DurableFiles

/// The type of an array of words of NumPy: `<U5`, characters of four bytes, or `|S5`, bytes of UTF-8.
struct NumPyText: Sendable {
  private let count: Int
  private let isWide: Bool
  private let isBigEndian: Bool

  /// The longest word that is read, in characters.
  private static let longest = 4096

  /// A type by its name; nil where it is none of words, or of words beyond what anyone calls a class.
  init?(_ name: String) {
    guard name.count >= 3, let order = name.first, "<>|=".contains(order), let kind = name.dropFirst().first,
      kind == "U" || kind == "S", let count = Int(name.dropFirst(2)), (1...Self.longest).contains(count)
    else { return nil }
    (self.count, isWide, isBigEndian) = (count, kind == "U", order == ">")
  }

  /// The words of an array along one axis.
  ///
  /// - Parameters:
  ///   - place: what sentences call the array.
  ///   - bytes: the elements.
  ///   - shape: the extents.
  func words(_ place: String, _ bytes: ArraySlice<UInt8>, shape: [Int]) throws(SequenceFileError) -> [String] {
    guard shape.count == 1 else {
      throw SequenceFileError(.data, "\(place) holds words and should have one axis, its shape is \(shape)")
    }
    let width = isWide ? 4 * count : count
    let (size, overflow) = shape[0].multipliedReportingOverflow(by: width)
    guard !overflow, size <= bytes.count else {
      throw SequenceFileError(
        .data, "\(place) is a damaged NumPy array: it declares the shape \(shape), but \(bytes.count) bytes are there")
    }
    var words: [String] = []
    words.reserveCapacity(shape[0])
    for index in 0..<shape[0] {
      let start = bytes.startIndex + index * width
      guard let word = word(bytes[start..<start + width]) else {
        throw SequenceFileError(.data, "\(place), entry \(index): a word in Unicode was expected")
      }
      words.append(word)
    }
    return words
  }

  /// A word, which zeros fill up.
  private func word(_ bytes: ArraySlice<UInt8>) -> String? {
    guard isWide else {
      let end = bytes.lastIndex { $0 != 0 }.map { $0 + 1 } ?? bytes.startIndex
      return String(validating: bytes[bytes.startIndex..<end], as: UTF8.self)
    }
    var word = String.UnicodeScalarView()
    var zeros = 0
    for place in stride(from: bytes.startIndex, to: bytes.endIndex, by: 4) {
      let code = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[place + (isBigEndian ? $1 : 3 - $1)]) }
      guard code != 0 else {
        zeros += 1
        continue
      }
      guard zeros == 0, let scalar = Unicode.Scalar(code) else { return nil }
      word.append(scalar)
    }
    return String(word)
  }
}
