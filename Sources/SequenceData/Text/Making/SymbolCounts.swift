/// How often each Unicode scalar or byte occurs.
struct SymbolCounts {
  /// The occurrences of each, by its number.
  private(set) var counts: [Int]
  /// All occurrences.
  private(set) var total = 0

  init(_ unit: TextUnit) { counts = [Int](repeating: 0, count: unit.codeLimit) }

  /// Counts a block.
  mutating func add(_ codes: [UInt32]) {
    for code in codes { counts[Int(code)] += 1 }
    total += codes.count
  }

  /// Those that occur at least so often, in the order of their numbers.
  func codes(atLeast minimum: Int) -> [UInt32] {
    counts.indices.filter { counts[$0] > 0 && counts[$0] >= minimum }.map { UInt32($0) }
  }
}
