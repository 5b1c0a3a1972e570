internal import Foundation
internal import DurableFiles

/// An array in NumPy's own format (`.npy`, versions 1 to 3): Booleans, integers and floating-point numbers of any byte order.
struct NumPyArray: Sendable {
  let array: NumberArray

  /// What begins every such array.
  static let signature: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads the header of an array, and makes sure that what it declares is there.
  ///
  /// - Parameters:
  ///   - place: what sentences call the array.
  ///   - bytes: all of it.
  ///   - takesWords: whether an array of words along one axis is taken.
  init(_ place: String, _ bytes: [UInt8], takesWords: Bool = false) throws(SequenceFileError) {
    guard bytes.starts(with: Self.signature), bytes.count >= 10 else {
      throw SequenceFileError(.data, "\(place) should be a NumPy array, it does not begin as one does")
    }
    let isShort = bytes[6] == 1
    guard (1...3).contains(bytes[6]), isShort || bytes.count >= 12 else {
      throw SequenceFileError(.data, "\(place) is a NumPy array of version \(bytes[6]); 1 to 3 are read")
    }
    let length = (0..<(isShort ? 2 : 4)).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    let start = (isShort ? 10 : 12) + length
    guard start <= bytes.count, length < 1 << 16 else { throw Self.damaged(place, "its header is cut off") }
    let header = NumPyHeader(String(decoding: bytes[(isShort ? 10 : 12)..<start], as: UTF8.self))
    guard let header else { throw Self.damaged(place, "its header is none that NumPy writes") }
    if takesWords, let text = NumPyText(header.type) {
      array = NumberArray(place, words: try text.words(place, bytes[start...], shape: header.shape))
      return
    }
    guard let element = NumPyElement(header.type) else {
      let isPickled = header.type.contains("O")
      throw SequenceFileError(
        .data,
        isPickled
          ? "\(place) holds pickled Python objects, which are not read: they could run any program; save plain arrays instead, the steps of all sequences one after the other as one array and the lengths as another, or an array for each sequence under names such as x_0, x_1"
          : "\(place) should hold Booleans, integers or floating-point numbers, found the type \(header.type.quoted)")
    }
    var size = element.width
    for extent in header.shape {
      let (next, overflow) = size.multipliedReportingOverflow(by: extent)
      size = overflow ? Int.max : next
    }
    guard size <= bytes.count - start else {
      throw Self.damaged(place, "it declares the shape \(header.shape), but \(bytes.count - start) bytes are there")
    }
    let shape = header.shape
    let isColumnMajor = header.isColumnMajor
    array = NumberArray(place: place, shape: shape, isInteger: element.isInteger, width: element.width) {
      (range: Range<Int>) throws(SequenceFileError) in
      let rowCount = shape.dropFirst().reduce(1, *)
      var values: [Double] = []
      values.reserveCapacity(range.count * rowCount)
      for row in range {
        for column in 0..<rowCount {
          let index = isColumnMajor ? Self.columnMajor(row, column, shape) : row * rowCount + column
          values.append(element.value(bytes, at: start + index * element.width))
        }
      }
      return values
    }
  }

  /// The place of an element of an array whose first axis changes fastest.
  ///
  /// - Parameter column: the number of the element within its entry of the first axis, row-major.
  private static func columnMajor(_ row: Int, _ column: Int, _ shape: [Int]) -> Int {
    var (rest, place) = (column, 0)
    for extent in shape.dropFirst().reversed() {
      place = place * extent + rest % extent
      rest /= extent
    }
    return row + shape[0] * place
  }

  private static func damaged(_ place: String, _ words: String) -> SequenceFileError {
    SequenceFileError(.data, "\(place) is a damaged NumPy array: \(words)")
  }
}
