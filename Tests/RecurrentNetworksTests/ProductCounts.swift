import LinearAlgebra
import RecurrentNetworks
import Testing

/// The multiplications and additions of matrix products that the formulas of simple layers ask for.
struct ProductCounts {
  private let hidden, outputs, layers: Double
  /// Columns of the input for which products are made on the way forth and on the way back.
  private let forth, back: Double
  /// The same for what the layers above the first read, on the way forth.
  private let between: Double
  /// Rows, and those that carry loss.
  private let rows, scored: Double

  init(_ problem: Problem) {
    let definition = problem.definition
    (hidden, outputs) = (Double(definition.hidden), Double(definition.outputs))
    layers = Double(definition.layers)
    between = definition.hidden > 4 ? Double(definition.hidden) : 0
    switch definition.input {
    // Symbols are gathered; a few features are part of filling in the bias.
    case .symbols: (forth, back) = (0, 0)
    case .features(let count): (forth, back) = (count > 4 ? Double(count) : 0, Double(count))
    }
    rows = problem.sequences.reduce(0) { $0 + Double($1.effectiveLength) }
    scored = problem.sequences.reduce(0) { $0 + Double($1.weights.count { $0 > 0 }) }
  }

  /// W_hh h and W_xh x in each layer, W_ho h.
  var forward: Double {
    2
      * (rows * (hidden * hidden + hidden * forth + (layers - 1) * hidden * (hidden + between)) + scored * hidden
        * outputs)
  }

  /// V_hh h + W_hh Rh and V_xh x in the first layer, V_xh x + W_xh Rx too in the others; V_ho h + W_ho Rh.
  var tangent: Double {
    2
      * (rows * (2 * hidden * hidden + hidden * forth + (layers - 1) * hidden * (3 * hidden + between))
        + 2 * scored * hidden * outputs)
  }

  /// W_hhᵀ ā, ā hᵀ and ā xᵀ in the first layer, W_xhᵀ ā too in the others; W_hoᵀ z̄ and z̄ hᵀ.
  var backward: Double {
    2
      * (rows * (2 * hidden * hidden + hidden * back + (layers - 1) * 4 * hidden * hidden)
        + 2 * scored * hidden * outputs)
  }

  /// Makes every pass over a problem and compares what it makes.
  static func check(_ problem: Problem) throws {
    let counts = ProductCounts(problem)
    func expect(_ name: String, _ counted: ClosedRange<Double>, _ work: () -> Void) {
      let made = ProductTrace.record(work).reduce(0) { $0 + $1.operations }
      #expect(counted.contains(made), "\(name): \(made) operations, not \(counted), \(problem.definition)")
    }
    func expect(_ name: String, _ counted: Double, _ work: () -> Void) { expect(name, counted...counted, work) }
    func vector(_ subject: Subject<Float>) -> [Double] { (0..<subject.count).map { Double($0 % 5) - 2 } }
    let term = StructuralTerm(.matching, weight: 0.5)
    let product = counts.tangent + counts.backward

    let subject = try Subject<Float>(problem, threads: 2)
    let v = vector(subject)
    expect("loss", counts.forward) { _ = subject.loss() }
    expect("gradient", counts.forward + counts.backward) { _ = subject.gradient() }
    expect("linearization", counts.forward) { _ = subject.evaluator.linearize(at: subject.θ, over: subject.batch) }
    let used = try Subject<Float>(problem, threads: 2)
    for curvature in [Curvature.gaussNewton, .fisher, .empiricalFisher, .monteCarloFisher] {
      expect("\(curvature)", product) { _ = used.product(curvature, v) }
      expect("\(curvature) with a structural term", product) { _ = used.product(curvature, v, term) }
    }
    expect("Jv", counts.tangent) { _ = used.jacobianProduct(v) }
    let u = used.jacobianProduct(v)
    expect("Jᵀu", counts.backward) { _ = used.transposedJacobianProduct(u) }

    // The whole of each chunk is recomputed once for a product.
    let steps = subject.batch.chunks.map(\.steps).max()!
    let room = MemoryPlan(limit: nil)
      .curvatureBytes(subject.batch, network: subject.network, threads: 1, interval: steps)
    let limited = try Subject<Float>(problem, memoryLimit: room)
    #expect(limited.linearization.interval == steps)
    expect("product under a limit", product + counts.forward) { _ = limited.product(.gaussNewton, v) }
    expect("damped product under a limit", product + counts.forward) { _ = limited.product(.gaussNewton, v, term) }
    // Short segments are recomputed on both ways, but for the one at the turn; tangents too, where they are kept by segment.
    let least = try Subject<Float>(problem, threads: 2, memoryLimit: 1)
    let most = product + counts.tangent + 2 * counts.forward
    expect("product in little memory", product + counts.forward...most) { _ = least.product(.gaussNewton, v) }
    expect("damped product in little memory", product + counts.forward...most) {
      _ = least.product(.gaussNewton, v, term)
    }
  }
}
