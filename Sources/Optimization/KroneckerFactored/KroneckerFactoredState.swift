public import LinearAlgebra

/// What one step of a Kronecker-factored method hands to the next, apart from the parameters.
///
/// The decompositions are not in it: a step begins with new ones, from the averages.
public struct KroneckerFactoredState<Element: Scalar>: OptimizerState {
  /// The steps taken so far, those that overflowed included.
  public var step: Int
  /// The updates taken so far.
  public var updates: Int
  /// λ of the next update.
  public var lambda: Double
  /// η of the first update, or less where the run has gone back.
  public var learningRate: Double
  /// What goes on from one update into the next: the running sum of gradients, or the last update itself.
  public var momentum: Vector<Element>
  /// The statistics that ``factors`` are the average of.
  public var factorUpdates: Int
  /// The running averages of A and D of all blocks, one after the other, row by row; A once where blocks share it.
  public var factors: Vector<Element>
  /// The mean norm of the gradients of the first step, `nil` before it and where no tolerance asks for it.
  public var firstGradientNorm: Double?

  /// The state before the first step.
  public init(parameterCount: Int, factorNumbers: Int = 0, options: KroneckerFactoredOptions) {
    (step, updates, factorUpdates) = (0, 0, 0)
    (lambda, learningRate) = (options.initialLambda, options.rate.initial)
    momentum = Vector(count: parameterCount)
    factors = Vector(count: factorNumbers)
    firstGradientNorm = nil
  }

  /// A state without parameters.
  public init() { self.init(parameterCount: 0, options: KroneckerFactoredOptions()) }

  /// λ and the learning rate reach on.
  public var fields: [StateField<Self>] {
    [
      .count("iteration", \.step), .magnitude("lambda", \.lambda, isReach: true),
      .magnitude("learning_rate", \.learningRate, isReach: true), .count("updates", \.updates),
      .count("factor_updates", \.factorUpdates), .magnitude("first_gradient_norm", \.firstGradientNorm),
      .vector("momentum", \.momentum), .array("factors", \.factors),
    ]
  }

  /// Lets the averages and the momentum begin anew.
  public mutating func forget() {
    momentum.fill(0)
    factors.fill(0)
    factorUpdates = 0
  }
}

extension KroneckerFactoredState {
  /// Averages the factors of some blocks with those before: after k statistics the old average keeps a share of
  /// min(1 − 1/k, `decay`), so that the first ones count alike (Martens & Grosse 2015, section 5).
  ///
  /// - Returns: whether they are finite; others are left out.
  mutating func average(_ blocks: [FactorBlock<Element>], decay: Double) -> Bool {
    let matrices = Self.matrices(of: blocks)
    var fresh = Vector<Element>(count: matrices.reduce(0) { $0 + $1.rows * $1.columns })
    var start = 0
    for matrix in matrices {
      let row = Matrix<Element>(rows: 1, columns: matrix.rows * matrix.columns)
      Matrix(row.memory, rows: matrix.rows, columns: matrix.columns).copy(matrix)
      fresh.copy(row, to: start)
      start += row.columns
    }
    guard fresh.isFinite else { return false }
    if factorUpdates == 0, factors.count != fresh.count { factors = Vector(count: fresh.count) }
    precondition(
      factors.count == fresh.count, "factors of \(fresh.count) numbers cannot be averaged with \(factors.count)")
    factorUpdates += 1
    let share = min(1 - 1 / Double(factorUpdates), decay)
    factors.scale(share)
    factors.add(1 - share, fresh)
    return true
  }

  /// The averages as the factors of these blocks.
  func averaged(_ blocks: [FactorBlock<Element>]) -> [FactorBlock<Element>] {
    var start = 0
    func next(_ like: Matrix<Element>) -> Matrix<Element> {
      let matrix = Matrix<Element>(rows: like.rows, columns: like.columns)
      matrix.copy(factors, from: start)
      start += matrix.rows * matrix.columns
      return matrix
    }
    var shared: (old: Matrix<Element>, new: Matrix<Element>)?
    return blocks.map { block in
      let sources = shared.flatMap { $0.old.isSame(as: block.sources) ? $0.new : nil } ?? next(block.sources)
      shared = (block.sources, sources)
      return FactorBlock(
        rows: block.rows, columns: block.columns, weights: block.weights, bias: block.bias, sources: sources,
        deltas: next(block.deltas))
    }
  }

  /// The matrices in the order in which they are stored.
  private static func matrices(of blocks: [FactorBlock<Element>]) -> [Matrix<Element>] {
    var last: Matrix<Element>?
    return blocks.flatMap { block in
      let isShared = last?.isSame(as: block.sources) ?? false
      last = block.sources
      return isShared ? [block.deltas] : [block.sources, block.deltas]
    }
  }
}
