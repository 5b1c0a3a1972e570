internal import LinearAlgebra
internal import RecurrentNetworks

/// A model at one point over one batch, and everything that several checks ask of it.
final class InvariantProblem {
  let network: Network<Double>
  let θ: Vector<Double>
  let view: SequenceView
  let options: InvariantOptions
  let batch: Batch<Double>
  let evaluator: BatchEvaluator<Double>
  let linearization: Linearization<Double>
  let reference: LossReference
  let pool = WorkerPool(threads: 1)
  /// The evaluator of differences: a linearization of another θ would take the memory of the one above.
  let probe: BatchEvaluator<Double>

  init(_ network: Network<Double>, at θ: Vector<Double>, over view: SequenceView, _ options: InvariantOptions)
    throws(NetworkError)
  {
    self.network = network
    self.θ = θ
    self.view = view
    self.options = options
    batch = try Batch(view, for: network)
    evaluator = BatchEvaluator(
      network, pool: pool, normalization: options.normalization, weightDecay: options.weightDecay)
    probe = BatchEvaluator(
      network, pool: pool, normalization: options.normalization, weightDecay: options.weightDecay)
    linearization = evaluator.linearize(at: θ, over: batch)
    reference = LossReference(view, batch, network.definition)
  }

  /// What rounding may do to a sum over the parameters and steps of this problem, in units of its size:
  /// errors of half a unit in the last place that add up like a random walk, times 64 for the length of their paths.
  var roundingBound: Double {
    64 * .ulpOfOne * Double(network.layout.count + view.offsets.last!).squareRoot()
  }

  /// N, or Σ w.
  var divisor: Double {
    let divisor = options.normalization == .sequence ? Double(view.count) : reference.totalWeight
    return divisor > 0 ? divisor : 1
  }

  // MARK: Directions

  /// A generator of this check alone: its numbers do not depend on which checks ran before.
  func generator(_ check: String) -> Philox {
    // FNV-1a of the name.
    let stream = check.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    return Philox(seed: options.seed, stream: stream)
  }

  /// A random direction of length 1 in a range of the parameters.
  func direction(_ range: Range<Int>, using generator: inout Philox) -> [Double] {
    var v = Array(repeating: 0.0, count: θ.count)
    for i in range { v[i] = generator.normal() }
    return v.scaled(1 / v.norm)
  }

  /// A random direction of length 1 in all parameters, then one in each block.
  func directions(using generator: inout Philox) -> [(place: String, v: [Double])] {
    var result = [("all parameters", direction(0..<θ.count, using: &generator))]
    for block in network.layout.blocks { result.append((block.name, direction(block.range, using: &generator))) }
    return result
  }

  /// θ + t v
  func point(_ t: Double, _ v: [Double]) -> Vector<Double> {
    var point = θ
    point.add(t, Vector(v))
    return point
  }

  /// v in the weight matrices, zero elsewhere.
  func weights(of v: [Double]) -> [Double] {
    var result = Array(repeating: 0.0, count: v.count)
    for block in network.layout.blocks where block.kind == .weight { result[block.range] = v[block.range] }
    return result
  }

  // MARK: What the library computes, as plain arrays

  /// A result, from a vector whose contents before must not matter.
  func collect(_ body: (inout Vector<Double>) -> Void) -> [Double] {
    var result = Vector<Double>(count: θ.count)
    result.fill(.nan)
    body(&result)
    return result.elements
  }

  func gradient(at θ: Vector<Double>) -> [Double] {
    collect { _ = probe.gradient(at: θ, over: batch, into: &$0) }
  }

  func product(_ curvature: Curvature, _ v: [Double], _ structural: StructuralTerm? = nil) -> [Double] {
    collect { linearization.product(curvature, Vector(v), structural: structural, into: &$0) }
  }

  func structuralProduct(_ v: [Double], _ form: StructuralForm, weight: Double = 1) -> [Double] {
    collect { linearization.structuralProduct(Vector(v), StructuralTerm(form, weight: weight), into: &$0) }
  }

  /// J v by the R-forward pass.
  func jacobianProduct(_ v: [Double]) -> [Double] {
    linearization.jacobianProduct(Vector(v)).flatMap(\.elements)
  }

  /// All logits at θ.
  func logits(at θ: Vector<Double>) -> [Double] {
    probe.linearize(at: θ, over: batch).logits().flatMap(\.elements)
  }

  /// All states at θ, and what the cells activate.
  func states(at θ: Vector<Double>) -> StateDistance.States {
    let linearization = probe.linearize(at: θ, over: batch)
    return (
      linearization.states().flatMap { $0.flatMap(\.elements) },
      linearization.activations().flatMap { $0.map { ($0.kernel, $0.values.elements) } }
    )
  }

  // MARK: References

  /// J v by differences of the logits.
  func jacobianDifference(_ v: [Double]) -> [Double] { Differences.first { self.logits(at: self.point($0, v)) } }

  /// dᵀ H_ℓ d, undivided, by second differences of the loss as a function of the logits.
  func lossBend(at z: [Double], _ d: [Double]) -> Double {
    let size = d.reduce(0) { max($0, abs($1)) }
    guard size > 0 else { return 0 }
    return size * size * Differences.second { [self.reference.total(z.adding($0 / size, d))] }[0]
  }
}
