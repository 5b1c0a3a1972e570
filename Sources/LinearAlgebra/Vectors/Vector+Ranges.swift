extension Vector {
  /// self ← self + α x in a range of elements.
  public mutating func add(_ α: Double, _ x: Vector, in range: Range<Int>) {
    precondition(
      count == x.count && range.lowerBound >= 0 && range.upperBound <= count,
      "elements \(range) of vectors of \(count) and \(x.count)")
    elements.withUnsafeMutableBufferPointer { y in
      x.elements.withUnsafeBufferPointer { x in
        guard !range.isEmpty else { return }
        Element.kernelAdd(
          range.count, Element(α), x.baseAddress! + range.lowerBound, y.baseAddress! + range.lowerBound)
      }
    }
  }

  /// Σ x² over a range of elements, accumulated in `Double`.
  public func sumOfSquares(in range: Range<Int>) -> Double {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "elements \(range) of a vector of \(count)")
    return elements.withUnsafeBufferPointer { x in
      guard !range.isEmpty else { return 0 }
      let start = x.baseAddress! + range.lowerBound
      return Element.kernelDot(range.count, start, start)
    }
  }

  /// Σ x y over a range of elements, accumulated in `Double`.
  public func dot(_ other: Vector, in range: Range<Int>) -> Double {
    precondition(
      count == other.count && range.lowerBound >= 0 && range.upperBound <= count,
      "elements \(range) of vectors of \(count) and \(other.count)")
    return elements.withUnsafeBufferPointer { x in
      other.elements.withUnsafeBufferPointer { y in
        guard !range.isEmpty else { return 0 }
        return Element.kernelDot(range.count, x.baseAddress! + range.lowerBound, y.baseAddress! + range.lowerBound)
      }
    }
  }
}
