internal import LinearAlgebra

/// One affine map inside a layer: some of the cell's parameters, what they multiply, and where the result goes.
///
///     u ← u + W s + b,   with ū in some columns of the deltas
///
/// A cell lists its terms, and from the list follows for all cells alike what is bilinear in deltas and sources: gradients
/// and their R-derivatives, the adjoint of the input, gradients of single sequences, factor statistics; and what is known
/// of a block without its name: how it begins, what its axes number, whether it carries a state onwards.
public struct Term: Sendable, Equatable {
  /// s: what the weights multiply.
  public enum Source: Sendable, Equatable {
    /// What the layer reads, all of it.
    case input
    /// Columns of the state before the step.
    case previous(Range<Int>)
    /// Columns of the record of the step.
    case record(Range<Int>)
  }

  /// What the weights are for.
  public enum Role: String, Sendable, Equatable {
    /// They let the input in.
    case input
    /// They carry the state from step to step.
    case recurrent
    /// They lead from one part of a step to another.
    case projection
    /// They lead from the top layer to the logits.
    case output
  }

  /// A bias: a stack, or some columns of its row.
  public struct Bias: Sendable, Equatable {
    /// The position of the stack in ``Cell/stacks``.
    public let stack: Int
    /// The columns of its row, as many as the term has deltas; nil for all.
    public let columns: Range<Int>?

    /// The bias in a stack, or in some columns of it.
    public init(_ stack: Int, columns: Range<Int>? = nil) {
      self.stack = stack
      self.columns = columns
    }
  }

  /// The position of W in ``Cell/stacks``; nil for a bias that stands alone.
  public let weights: Int?
  /// b, where there is one.
  public let bias: Bias?
  /// The columns of the deltas that are the adjoints of u.
  public let deltas: Range<Int>
  /// s.
  public let reads: Source
  /// What W is for.
  public let role: Role
  /// What the rows of the blocks number, in files.
  public let rowAxis: String
  /// What the columns of the weights number where they are columns of the record; elsewhere it follows from ``reads``.
  public let columnAxis: String

  /// A term with weights.
  public init(
    _ weights: Int, bias: Bias? = nil, deltas: Range<Int>, reads: Source, role: Role, rowAxis: String = "unit",
    columnAxis: String = "part"
  ) {
    self.weights = weights
    self.bias = bias
    self.deltas = deltas
    self.reads = reads
    self.role = role
    self.rowAxis = rowAxis
    self.columnAxis = columnAxis
  }

  /// A bias without weights.
  public init(bias: Bias, deltas: Range<Int>, rowAxis: String = "unit") {
    weights = nil
    self.bias = bias
    self.deltas = deltas
    reads = .input
    role = .input
    self.rowAxis = rowAxis
    columnAxis = ""
  }
}

extension Term.Source {
  /// The matrix whose rows are s; nil where the input is not a matrix, or is not given.
  func rows<Element>(_ window: StateWindow<Element>, _ input: LayerInput<Element>?) -> Matrix<Element>? {
    switch self {
    case .input: if case .features(let x)? = input { x } else { nil }
    case .previous(let columns): window.previous.columns(columns)
    case .record(let columns): window.record.columns(columns)
    }
  }
}

extension Term {
  /// gradient of W ← itself + Σ δ sᵀ, gradient of b ← itself + Σ δ over the rows of a window; of b only where `biases`.
  func accumulate<Element>(
    _ deltas: Matrix<Element>, _ window: StateWindow<Element>, input: LayerInput<Element>?, biases: Bool,
    into gradient: LayerParameters<Element>
  ) {
    let δ = deltas.columns(self.deltas)
    if let weights {
      if reads == .input {
        input?.accumulate(δ, into: gradient, weights)
      } else if let s = reads.rows(window, nil) {
        gradient.plain[weights].multiply(δ, transposed: true, s, adding: true)
      }
    }
    guard biases, let bias else { return }
    let row = gradient.plain[bias.stack]
    (bias.columns.map { row.columns($0) } ?? row).addSumOfRows(of: δ)
  }
}

extension Cell {
  /// gradient ← gradient + the parameter gradients that follow from the deltas of a window; those of biases only where
  /// `biases`, those of input weights only where there is an `input`.
  func accumulate(
    _ deltas: Matrix<Element>, _ window: StateWindow<Element>, input: LayerInput<Element>?, biases: Bool,
    into gradient: LayerParameters<Element>
  ) {
    for term in terms { term.accumulate(deltas, window, input: input, biases: biases, into: gradient) }
  }

  /// adjoint ← the adjoint of the layer's input, Σ δ W over the terms that read it (+ adjoint where `adding`).
  func inputAdjoint(
    _ deltas: Matrix<Element>, weights: LayerParameters<Element>, into adjoint: Matrix<Element>, adding: Bool
  ) {
    var adding = adding
    for term in terms where term.reads == .input {
      guard let index = term.weights else { continue }
      adjoint.multiply(deltas.columns(term.deltas), weights.plain[index], adding: adding)
      adding = true
    }
    if !adding { adjoint.fill(0) }
  }
}
