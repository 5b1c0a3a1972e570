/// Numbers of elements.
enum ElementCount {
  /// The number of elements in a shape that a file declares; at most `Int.max`.
  static func of(_ shape: [Int]) -> Int {
    if shape.contains(0) { return 0 }
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { return .max }
      count = product
    }
    return count
  }

  /// The place of an element, counted in row-major order, as one index an axis.
  static func indices(of place: Int, in shape: [Int]) -> [Int] {
    var rest = place
    var indices: [Int] = []
    for extent in shape.reversed() {
      indices.append(rest % max(extent, 1))
      rest /= max(extent, 1)
    }
    return indices.reversed()
  }
}
