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

  /// Each element of a row ← a standard normal number times `scale`, by pairs from two words w, w' each.
  ///
  ///     z = √(−2 ln u) (cos(2π v), sin(2π v)),  u = (w + 1) / 2³²,  v = w' / 2³²
  ///
  /// No value lies beyond 6.67, where a share of 3e-11 belongs. Last bits depend on whether the processor has fused
  /// multiply-add. Source: Box & Muller 1958, *A note on the generation of random normal deviates*.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - scale: the standard deviation.
  ///   - generator: stands before the whole block with which the row begins.
  public func fillRow(_ row: Int, normalPairsOf generator: Philox, scale: Double) {
    precondition(row >= 0 && row < rows, "row \(row) of a matrix with \(rows)")
    precondition(generator.unreadWords == 0, "pairs are made of whole blocks")
    Element.kernelNormalPairs(
      generator.seed, generator.stream, generator.position, columns, scale, base + row * stride)
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
