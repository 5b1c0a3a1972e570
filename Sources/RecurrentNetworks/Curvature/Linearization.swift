public import LinearAlgebra

/// A network linearized at one θ over one batch: the fixed operator of one solve.
///
/// The Gauss-Newton product is three named maps, v → Jv, Jv → H_ℓ Jv, u → Jᵀu; ``product(_:_:structural:into:)`` runs
/// them chunk by chunk in one pass. Where recurrent weights obey constraints, C is taken at W = c(θ), and what is returned is S C S
/// (``WeightConstraints``). Called twice with one vector, every product returns the same bits.
public final class Linearization<Element: Scalar> {
  /// The batch.
  public let batch: Batch<Element>
  /// f(θ) over the batch.
  public private(set) var loss = 0.0
  /// The number of steps between kept states; nil where all are kept.
  public let interval: Int?

  let evaluator: BatchEvaluator<Element>
  private let generation: Int
  let θ: Vector<Element>
  /// c(θ).
  private let W: Vector<Element>
  let weights: Parameters<Element>
  let direction: Parameters<Element>
  private let caches: [ChunkCache<Element>]
  /// The seed from which the Monte-Carlo Fisher draws its targets, and rows of sequences their directions.
  public var samplingSeed: UInt64 = 0

  init(
    _ evaluator: BatchEvaluator<Element>, at θ: Vector<Element>, over batch: Batch<Element>, interval: Int?,
    in arena: Arena<Element>
  ) {
    self.evaluator = evaluator
    generation = evaluator.generation
    self.batch = batch
    self.interval = interval
    self.θ = θ
    var W = θ
    evaluator.constraints?.apply(to: &W)
    self.W = W
    let network = evaluator.network
    weights = Parameters(network.layout, areStepwise: true)
    direction = Parameters(network.layout)
    weights.load(W)
    arena.reset()
    caches = batch.chunks.map { ChunkCache($0, network: network, interval: interval, in: arena) }
    let (caches, weights) = (caches, weights)
    let total = evaluator.sum.value(batch.chunks.count) { index, arena in
      ChunkPass(network, chunk: batch.chunks[index], cache: caches[index], weights: weights, arena: arena).forward()
    }
    loss = total / divisor + evaluator.penalty(W)
  }

  /// The change of W that goes with a change v of θ: S v.
  private lazy var scaled = Vector<Element>(count: θ.count)

  /// S v; v itself where there are no constraints. In memory that the next call takes back.
  func scaled(_ v: Vector<Element>) -> Vector<Element> {
    guard let constraints = evaluator.constraints else { return v }
    scaled.copy(v)
    constraints.multiply(&scaled, at: θ)
    return scaled
  }

  /// u ← S u: derivatives by θ from those by W, and what goes with a change of θ.
  public func scale(_ u: inout Vector<Element>) { evaluator.constraints?.multiply(&u, at: θ) }

  /// d ← S² d.
  func scaleSquares(_ d: inout Vector<Element>) { evaluator.constraints?.multiplySquares(&d, at: θ) }

  /// Traps where weights obey constraints, of which rows know nothing.
  func requireFreeWeights() {
    precondition(evaluator.constraints == nil, "rows are those of a network without constraints on its weights")
  }

  var network: Network<Element> { evaluator.network }

  /// The number of parameters.
  public var parameterCount: Int { θ.count }

  /// The caches of the chunks, which the evaluator's next linearization takes back.
  var validCaches: [ChunkCache<Element>] {
    precondition(
      generation == evaluator.generation, "this linearization has lost its memory to a later one of the same evaluator")
    return caches
  }

  /// What sums over the batch are divided by.
  public var divisor: Double { batch.divisor(evaluator.normalization) }

  /// Passes over all chunks and returns the sum of what `body` adds to a gradient, undivided.
  func sum(
    into result: inout Vector<Element>,
    _ body: @Sendable (_ pass: ChunkPass<Element>, _ part: Parameters<Element>) -> Void
  ) {
    let (network, batch, caches, weights) = (network, batch, validCaches, weights)
    _ = evaluator.sum.gradient(batch.chunks.count, into: &result) { index, arena, part, _ in
      let pass = ChunkPass(
        network, chunk: batch.chunks[index], cache: caches[index], weights: weights, arena: arena, filled: true)
      body(pass, part)
      network.foldSymbols(of: part)
      return 0
    }
  }

