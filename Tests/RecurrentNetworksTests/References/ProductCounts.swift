import LinearAlgebra
import RecurrentNetworks
import Testing

/// The multiplications and additions of matrix products that the formulas of the layers ask for.
struct ProductCounts {
  private let hidden, outputs, layers: Double
  /// Recurrent matrices of a layer, and matrices that read its input.
  private let recurrent, reading: Double
  /// Multiplications of a row of the input with the matrices that read it, in the forward and in the backward pass; and what
  /// the layers above the first read, on the way forth.
  private let forth, back, between: Double
  /// Rows, and those that carry loss.
  private let rows, scored: Double

  init(_ problem: Problem) {
    let definition = problem.definition
    let layer = definition.commonLayer!
    let matrices: [String: (recurrent: Double, reading: Double)] = [
      "tanh": (1, 1), "mrnn": (2, 2), "lstm": (4, 4), "gru": (3, 3), "lem": (4, 4), "cornn": (2, 1), "indrnn": (0, 1),
      "mingru": (0, 2), "rate": (1, 1),
    ]
    let (recurrent, reading) = matrices[layer.cell]!
    /// A few columns are part of filling in the bias, where there is one.
    func product(_ width: Int) -> Double {
      let unbiased: Double = layer.cell == "mrnn" ? 1 : 0
      return Double(layer.units * width) * (width > 4 ? reading : unbiased)
    }
    (hidden, outputs) = (Double(layer.units), Double(definition.outputs))
    layers = Double(definition.layers.count)
    (self.recurrent, self.reading) = (recurrent, reading)
    between = product(layer.units)
    switch definition.input {
    // Symbols are gathered.
    case .symbols: (forth, back) = (0, 0)
    case .features(let count): (forth, back) = (product(count), Double(layer.units * count) * reading)
    }
    rows = problem.sequences.reduce(0) { $0 + Double($1.effectiveLength) }
    scored = problem.sequences.reduce(0) { $0 + Double($1.weights.count { $0 > 0 }) }
  }

  /// W_h h and W_x x in each layer, W_ho h.
  var forward: Double {
    let layer = recurrent * hidden * hidden
    return 2 * (rows * (layers * layer + forth + (layers - 1) * between) + scored * hidden * outputs)
  }

  /// V_h h + W_h Rh and V_x x in the first layer, V_x x + W_x Rx in the others; V_ho h + W_ho Rh.
  var tangent: Double {
    let (layer, input) = (2 * recurrent * hidden * hidden, reading * hidden * hidden)
    return 2 * (rows * (layers * layer + forth + (layers - 1) * (between + input)) + 2 * scored * hidden * outputs)
  }

  /// W_hᵀ ā, ā hᵀ and ā xᵀ in the first layer, W_xᵀ ā too in the others; W_hoᵀ z̄ and z̄ hᵀ.
  var backward: Double {
    let (layer, input) = (2 * recurrent * hidden * hidden, 2 * reading * hidden * hidden)
    return 2 * (rows * (layers * layer + back + (layers - 1) * input) + 2 * scored * hidden * outputs)
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
