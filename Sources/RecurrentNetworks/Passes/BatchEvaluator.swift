public import LinearAlgebra

/// The objective of a network over batches: loss and gradient, and the point at which curvature products are taken.
///
///     f(θ) = 1/divisor Σ_n Σ_t w_nt ℓ(z_nt, y_nt) + ½ κ ‖θ_w‖²
///
/// κ is the weight decay and reaches parameters of some kinds only, by default all weights. Where recurrent weights obey
/// constraints, all of it is taken at W = c(θ) and differentiated through ``WeightConstraints``. Noise of training and a penalty on
/// rates are those of the batch (``Batch/adding(_:seed:for:pool:)``, ``Batch/penalizingRates(_:)``). All results are the same bits on
/// any number of threads.
/// One call at a time: an evaluator owns the memory of its workers.
public final class BatchEvaluator<Element: Scalar> {
  /// The network.
  public let network: Network<Element>
  /// What sums over a batch are divided by.
  public let normalization: Normalization
  /// κ.
  public let weightDecay: Double
  /// θ_w: the ranges of the parameters that decay.
  public let decaying: [Range<Int>]
  /// What recurrent weights obey; nil where they are free.
  public let constraints: WeightConstraints?
  let sum: ChunkSum<Element>
  let pool: WorkerPool
  private let weights: Parameters<Element>
  /// c(θ), where there are constraints.
  private lazy var constrained = Vector<Element>(count: network.layout.count)
  private let plan: MemoryPlan

  /// The processes among which chunks are shared out.
  public var reducer: any Reducer { sum.reducer }

  /// An evaluator whose workers are those of `pool`.
  ///
  /// `memoryLimit` is a bound in bytes on the states that are kept, nil for none; see ``MemoryPlan``. `reducer` shares the
  /// chunks of every sum out among processes, all of which make the same calls; results are the same bits for any number.
  /// `decaying` are the kinds of parameters that `weightDecay` is for, `constraints` what recurrent weights obey.
  public init(
    _ network: Network<Element>, pool: WorkerPool, normalization: Normalization = .sequence, weightDecay: Double = 0,
    decaying: [ParameterKind] = ParameterKind.weights, constraints: WeightConstraints? = nil, memoryLimit: Int? = nil,
    reducer: any Reducer = OneProcess()
  ) {
    self.network = network
    self.pool = pool
    self.normalization = normalization
    self.weightDecay = weightDecay
    self.constraints = constraints
    self.decaying = network.layout.blocks(of: decaying).map(\.range)
    plan = MemoryPlan(limit: memoryLimit)
    sum = ChunkSum(network, pool: pool, reducer: reducer)
    weights = Parameters(network.layout, areStepwise: true)
  }

  /// f(θ) over a batch.
  ///
  /// The workers call `visit` with each part of the predictions that this process computes (values or probabilities): the chunk, the scored rows of
  /// the chunk to which they belong, and the predictions themselves, valid during the call.
  public func loss(
    at θ: Vector<Element>, over batch: Batch<Element>,
    visit: @Sendable (_ chunk: Chunk<Element>, _ scored: Range<Int>, _ predictions: Matrix<Element>) -> Void = {
      _, _, _ in
    }
  ) -> Double {
    let W = effective(θ)
    weights.load(W)
    let (network, weights) = (network, weights)
    let total = sum.value(batch.chunks.count) { index, arena in
      let chunk = batch.chunks[index]
      let pass = ChunkPass(
        network, chunk: chunk, cache: ChunkCache(forgetting: chunk), weights: weights, arena: arena)
      return pass.forward { visit(chunk, $0, $1) }
    }
    return total / batch.divisor(normalization) + penalty(W)
  }

  /// f(θ) and its gradient over a batch.
  ///
  /// - Parameters:
  ///   - θ: the point.
  ///   - batch: the batch.
  ///   - gradient: receives ∇f(θ).
  ///   - final: receives the states after the last scored step of each sequence, those with which the next windows begin where
  ///     these are windows of longer sequences; rows of sequences without such a step are left as they are. In one process only.
  ///     May be what the batch was told to begin with, of which it has a copy.
  ///   - visit: as in ``loss(at:over:visit:)``.
  /// - Returns: f(θ).
  public func gradient(
    at θ: Vector<Element>, over batch: Batch<Element>, into gradient: inout Vector<Element>,
    ending final: SequenceStates<Element>? = nil,
    visit: @Sendable (_ chunk: Chunk<Element>, _ scored: Range<Int>, _ predictions: Matrix<Element>) -> Void = {
      _, _, _ in
    }
  ) -> Double {
    if let final {
      precondition(reducer.count == 1, "states after the last step stay with the process that has passed over them")
      precondition(
        final.count == batch.sequences && final.fit(network),
        "\(batch.sequences, "sequence") end with as many states, not with \(final.count)")
    }
    let loss = unconstrainedGradient(at: effective(θ), over: batch, into: &gradient, ending: final, visit: visit)
    constraints?.multiply(&gradient, at: θ)
    return loss
  }