  /// result ← (C + λμ G_S) v + κ v_w with the curvature C.
  ///
  /// `structural` is the form and the weight λμ of structural damping, nil for none. It rides on the same pass, but for
  /// `finiteDifference`, where a pass of its own adds it.
  public func product(
    _ curvature: Curvature, _ v: Vector<Element>, structural: StructuralTerm? = nil, into result: inout Vector<Element>
  ) {
    let v = scaled(v)
    direction.load(v)
    switch curvature {
    case .gaussNewton: outputProduct(structural, into: &result) { pass, window, Rz̄ in pass.gaussNewton(window, Rz̄) }
    case .fisher: outputProduct(structural, into: &result) { pass, window, Rz̄ in pass.fisher(window, Rz̄) }
    case .hessian: hessianProduct(structural, into: &result)
    case .empiricalFisher: fisherProduct(sampled: false, structural, into: &result)
    case .monteCarloFisher: fisherProduct(sampled: true, structural, into: &result)
    case .finiteDifference:
      finiteDifferenceProduct(v, structural, into: &result)
      return scale(&result)
    }
    result.scale(1 / divisor)
    evaluator.addDecay(v, to: &result)
    scale(&result)
  }

  /// result ← G_S v, times the weight in `structural` and nothing else.
  public func structuralProduct(_ v: Vector<Element>, _ structural: StructuralTerm, into result: inout Vector<Element>)
  {
    direction.load(scaled(v))
    structuralProduct(structural, into: &result)
    scale(&result)
  }

  /// result ← G_S v at W, with v in the direction that has been loaded.
  private func structuralProduct(_ structural: StructuralTerm, into result: inout Vector<Element>) {
    let direction = direction
    sum(into: &result) { pass, part in
      pass.tangent(direction, keepsStates: true)
      pass.backward(.none, structural: structural, into: part) { $1.fill(0) }
    }
    result.scale(1 / divisor)
  }

  /// result ← Jᵀ M J v with the block M of a step that `multiply` stands for, which leaves w M Rz in its last argument.
  private func outputProduct(
    _ structural: StructuralTerm?, into result: inout Vector<Element>,
    _ multiply: @Sendable (ChunkPass<Element>, Window, Matrix<Element>) -> Void
  ) {
    let direction = direction
    sum(into: &result) { pass, part in
      pass.tangent(direction, keepsStates: structural != nil)
      pass.backward(.tangents, structural: structural, into: part) { multiply(pass, $0, $1) }
    }
  }

  private func hessianProduct(_ structural: StructuralTerm?, into result: inout Vector<Element>) {
    let direction = direction
    sum(into: &result) { pass, part in
      pass.tangent(direction, keepsStates: true)
      pass.backwardTangent(structural: structural, into: part) { window, z̄, Rz̄ in
        pass.lossGradient(window, z̄)
        pass.gaussNewton(window, Rz̄)
      }
    }
  }

  /// A difference of gradients by W along v, a change of W that has been loaded.
  private func finiteDifferenceProduct(
    _ v: Vector<Element>, _ structural: StructuralTerm?, into result: inout Vector<Element>
  ) {
    // ε ‖v‖ = ∛precision (1 + ‖θ‖) balances the error of the difference, ε², with that of rounding, 1/ε.
    let norm = v.norm
    guard norm > 0 else { return result.fill(0) }
    let ε = (Element.precision == .float ? 4.9e-3 : 6.1e-6) * (1 + W.norm) / norm
    var (shifted, backward) = (W, Vector<Element>(count: W.count))
    shifted.add(ε, v)
    _ = evaluator.unconstrainedGradient(at: shifted, over: batch, into: &result)
    shifted.copy(W)
    shifted.add(-ε, v)
    _ = evaluator.unconstrainedGradient(at: shifted, over: batch, into: &backward)
    result.add(-1, backward)
    result.scale(1 / (2 * ε))
    if let structural {
      structuralProduct(structural, into: &backward)
      result.add(1, backward)
    }
  }
}
