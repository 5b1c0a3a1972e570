public import DurableFiles
public import HDF5

/// Figures of an array of numbers, met in one pass of bounded memory.
///
/// Those over values are over the finite ones; NaN where there is none. Mean and deviation are Welford's, combined slab
/// by slab (Chan, Golub, LeVeque 1979), so that a large mean costs no digits.
public struct ArrayStatistics: Sendable, Encodable {
  /// The number of elements.
  public private(set) var count = 0
  /// The least value.
  public private(set) var minimum = Double.nan
  /// The greatest value.
  public private(set) var maximum = Double.nan
  /// The mean.
  public private(set) var mean = Double.nan
  /// The standard deviation, of the whole and not of a sample: √(Σ (x - mean)² / n).
  public private(set) var deviation = Double.nan
  /// The Euclidean norm, √(Σ x²).
  public private(set) var norm = 0.0
  /// The number of elements that are zero.
  public private(set) var zeros = 0
  /// The number of elements that are NaN or infinite.
  public private(set) var nonfinite = 0
  /// The place of the first of them, one index an axis.
  public private(set) var firstNonfinite: [Int]?

  private enum CodingKeys: String, CodingKey {
    case count, minimum, maximum, mean, deviation, norm, zeros, nonfinite
    case firstNonfinite = "first_nonfinite"
  }

  /// Reads an array of numbers.
  ///
  /// - Throws: `HDF5Error` if the elements are not numbers or cannot be read.
  public init(of dataset: Dataset) throws(HDF5Error) {
    let shape = try dataset.shape
    let chunk: [Int]? = if case .chunked(let chunk) = try dataset.storage.kind { chunk } else { nil }
    var moments = Moments()
    var values: [Double] = []
    var firstPlace: Int?
    for (start, slab) in Slabs(shape, chunk: chunk) {
      let length = ElementCount.of(slab)
      if values.count != length { values = [Double](repeating: 0, count: length) }
      try dataset.read(into: &values, start: start, count: slab)
      let part = Part(values)
      if firstPlace == nil, let first = part.firstNonfinite { firstPlace = count + first }
      count += length
      zeros += part.zeros
      nonfinite += length - part.moments.count
      minimum = minimum.isNaN ? part.minimum : Swift.min(minimum, part.minimum.isNaN ? minimum : part.minimum)
      maximum = maximum.isNaN ? part.maximum : Swift.max(maximum, part.maximum.isNaN ? maximum : part.maximum)
      moments.add(part.moments)
    }
    firstNonfinite = firstPlace.map { ElementCount.indices(of: $0, in: shape) }
    mean = moments.count > 0 ? moments.mean : .nan
    deviation = moments.count > 0 ? (moments.squares / Double(moments.count)).squareRoot() : .nan
    norm = (moments.squares + Double(moments.count) * moments.mean * moments.mean).squareRoot()
  }

  /// Whether every element is a number.
  public var isFinite: Bool { nonfinite == 0 }

  /// The share of elements that are zero.
  public var zeroShare: Double { count > 0 ? Double(zeros) / Double(count) : 0 }
}

/// Number, mean and sum of squared deviations of the finite values met so far.
private struct Moments {
  var count = 0
  var mean = 0.0
  var squares = 0.0

  mutating func add(_ other: Moments) {
    guard other.count > 0 else { return }
    let total = Double(count + other.count)
    let difference = other.mean - mean
    squares += other.squares + difference * difference * Double(count) * Double(other.count) / total
    mean += difference * Double(other.count) / total
    count += other.count
  }
}

/// The figures of one slab.
private struct Part {
  var moments = Moments()
  var minimum = Double.nan
  var maximum = Double.nan
  var zeros = 0
  var firstNonfinite: Int?

  init(_ values: [Double]) {
    var sum = 0.0
    var least = Double.infinity
    var greatest = -Double.infinity
    for index in values.indices {
      let value = values[index]
      guard value.isFinite else {
        if firstNonfinite == nil { firstNonfinite = index }
        continue
      }
      moments.count += 1
      sum += value
      if value < least { least = value }
      if value > greatest { greatest = value }
      if value == 0 { zeros += 1 }
    }
    guard moments.count > 0 else { return }
    (minimum, maximum) = (least, greatest)
    moments.mean = sum / Double(moments.count)
    for value in values where value.isFinite {
      let deviation = value - moments.mean
      moments.squares += deviation * deviation
    }
  }
}
