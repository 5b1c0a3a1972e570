internal import Foundation

extension Philox {
  /// A uniform number of [0, 1): a multiple of 2⁻²⁴, each of the 2²⁴ equally likely. 1 never occurs. Uses one word.
  @inlinable
  public mutating func uniform() -> Float {
    Float(nextWord() >> 8) * 0x1p-24
  }

  /// A uniform number of [0, 1): a multiple of 2⁻⁵³, each of the 2⁵³ equally likely. 1 never occurs. Uses two words.
  @inlinable
  public mutating func uniformDouble() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A uniform integer of a range, both ends included, without bias.
  ///
  /// A random word times the number of values has the answer in its upper half; the few words that would make some
  /// answers likelier than others are drawn again. Ranges of up to 2³² values use one word (almost always), wider ones
  /// two; a number of values that is a power of two never draws again.
  ///
  /// Source: Lemire 2019, *Fast random integer generation in an interval*, algorithm 5.
  @inlinable
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    let values = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound)) &+ 1
    let offset = values &- 1 < 1 << 32 ? UInt64(word(below: values)) : longWord(below: values)
    return range.lowerBound &+ Int(truncatingIfNeeded: offset)
  }

  /// A uniform integer below `values`, which is 1 to 2³².
  @inlinable
  internal mutating func word(below values: UInt64) -> UInt32 {
    var product = UInt64(nextWord()) &* values
    if product & 0xFFFF_FFFF < values {
      let biased = (1 << 32) % values
      while product & 0xFFFF_FFFF < biased { product = UInt64(nextWord()) &* values }
    }
    return UInt32(truncatingIfNeeded: product >> 32)
  }

  /// A uniform integer below `values`; 0 stands for 2⁶⁴.
  @usableFromInline
  internal mutating func longWord(below values: UInt64) -> UInt64 {
    guard values > 0 else { return next() }
    var product = next().multipliedFullWidth(by: values)
    if product.low < values {
      let biased = (0 &- values) % values
      while product.low < biased { product = next().multipliedFullWidth(by: values) }
    }
    return product.high
  }

  /// A number of the standard normal distribution, mean 0 and variance 1. Uses four words.
  ///
  ///     z = √(−2 ln u) cos(2π v)        u of (0, 1], v of [0, 1)
  ///
  /// The sine that comes for free is not kept, so that the generator has no memory beyond its words. No value lies
  /// beyond 8.58, where a share of 1e-17 belongs. The last bits are those of the system's `log` and `cos`.
  ///
  /// Source: Box & Muller 1958, *A note on the generation of random normal deviates*.
  public mutating func normal() -> Double {
    let u = 1 - uniformDouble()
    let v = uniformDouble()
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
  }

  /// `count` different integers of 0 ..< `bound` in random order: every ordered choice is equally likely.
  ///
  /// The first `count` steps of a shuffle of all the integers below `bound` (Fisher & Yates 1938, Durstenfeld 1964). When
  /// few of many are wanted only the places that were touched are stored: the numbers drawn are the same.
  public mutating func distinct(count: Int, below bound: Int) -> [Int] {
    precondition(
      0 <= count && count <= bound, "There are no \(count) different integers among the \(bound) below \(bound).")
    return count < bound / 16 ? sparseDistinct(count: count, below: bound) : denseDistinct(count: count, below: bound)
  }

  internal mutating func denseDistinct(count: Int, below bound: Int) -> [Int] {
    var numbers = Array(0..<bound)
    for place in 0..<count {
      numbers.swapAt(place, integer(in: place...(bound - 1)))
    }
    return Array(numbers.prefix(count))
  }

  internal mutating func sparseDistinct(count: Int, below bound: Int) -> [Int] {
    var moved: [Int: Int] = [:]
    var chosen: [Int] = []
    moved.reserveCapacity(count)
    chosen.reserveCapacity(count)
    for place in 0..<count {
      let other = integer(in: place...(bound - 1))
      chosen.append(moved[other] ?? other)
      moved[other] = moved[place] ?? place
    }
    return chosen
  }
}
