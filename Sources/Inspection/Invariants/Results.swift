internal import LinearAlgebra
internal import RecurrentNetworks

/// Everything that the library computes over a batch, for comparisons bit by bit.
struct Results {
  private var values: [(name: String, numbers: [Double])] = []

  /// With an evaluator of its own.
  init(_ problem: InvariantProblem, _ batch: Batch<Double>, threads: Int = 1, memoryLimit: Int? = nil) {
    let pool = threads == 1 ? problem.pool : WorkerPool(threads: threads)
    let evaluator = BatchEvaluator(
      problem.network, pool: pool, normalization: problem.options.normalization,
      weightDecay: problem.options.weightDecay, memoryLimit: memoryLimit)
    let loss = evaluator.loss(at: problem.θ, over: batch)
    let gradient = problem.collect { _ = evaluator.gradient(at: problem.θ, over: batch, into: &$0) }
    self.init(of: evaluator.linearize(at: problem.θ, over: batch), problem)
    values += [("loss", [loss]), ("gradient", gradient)]
  }

  /// Of an operator alone.
  init(of linearization: Linearization<Double>, _ problem: InvariantProblem) {
    var generator = problem.generator("results")
    let v = Vector(problem.direction(0..<problem.θ.count, using: &generator))
    let term = StructuralTerm(problem.options.structural, weight: 0.75)
    linearization.samplingSeed = problem.options.seed
    values.append(("linearization", [linearization.loss]))
    values.append(("J v", linearization.jacobianProduct(v).flatMap(\.elements)))
    for curvature in Curvature.allCases where curvature != .finiteDifference {
      let product = problem.collect { linearization.product(curvature, v, structural: term, into: &$0) }
      values.append((curvature.rawValue, product))
    }
    let squares = problem.collect { linearization.squaredGradients(into: &$0) }
    values.append(("squared gradients", squares))
    let diagonal = problem.collect { linearization.gaussNewtonDiagonal(seed: problem.options.seed, into: &$0) }
    values.append(("diagonal estimate", diagonal))
  }

  /// Takes note of how many numbers differ, where most do. Results that the other did not compute are passed over.
  func note(against other: Results, _ place: String, _ deviation: inout Deviation) {
    for (name, numbers) in values {
      guard let expected = other.values.first(where: { $0.name == name })?.numbers else { continue }
      let differing = zip(numbers, expected).reduce(0) { $0 + ($1.0.bitPattern == $1.1.bitPattern ? 0 : 1) }
      deviation.note(Double(differing + abs(numbers.count - expected.count)), "\(name), \(place)")
    }
  }
}
