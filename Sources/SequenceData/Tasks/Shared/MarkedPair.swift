internal import LinearAlgebra

/// Two marked positions among random values: the input that addition, multiplication, xor and their kin share.
///
/// Every step shows a value and a marker, which is 1 at two positions and 0 elsewhere. Positions count from 1.
internal struct MarkedPair {
  /// The number of steps, L.
  let length: Int

  /// Where the first marker may stand.
  let firstWindow: ClosedRange<Int>

  /// Where the second marker may stand.
  let secondWindow: ClosedRange<Int>

  /// The input of every step: value and marker.
  static let inputs = InputShape.real(features: 2)

  /// What the two numbers of a step are called.
  static let names = ["value", "marker"]

  /// L ~ U{T..⌊1.1 T⌋}, the first marker in the first tenth, the second in the rest of the first half
  /// (Hochreiter & Schmidhuber 1997, section 5.4).
  static func early(length: Int, generator: inout Philox) -> MarkedPair {
    let drawn = generator.integer(in: length...longestLength(length))
    return MarkedPair(
      length: drawn, firstWindow: 1...(drawn / 10), secondWindow: (drawn / 10 + 1)...(drawn / 2))
  }

  /// ⌊1.1 T⌋.
  static func longestLength(_ length: Int) -> Int { length + length / 10 }

  /// Appends the input of one sequence: first the positions are drawn, then the values in order of time.
  ///
  /// - Parameter value: draws the value of one step.
  /// - Returns: the two marked values, the earlier one first.
  func append(
    to set: inout SequenceSet, generator: inout Philox, value: (inout Philox) -> Float
  ) -> (first: Float, second: Float) {
    let first = generator.integer(in: firstWindow)
    let second = generator.integer(in: secondWindow)
    var marked: (first: Float, second: Float) = (0, 0)
    set.appendRealInputs { values in
      let start = values.count
      for _ in 0..<length {
        values.append(Double(value(&generator)))
        values.append(0)
      }
      let (i, j) = (start + 2 * (first - 1), start + 2 * (second - 1))
      values[i + 1] = 1
      values[j + 1] = 1
      marked = (Float(values[i]), Float(values[j]))
    }
    return marked
  }

  /// P(|u₁ + u₂ − 1| > d) for independent uniform u, 0 ≤ d ≤ 1: the sum has a triangular density.
  static func shareOfSumsBeyond(_ distance: Double) -> Double { (1 - distance) * (1 - distance) }
}
