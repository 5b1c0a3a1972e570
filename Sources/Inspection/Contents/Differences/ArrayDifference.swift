internal import DurableFiles
internal import HDF5

/// How two arrays of the same shape differ.
///
/// Elements differ if their bits do: -0 is not 0, and NaN is NaN where the bits are the same.
public struct ArrayDifference: Sendable, Encodable {
  /// The path of both.
  public let path: String
  /// The number of elements.
  public let count: Int
  /// The number of elements that differ.
  public private(set) var differing = 0
  /// The largest |a - b|; infinite where one of the two is not finite.
  public private(set) var largest = 0.0
  /// The largest |a - b| / max(|a|, |b|).
  public private(set) var largestRelative = 0.0
  /// The place of the largest difference, one index an axis; of the first element that differs where none is larger.
  public private(set) var place: [Int] = []
  /// The element of the first file at that place.
  public private(set) var first = Double.nan
  /// The element of the second file at that place.
  public private(set) var second = Double.nan
  /// √(Σ (a - b)²)
  public var norm: Double { squares.squareRoot() }
  /// Whether it says no more than when, where or how long: see ``Bookkeeping``.
  public let isBookkeeping: Bool

  private var squares = 0.0

  private enum CodingKeys: String, CodingKey {
    case path, count, differing, largest, place, first, second, norm
    case largestRelative = "largest_relative"
    case isBookkeeping = "bookkeeping"
  }

  /// Stores the figures as one flat object.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(path, forKey: .path)
    try values.encode(count, forKey: .count)
    try values.encode(differing, forKey: .differing)
    try values.encode(largest, forKey: .largest)
    try values.encode(largestRelative, forKey: .largestRelative)
    try values.encode(place, forKey: .place)
    try values.encode(first, forKey: .first)
    try values.encode(second, forKey: .second)
    try values.encode(norm, forKey: .norm)
    try values.encode(isBookkeeping, forKey: .isBookkeeping)
  }

  /// Compares two arrays of numbers of the same shape, in parts of bounded memory.
  ///
  /// - Throws: `HDF5Error` if one of them cannot be read.
  init(_ first: Dataset, _ second: Dataset) throws(HDF5Error) {
    let shape = try first.shape
    let otherShape = try second.shape
    precondition(otherShape == shape, "arrays of different shapes are not compared element by element")
    path = first.path
    count = ElementCount.of(shape)
    isBookkeeping = Bookkeeping.contains(first.path)
    // Large whole numbers would lose digits as Double.
    switch (try first.elementType, try second.elementType) {
    case (.integer(_, true), .integer(_, true)):
      try compare(as: Int64.self, first, second, shape) {
        $0 == $1
      } value: {
        Double($0)
      }
    case (.integer(_, false), .integer(_, false)):
      try compare(as: UInt64.self, first, second, shape) {
        $0 == $1
      } value: {
        Double($0)
      }
    default:
      try compare(as: Double.self, first, second, shape) {
        $0.bitPattern == $1.bitPattern
      } value: {
        $0
      }
    }
  }

  private mutating func compare<Element: HDF5.Element>(
    as type: Element.Type, _ first: Dataset, _ second: Dataset, _ shape: [Int],
    isSame: (Element, Element) -> Bool, value: (Element) -> Double
  ) throws(HDF5Error) {
    let chunk: [Int]? = if case .chunked(let chunk) = try first.storage.kind { chunk } else { nil }
    var before = 0
    var largestPlace: Int?
    var (old, new): ([Element], [Element]) = ([], [])
    for (start, slab) in Slabs(shape, chunk: chunk) {
      let length = ElementCount.of(slab)
      if old.count != length {
        old = [Element](repeating: .zero, count: length)
        new = old
      }
      try first.read(into: &old, start: start, count: slab)
      try second.read(into: &new, start: start, count: slab)
      for index in 0..<length where !isSame(old[index], new[index]) {
        let (a, b) = (value(old[index]), value(new[index]))
        let difference = Self.distance(a, b)
        differing += 1
        squares += difference * difference
        largestRelative = max(largestRelative, Self.relative(difference, a, b))
        guard largestPlace == nil || difference > largest else { continue }
        (largest, largestPlace) = (difference, before + index)
        (self.first, self.second) = (a, b)
      }
      before += length
    }
    place = largestPlace.map { ElementCount.indices(of: $0, in: shape) } ?? []
  }

  private static func distance(_ a: Double, _ b: Double) -> Double {
    if a.isNaN && b.isNaN { return 0 }
    let difference = abs(a - b)
    return difference.isNaN ? .infinity : difference
  }

  private static func relative(_ difference: Double, _ a: Double, _ b: Double) -> Double {
    guard difference.isFinite else { return .infinity }
    return difference > 0 ? difference / max(abs(a), abs(b)) : 0
  }
}
