public import LinearAlgebra

extension Network {
  /// The parameters at the start.
  ///
  /// Each block is drawn from a stream of its own, in `Double`, so that a start does not depend on the precision.
  ///
  /// - Parameters:
  ///   - options: how to begin.
  ///   - seed: where the random numbers come from.
  ///   - constraints: what recurrent weights obey.
  /// - Throws: `LinearAlgebraError` if the eigenvalues of a drawn matrix cannot be found.
  public func initialParameters(
    _ options: InitializerOptions, seed: UInt64, obeying constraints: WeightConstraints? = nil
  ) throws -> Vector<Element> {
    var θ = Vector<Element>(count: layout.count)
    for (index, block) in layout.blocks.enumerated() {
      if case .constant(let value) = block.start {
        for i in block.range { θ[i] = Element(value) }
        continue
      }
      var generator = Philox(seed: seed, stream: UInt64(index))
      if block.start == .diagonal {
        θ[block.range] = drawDiagonal(block.count, options, using: &generator).map { Element($0) }[...]
        continue
      }
      guard block.kind == .weight else { continue }
      let (layer, term) = layout.term(ofBlock: index)!
      let weights = try draw(block, term.role, layer: layer, options, using: &generator)
      try constraints?.start(weights, ofBlock: index)
      θ[block.range] = weights.elements.map { Element($0) }[...]
    }
    return θ
  }

  private func draw(
    _ block: ParameterBlock, _ role: Term.Role, layer: Int, _ options: InitializerOptions,
    using generator: inout Philox
  ) throws -> Matrix<Double> {
    let weights = Matrix<Double>(rows: block.rows, columns: block.columns)
    if role == .input && layer == 0 { return drawInput(weights, block.start, options, using: &generator) }
    // The output layer, what leads from layer to layer, and from one part of a step to another.
    guard role == .recurrent else {
      // What multiplies a state should be of its size: states are small at the start.
      let usual = block.start.gain / Double(options.incoming).squareRoot()
      weights.fillSparsely(options.incoming, scale: block.start == .multiplier ? 1 : usual, using: &generator)
      return weights
    }
    switch options.initializer {
    case .sparse:
      weights.fillSparsely(options.incoming, using: &generator)
    case .spectralRadius:
      weights.fillSparsely(options.incoming, using: &generator)
      // What is not square has no spectrum: its largest singular value takes the place of the radius.
      let isSquare = block.rows == block.columns
      let radius = isSquare ? try weights.spectralRadius : try weights.singularValues().first ?? 0
      // Of two factors each has the root, so that their product grows no faster than the one matrix of a simple cell.
      if radius > 0 { weights.scale((block.start == .factor ? 1.1.squareRoot() : 1.1) / radius) }
    case .orthogonal:
      weights.fillWithNormals(using: &generator)
      if block.rows >= block.columns { return weights.orthonormalColumns() }
      let tall = Matrix<Double>(rows: block.columns, columns: block.rows)
      tall.copy(transposed: weights)
      weights.copy(transposed: tall.orthonormalColumns())
    case .identity:
      for i in 0..<min(block.rows, block.columns) { weights[i, i] = 1 }
    }
    return weights
  }

  /// The diagonal of a recurrent matrix, with the spectrum that the initializer asks for.
  private func drawDiagonal(_ count: Int, _ options: InitializerOptions, using generator: inout Philox) -> [Double] {
    let drawn = (0..<count).map { _ in generator.uniformDouble() }
    switch options.initializer {
    case .sparse: return drawn
    case .spectralRadius:
      let radius = drawn.max() ?? 0
      return radius > 0 ? drawn.map { 1.1 / radius * $0 } : drawn
    // An orthogonal matrix keeps the norm of what it carries; of diagonal ones the identity keeps its sign as well.
    case .orthogonal, .identity: return Array(repeating: 1, count: count)
    }
  }

  private func drawInput(
    _ weights: Matrix<Double>, _ start: ParameterBlock.Start, _ options: InitializerOptions,
    using generator: inout Philox
  ) -> Matrix<Double> {
    if start == .multiplier {
      drawMultiplier(weights, options, using: &generator)
      return weights
    }
    switch options.initializer {
    case .sparse, .orthogonal:
      // Gates keep what has to be remembered from being washed over; what they are to see must move them.
      let usual = (start == .usual ? 0.25 : start.gain) / Double(options.incoming).squareRoot()
      let scale = options.inputScale ?? usual
      weights.fillSparsely(options.incoming, scale: scale, using: &generator)
    case .spectralRadius:
      weights.fillWithNormals(scale: options.inputScale ?? 0.1, using: &generator)
    case .identity:
      weights.fillWithNormals(scale: options.inputScale ?? 0.001, using: &generator)
    }
    return weights
  }

  /// The weights W_xf of a multiplicative cell: N(1, 0.1²) for symbols, so that each symbol begins with the recurrent
  /// matrix of a simple network, W_fh W_hf, up to a tenth; for features sparse weights with which W_xf x is about as large
  /// as x. Small ones would make the product of the three matrices, and all gradients of its factors, vanish.
  private func drawMultiplier(
    _ weights: Matrix<Double>, _ options: InitializerOptions, using generator: inout Philox
  ) {
    if readsSymbols {
      weights.fillWithNormals(scale: options.inputScale ?? 0.1, using: &generator)
      for i in 0..<weights.rows { for j in 0..<weights.columns { weights[i, j] += 1 } }
    } else {
      let count = min(options.incoming, weights.columns)
      weights.fillSparsely(options.incoming, scale: 1 / Double(count).squareRoot(), using: &generator)
    }
  }
}

extension ParameterBlock.Start {
  /// How much larger weights are than those that keep the size of what they read.
  fileprivate var gain: Double { self == .logistic ? 4 : 1 }
}

extension Matrix where Element == Double {
  /// Rows with at most `incoming` non-zero elements, N(0, scale²); the scale is 1/√incoming unless given.
  fileprivate func fillSparsely(_ incoming: Int, scale: Double? = nil, using generator: inout Philox) {
    let count = min(incoming, columns)
    let scale = scale ?? 1 / Double(incoming).squareRoot()
    for i in 0..<rows {
      for j in generator.distinct(count: count, below: columns) { self[i, j] = scale * generator.normal() }
    }
  }

  func scale(_ factor: Double) {
    for i in 0..<rows { for j in 0..<columns { self[i, j] *= factor } }
  }
}
