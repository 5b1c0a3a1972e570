public import LinearAlgebra

/// Constraints on recurrent weights, fixed at the start of a run and differentiated through.
///
///     W = c(θ) = s(θ) ⊙ θ,   f(θ) = f_W(c(θ)),   ∇f = s ⊙ ∇f_W,   S C S for a curvature C at W,  S = diag s(θ)
///
/// θ is what an optimizer moves, W what the network computes with. s is 0 where a weight is absent, 1 where it is free, and d
/// sign(θ) with sign(0) = 1 in a column of sign d: W = |θ| diag(d), Dale's law (Song, Yang & Wang 2016, *Training
/// excitatory-inhibitory recurrent neural networks for cognitive tasks: a simple and flexible framework*, PLoS Computational
/// Biology 12(2), equation 12). c is a projection, so that W is a point of its own, and s has no derivative but at 0: S C S is
/// exact for every curvature.
///
/// Which weights are there follows from the seed, one random number for each element of each matrix, whatever the precision.
public struct WeightConstraints: Sendable, Equatable {
  /// What is asked.
  public let options: WeightConstraintOptions
  private let parts: [Part]

  /// The signs of one block.
  fileprivate struct Part: Sendable, Equatable {
    let index: Int
    let block: ParameterBlock
    let signs: SignPattern
    /// What columns of the start are multiplied with, so that both kinds of units send as much.
    let balance: Double
  }

  /// The constraints on the recurrent matrices of a network; nil where nothing is asked.
  ///
  /// Self-connections and Dale's law are for layers that have one square recurrent matrix or none, with units of both kinds; anything
  /// else traps.
  public init?(_ options: WeightConstraintOptions, on layout: ParameterLayout, seed: UInt64) {
    guard !options.isNone else { return nil }
    precondition(
      options.density > 0 && options.density <= 1, "a density is above 0 and at most 1, not \(options.density)")
    self.options = options
    parts = layout.groups.indices.flatMap { layer in
      layout.recurrentMatrices(ofLayer: layer).map { index in
        if !options.selfConnections || options.excitatory != nil {
          precondition(
            layout.plainRecurrentMatrix(ofLayer: layer) == index,
            "the layer of \(layout.blocks[index].name) should have one square recurrent matrix")
        }
        return Part(index, layout.blocks[index], options, seed: seed)
      }
    }
  }

  /// How many of the weights they concern are there, and how many there could be.
  public var weights: (present: Int, all: Int) {
    (parts.reduce(0) { $0 + $1.present }, parts.reduce(0) { $0 + $1.block.count })
  }

  /// W ← c(θ), in place.
  public func apply<Element: Scalar>(to θ: inout Vector<Element>) {
    for part in parts { θ.constrain(to: part.signs, from: part.block.offset) }
  }

  /// c(θ) as a vector of its own.
  public func applied<Element: Scalar>(to θ: Vector<Element>) -> Vector<Element> {
    var W = θ
    apply(to: &W)
    return W
  }

  /// x ← s(θ) ⊙ x: derivatives by θ from those by W, and the change of W from that of θ.
  public func multiply<Element: Scalar>(_ x: inout Vector<Element>, at θ: Vector<Element>) {
    for part in parts { x.multiplyDerivative(of: part.signs, at: θ, from: part.block.offset) }
  }

  /// x ← s² ⊙ x, which is 0 for absent weights and x elsewhere.
  public func multiplySquares<Element: Scalar>(_ x: inout Vector<Element>, at θ: Vector<Element>) {
    multiply(&x, at: θ)
    multiply(&x, at: θ)
  }

  /// A matrix as it is drawn without constraints ← one that obeys and is as large.
  ///
  /// Absent weights become 0 and signs those of the columns. Columns of units that inhibit are multiplied with the number of those
  /// that excite over that of the others: in the mean rows sum to 0. Then a square matrix is scaled to the spectral
  /// radius that it was drawn with, another one to its Frobenius norm; to no more than four times its norm, since a sparse matrix
  /// may be nearly nilpotent.
  ///
  /// - Throws: `LinearAlgebraError` where eigenvalues cannot be found.
  func start(_ weights: Matrix<Double>, ofBlock index: Int) throws(LinearAlgebraError) {
    guard let part = parts.first(where: { $0.index == index }) else { return }
    let isSquare = weights.rows == weights.columns
    let norm = Self.norm(weights)
    let size = isSquare ? try weights.spectralRadius : norm
    for i in 0..<weights.rows {
      for j in 0..<weights.columns {
        switch part.signs[i * weights.columns + j] {
        case .zero: weights[i, j] = 0
        case .free: break
        case .nonNegative: weights[i, j] = abs(weights[i, j])
        case .nonPositive: weights[i, j] = -part.balance * abs(weights[i, j])
        }
      }
    }
    let newNorm = Self.norm(weights)
    let newSize = isSquare ? try weights.spectralRadius : newNorm
    guard newNorm > 0 else { return }
    weights.scale(min(newSize > 0 ? size / newSize : .infinity, 4 * norm / newNorm))
  }

  private static func norm(_ matrix: Matrix<Double>) -> Double {
    (0..<matrix.rows).reduce(0) { $0 + matrix.dotOfRow($1, matrix) }.squareRoot()
  }
}

extension WeightConstraints.Part {
  fileprivate init(_ index: Int, _ block: ParameterBlock, _ options: WeightConstraintOptions, seed: UInt64) {
    (self.index, self.block) = (index, block)
    let excitatory = options.excitatoryUnits(of: block.columns)
    if let excitatory {
      precondition(
        excitatory > 0 && excitatory < block.columns,
        "\(block.columns) units should be of both kinds, not \(excitatory)")
      balance = Double(excitatory) / Double(block.columns - excitatory)
    } else {
      balance = 1
    }
    // Beside the streams of the start, which are numbered by blocks.
    var generator = Philox(seed: seed, stream: 1 << 59 | UInt64(index))
    signs = SignPattern(count: block.count) { element in
      let isDrawn = options.density == 1 || generator.uniformDouble() < options.density
      let (i, j) = element.quotientAndRemainder(dividingBy: block.columns)
      guard isDrawn, options.selfConnections || i != j else { return .zero }
      return excitatory.map { j < $0 ? .nonNegative : .nonPositive } ?? .free
    }
  }

  fileprivate var present: Int { (0..<signs.count).count { signs[$0] != .zero } }
}
