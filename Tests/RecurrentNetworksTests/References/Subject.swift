import LinearAlgebra
import RecurrentNetworks

/// The library on a problem: everything it computes, as plain arrays.
final class Subject<Element: Scalar> {
  let network: Network<Element>
  let batch: Batch<Element>
  let evaluator: BatchEvaluator<Element>
  let linearization: Linearization<Element>
  let θ: Vector<Element>

  convenience init(
    _ problem: Problem, threads: Int = 1, memoryLimit: Int? = nil, reducer: any Reducer = OneProcess()
  ) throws {
    let network = try Network<Element>(problem.definition)
    let evaluator = BatchEvaluator(
      network, pool: WorkerPool(threads: threads),
      normalization: problem.normalization, weightDecay: problem.weightDecay, decaying: problem.decaying,
      constraints: WeightConstraints(problem.constraints, on: network.layout, seed: 5), memoryLimit: memoryLimit,
      reducer: reducer)
    try self.init(problem, evaluator: evaluator)
  }

  init(_ problem: Problem, evaluator: BatchEvaluator<Element>) throws {
    self.evaluator = evaluator
    let network = evaluator.network
    self.network = network
    let drawn = try Batch(problem.view, for: network)
    let begun = problem.initialStates(network).map { drawn.beginning(with: $0, of: network) } ?? drawn
    batch = begun.adding(problem.noise, seed: problem.noiseSeed, for: network)
      .penalizingRates(problem.ratePenalty)
    θ = Vector(problem.θ.map { Element($0) })
    linearization = evaluator.linearize(at: θ, over: batch)
  }

  var count: Int { network.layout.count }

  func loss() -> Double { evaluator.loss(at: θ, over: batch) }

  func gradient() -> [Double] { collect { _ = evaluator.gradient(at: θ, over: batch, into: &$0) } }

  func product(_ curvature: Curvature, _ v: [Double], _ structural: StructuralTerm? = nil) -> [Double] {
    collect { linearization.product(curvature, Vector(v.map { Element($0) }), structural: structural, into: &$0) }
  }

  func structuralProduct(_ v: [Double], _ structural: StructuralTerm) -> [Double] {
    collect { linearization.structuralProduct(Vector(v.map { Element($0) }), structural, into: &$0) }
  }

  func squaredGradients() -> [Double] { collect { linearization.squaredGradients(into: &$0) } }

  func gaussNewtonDiagonal(seed: UInt64) -> [Double] {
    collect { linearization.gaussNewtonDiagonal(seed: seed, into: &$0) }
  }

  func jacobianProduct(_ v: [Double]) -> [Matrix<Element>] {
    linearization.jacobianProduct(Vector(v.map { Element($0) }))
  }

  func transposedJacobianProduct(_ u: [Matrix<Element>]) -> [Double] {
    collect { linearization.transposedJacobianProduct(u, into: &$0) }
  }

  private func collect(_ body: (inout Vector<Element>) -> Void) -> [Double] {
    // What a result holds before must not matter.
    var result = Vector<Element>((0..<count).map { _ in Element.nan })
    body(&result)
    return result.elements.map { Double($0) }
  }
}
