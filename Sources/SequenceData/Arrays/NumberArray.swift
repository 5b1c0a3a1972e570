internal import DurableFiles

/// An array from a file of any kind, read along its first axis: numbers, or words where these are taken.
struct NumberArray: Sendable {
  /// What sentences call it.
  let place: String
  /// Its extents.
  let shape: [Int]
  /// Whether its elements are whole numbers by their type.
  let isInteger: Bool
  /// Bytes of an element.
  let width: Int
  /// Reads some entries of the first axis, row-major; throws where these are words.
  let read: @Sendable (Range<Int>) throws(SequenceFileError) -> [Double]
  /// The words along its one axis; nil where it holds numbers.
  private(set) var words: [String]?

  /// The numbers of an entry of the first axis; the largest number where that is beyond counting, as a damaged file may claim
  /// of an array without entries.
  var entry: Int {
    shape.dropFirst().reduce(1) { product, extent in
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      return overflow ? .max : next
    }
  }
}

extension NumberArray {
  /// Numbers that are in memory, row-major.
  init(_ place: String, _ values: [Double], shape: [Int], isInteger: Bool = false) {
    precondition(shape.reduce(1, *) == values.count, "\(values.count) numbers do not fill an array of \(shape)")
    let entry = shape.dropFirst().reduce(1, *)
    self.init(place: place, shape: shape, isInteger: isInteger, width: 8) {
      (range: Range<Int>) throws(SequenceFileError) in
      Array(values[range.lowerBound * entry..<range.upperBound * entry])
    }
  }

  /// Words along one axis.
  init(_ place: String, words: [String]) {
    self.init(place: place, shape: [words.count], isInteger: false, width: 1) {
      (_: Range<Int>) throws(SequenceFileError) in
      throw SequenceFileError(
        .data, "\(place) should hold numbers, found words such as \((words.first ?? "").excerpt.quoted)")
    }
    self.words = words
  }
}