  /// The same at a point W as it is, by W.
  func unconstrainedGradient(
    at W: Vector<Element>, over batch: Batch<Element>, into gradient: inout Vector<Element>,
    ending final: SequenceStates<Element>? = nil,
    visit: @Sendable (_ chunk: Chunk<Element>, _ scored: Range<Int>, _ predictions: Matrix<Element>) -> Void = {
      _, _, _ in
    }
  ) -> Double {
    weights.load(W)
    let interval = plan.gradientInterval(batch, network: network, threads: pool.threads)
    let (network, weights) = (network, weights)
    let total = sum.gradient(batch.chunks.count, into: &gradient) { index, arena, part, _ in
      let chunk = batch.chunks[index]
      let cache = ChunkCache(chunk, network: network, interval: interval, in: arena)
      let pass = ChunkPass(network, chunk: chunk, cache: cache, weights: weights, arena: arena)
      let loss = pass.forward(ending: final) { visit(chunk, $0, $1) }
      pass.backward(.rates, into: part, pass.lossGradient)
      network.foldSymbols(of: part)
      return loss
    }
    gradient.scale(1 / batch.divisor(normalization))
    addDecay(W, to: &gradient)
    return total / batch.divisor(normalization) + penalty(W)
  }

  /// Fixes the point at which curvature products are taken: runs the network over the batch and keeps what they need.
  ///
  /// The evaluator's next linearization takes the memory of this one back; using this one then is a programmer's error
  /// and traps.
  public func linearize(at θ: Vector<Element>, over batch: Batch<Element>) -> Linearization<Element> {
    let interval = plan.curvatureInterval(batch, network: network, threads: pool.threads)
    generation += 1
    return Linearization(self, at: θ, over: batch, interval: interval, in: cacheArena)
  }

  /// The bytes of states that gradients over one batch and products over another take together under the memory limit,
  /// and the steps between the states kept for products. Where rows of single sequences are asked for
  /// (``Linearization/sequenceRows(bytes:in:perSequence:)``) what these are computed with counts, without the rows themselves.
  public func memory(
    gradient: Batch<Element>, curvature: Batch<Element>, withRows: Bool = false
  ) -> (bytes: Int, interval: Int?) {
    let threads = pool.threads
    let interval = plan.curvatureInterval(curvature, network: network, threads: threads)
    let forGradient = plan.gradientBytes(
      gradient, network: network, threads: threads,
      interval: plan.gradientInterval(gradient, network: network, threads: threads))
    let forProducts = plan.curvatureBytes(curvature, network: network, threads: threads, interval: interval)
    let forRows = withRows ? plan.rowBytes(curvature, network: network, threads: threads, interval: interval) : 0
    // Workers use the same memory for all of them.
    return (max(forGradient, forProducts, forRows), interval)
  }

  /// The same where nothing but gradients is asked for.
  public func memory(gradient: Batch<Element>) -> (bytes: Int, interval: Int?) {
    let interval = plan.gradientInterval(gradient, network: network, threads: pool.threads)
    let bytes = plan.gradientBytes(gradient, network: network, threads: pool.threads, interval: interval)
    return (bytes, interval)
  }

  /// The number of linearizations made so far: only the latest may be used.
  private(set) var generation = 0
  private lazy var cacheArena = Arena<Element>()
  /// The second moments of factors, and where their sums stand.
  lazy var factors = factorSums(isLagged: false)
  /// The same with moments of each step and the next.
  lazy var laggedFactors = factorSums(isLagged: true)

  private func factorSums(isLagged: Bool) -> (plan: FactorPlan<Element>, sum: ChunkSum<Element>) {
    let plan = FactorPlan(network, isLagged: isLagged)
    return (plan, ChunkSum(plan.layout, sharing: sum))
  }

  /// The three numbers of two quadratic forms and what is between them.
  lazy var forms = ChunkSum(ParameterLayout(matrices: [[(rows: 1, columns: 3)]]), sharing: sum)

  /// g ← g + κ θ in what decays.
  func addDecay(_ θ: Vector<Element>, to g: inout Vector<Element>) {
    guard weightDecay != 0 else { return }
    for range in decaying { g.add(weightDecay, θ, in: range) }
  }

  /// diagonal ← diagonal + κ for everything that decays.
  public func addDecayDiagonal(to diagonal: inout Vector<Element>) {
    guard weightDecay != 0 else { return }
    var ones = Vector<Element>(count: diagonal.count)
    ones.fill(1)
    addDecay(ones, to: &diagonal)
  }

  /// κ u_w · v_w, what weight decay adds to uᵀ C v.
  func decay(_ u: Vector<Element>, _ v: Vector<Element>) -> Double {
    guard weightDecay != 0 else { return 0 }
    return decaying.reduce(0) { $0 + weightDecay * u.dot(v, in: $1) }
  }

  /// ½ κ ‖W_w‖² at W = c(θ), the part of the loss that weight decay adds.
  public func decay(_ θ: Vector<Element>) -> Double {
    guard weightDecay != 0 else { return 0 }
    return penalty(effective(θ))
  }

  /// ½ κ ‖W_w‖².
  func penalty(_ W: Vector<Element>) -> Double {
    guard weightDecay != 0 else { return 0 }
    return decaying.reduce(0) { $0 + 0.5 * weightDecay * W.sumOfSquares(in: $1) }
  }

  /// c(θ); θ itself where there are no constraints. In memory that the next call takes back.
  func effective(_ θ: Vector<Element>) -> Vector<Element> {
    guard let constraints else { return θ }
    constrained.copy(θ)
    constraints.apply(to: &constrained)
    return constrained
  }
}
