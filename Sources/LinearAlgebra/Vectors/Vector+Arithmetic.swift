extension Vector {
  /// ⟨self, other⟩, accumulated in `Double`.
  public func dot(_ other: Vector) -> Double {
    requireEqualCount(other)
    return elements.withUnsafeBufferPointer { x in
      other.elements.withUnsafeBufferPointer { y in
        x.isEmpty ? 0 : Element.kernelDot(x.count, x.baseAddress!, y.baseAddress!)
      }
    }
  }

  /// The Euclidean norm, accumulated in `Double`.
  public var norm: Double { dot(self).squareRoot() }

  /// Whether no element is infinite or not a number.
  public var isFinite: Bool {
    elements.withUnsafeBufferPointer { $0.isEmpty || Element.kernelIsFinite($0.count, $0.baseAddress!) }
  }

  /// self ← other, without allocating.
  public mutating func copy(_ other: Vector) {
    requireEqualCount(other)
    mutate { x, n in other.elements.withUnsafeBufferPointer { x.update(from: $0.baseAddress!, count: n) } }
  }

  /// self ← value in every element.
  public mutating func fill(_ value: Element) {
    mutate { x, n in Element.kernelFill(n, value, x) }
  }

  /// self ← self + α x
  public mutating func add(_ α: Double, _ x: Vector) {
    requireEqualCount(x)
    mutate { y, n in
      x.elements.withUnsafeBufferPointer { Element.kernelAdd(n, Element(α), $0.baseAddress!, y) }
    }
  }

  /// self ← α self
  public mutating func scale(_ α: Double) {
    mutate { x, n in Element.kernelScale(n, Element(α), x) }
  }

  /// self ← x + β self, the update of a search direction.
  public mutating func scale(_ β: Double, adding x: Vector) {
    requireEqualCount(x)
    mutate { y, n in
      x.elements.withUnsafeBufferPointer { Element.kernelScaleAdd(n, Element(β), y, $0.baseAddress!) }
    }
  }

  /// self ← self ⊘ divisor, element by element.
  public mutating func divide(by divisor: Vector) {
    requireEqualCount(divisor)
    mutate { x, n in
      divisor.elements.withUnsafeBufferPointer { Element.kernelDivide(n, x, $0.baseAddress!) }
    }
  }

  /// self ← β self + α x ⊙ y, element by element: with x = y = g the running mean of a squared gradient.
  public mutating func scale(_ β: Double, adding α: Double, times x: Vector, _ y: Vector) {
    requireEqualCount(x)
    requireEqualCount(y)
    mutate { z, n in
      x.elements.withUnsafeBufferPointer { x in
        y.elements.withUnsafeBufferPointer { y in
          Element.kernelScaleAddProduct(n, Element(β), z, Element(α), x.baseAddress!, y.baseAddress!)
        }
      }
    }
  }

  /// self ← self + α x ⊘ (√(γ squares) + shift), element by element: a step in units of a root mean square.
  public mutating func add(
    _ α: Double, _ x: Vector, overRootOf squares: Vector, scaledBy γ: Double = 1, shift: Double
  ) {
    requireEqualCount(x)
    requireEqualCount(squares)
    mutate { y, n in
      x.elements.withUnsafeBufferPointer { x in
        squares.elements.withUnsafeBufferPointer { squares in
          Element.kernelAddOverRoot(
            n, Element(α), x.baseAddress!, Element(γ), squares.baseAddress!, Element(shift), y)
        }
      }
    }
  }

  /// self ← (self + shift)^exponent, element by element; used for diagonal preconditioners, once a solve.
  public mutating func raise(adding shift: Double, to exponent: Double) {
    mutate { x, n in Element.kernelPower(n, x, shift, exponent) }
  }

  private mutating func mutate(_ body: (UnsafeMutablePointer<Element>, Int) -> Void) {
    elements.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, !buffer.isEmpty else { return }
      body(base, buffer.count)
    }
  }

  private func requireEqualCount(_ other: Vector) {
    precondition(count == other.count, "vectors of \(count) and \(other.count) elements cannot be combined")
  }
}
