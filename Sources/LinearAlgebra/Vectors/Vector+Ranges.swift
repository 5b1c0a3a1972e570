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

  /// self ← α self in a range of elements.
  public mutating func scale(_ α: Double, in range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "elements \(range) of a vector of \(count)")
    elements.withUnsafeMutableBufferPointer { x in
      guard !range.isEmpty else { return }
      Element.kernelScale(range.count, Element(α), x.baseAddress! + range.lowerBound)
    }
  }

  /// One pass of Adam over a range of elements, self being the parameters (Kingma & Ba 2015, algorithm 1).
  ///
  ///     mean ← β₁ mean + (1 − β₁) g,   squares ← β₂ squares + (1 − β₂) g²
  ///     self ← self + scale mean / (√(squareScale squares) + shift)
  public mutating func stepAlong(
    _ g: Vector, in range: Range<Int>, mean: inout Vector, _ β₁: Double, squares: inout Vector, _ β₂: Double,
    scale: Double, squareScale: Double, shift: Double
  ) {
    precondition(
      count == g.count && count == mean.count && count == squares.count && range.lowerBound >= 0
        && range.upperBound <= count,
      "elements \(range) of vectors of \(count), \(g.count), \(mean.count) and \(squares.count)")
    guard !range.isEmpty else { return }
    let start = range.lowerBound
    elements.withUnsafeMutableBufferPointer { θ in
      mean.elements.withUnsafeMutableBufferPointer { m in
        squares.elements.withUnsafeMutableBufferPointer { s in
          g.elements.withUnsafeBufferPointer { g in
            Element.kernelAdam(
              range.count, g.baseAddress! + start, Element(β₁), Element(1 - β₁), m.baseAddress! + start, Element(β₂),
              Element(1 - β₂), s.baseAddress! + start, Element(scale), Element(squareScale), Element(shift),
              θ.baseAddress! + start)
          }
        }
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
