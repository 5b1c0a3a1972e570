/// Some adjacent columns of a state, under a name.
public struct StatePart: Sendable, Equatable {
  /// The name, such as `h` or `c`; the learned initial state is the block `h_0` or `c_0`.
  public let name: String
  /// The number of columns.
  public let width: Int
  /// Whether the next step reads it, so that it has an initial state; what does not is kept for the layer above alone.
  public let isCarried: Bool

  /// A part of a state.
  public init(_ name: String, width: Int, isCarried: Bool = true) {
    self.name = name
    self.width = width
    self.isCarried = isCarried
  }
}

extension [StatePart] {
  /// The parts that have an initial state, with their columns.
  var carried: [(part: StatePart, columns: Range<Int>)] {
    var start = 0
    var found: [(StatePart, Range<Int>)] = []
    for part in self {
      if part.isCarried { found.append((part, start..<start + part.width)) }
      start += part.width
    }
    return found
  }
}
