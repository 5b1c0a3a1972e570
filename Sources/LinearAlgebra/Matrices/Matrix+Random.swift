extension Matrix {
  /// Each element ← 1 or −1, with equal probability.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func fillWithSigns(using generator: inout Philox) {
    for i in 0..<rows {
      var bits: UInt64 = 0
      for j in 0..<columns {
        if j % 64 == 0 { bits = generator.next() }
        base[i * stride + j] = bits & 1 == 0 ? 1 : -1
        bits >>= 1
      }
    }
  }

  /// Each element ← a standard normal number times `scale`.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func fillWithNormals(scale: Double = 1, using generator: inout Philox) {
    for i in 0..<rows { for j in 0..<columns { base[i * stride + j] = Element(scale * generator.normal()) } }
  }

  /// Each element ← a standard normal number times `scale`, two at a time along a row (``Philox/normalPair()``).
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func fillWithNormalPairs(scale: Double, using generator: inout Philox) {
    for i in 0..<rows {
      let row = base + i * stride
      var j = 0
      while j < columns {
        let pair = generator.normalPair()
        row[j] = Element(scale * pair.0)
        if j + 1 < columns { row[j + 1] = Element(scale * pair.1) }
        j += 2
      }
    }
  }

  /// self ← √w (p − ŷ) with a target ŷ drawn from the model that predicts p; one row.
  ///
  /// Squared error: ŷ is normal around p with variance 1; logistic: independent 0/1; softmax: one class.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func copySampledResidual(
    _ loss: LossKernel, predictions p: Matrix, weight: Double, using generator: inout Philox
  ) {
    precondition(rows == 1 && p.rows == 1 && columns == p.columns, "a residual is drawn for one row")
    let root = Element(weight.squareRoot())
    switch loss {
    case .squaredError:
      for j in 0..<columns { base[j] = root * Element(generator.normal()) }
    case .logistic:
      for j in 0..<columns {
        let target: Element = generator.uniformDouble() < Double(p.base[j]) ? 1 : 0
        base[j] = root * (p.base[j] - target)
      }
    case .softmax:
      var rest = generator.uniformDouble()
      var drawn = columns - 1
      for j in 0..<columns {
        rest -= Double(p.base[j])
        if rest < 0 {
          drawn = j
          break
        }
      }
      for j in 0..<columns { base[j] = root * (p.base[j] - (j == drawn ? 1 : 0)) }
    }
  }
}
