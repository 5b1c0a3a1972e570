import Losses
import Inspection
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

@Suite("Derivatives over a split")
struct SplitDerivativesTests {
  /// Nine ragged, weighted sequences, a network in general position, and a direction.
  private struct Subject {
    let model: Model
    let network: Network<Double>
    let θ: Vector<Double>
    let v: Vector<Double>

    init(_ loss: Loss = .softmax, layers: Int = 2) throws {
      let definition = NetworkDefinition(
        input: .features(3), hidden: 5, layers: layers, outputs: 3, loss: loss, learnsInitialState: true)
      model = Model(definition, sequences: 9)
      network = try Network(definition)
      θ = try network.parametersInGeneralPosition(InitializerOptions(.sparse), seed: 5)
      var generator = Philox(seed: 3, stream: 7)
      v = Vector((0..<network.layout.count).map { _ in generator.normal() })
    }

    /// The derivatives, read in parts of about `rows` steps, and the parts that were read.
    func derivatives(
      _ options: DerivativeOptions, rows: Int = 1_000_000, threads: Int = 1, view: SequenceView? = nil
    ) throws -> (Derivatives, [Range<Int>]) {
      var options = options
      let definition = model.definition
      options.partSize = rows * (definition.layers.count * 5 + 3 + definition.outputs)
      let view = view ?? model.view
      var parts: [Range<Int>] = []
      let derivatives = SplitDerivatives(network, at: θ, along: v, options: options, pool: WorkerPool(threads: threads))
      let result = try derivatives.compute(offsets: view.offsets) {
        parts.append($0)
        return view.sequences($0)
      }
      return (result, parts)
    }
  }

  private static let all = DerivativeOptions(
    curvatures: Curvature.allCases, lambda: 0.4, mu: 0.6, structural: .squared,
    weightDecay: 0.03)

  /// Expects the same numbers to rounding, which a finite difference magnifies a hundred thousand times.
  private func expect(
    _ found: Derivatives, _ expected: Derivatives, within bound: Double,
    _ location: SourceLocation = #_sourceLocation
  ) {
    let loss = abs(found.loss - expected.loss) / abs(expected.loss)
    #expect(loss < bound, sourceLocation: location)
    func deviation(_ x: Vector<Double>, _ y: Vector<Double>) -> Double {
      var difference = x
      difference.add(-1, y)
      return difference.norm / y.norm
    }
    #expect(deviation(found.gradient, expected.gradient) < bound, sourceLocation: location)
    #expect(found.products.map(\.curvature) == expected.products.map(\.curvature), sourceLocation: location)
    for (a, b) in zip(found.products, expected.products) {
      let bound = a.curvature == .finiteDifference ? 1e5 * bound : bound
      #expect(deviation(a.vector, b.vector) < bound, "\(a.curvature)", sourceLocation: location)
    }
  }

  @Test(
    "Whatever the parts, the sums are those of the whole", arguments: [1, 8, 13, 30], Normalization.allCases)
  func parts(rows: Int, normalization: Normalization) throws {
    let subject = try Subject()
    var options = Self.all
    options.normalization = normalization
    let (whole, one) = try subject.derivatives(options)
    let (sum, parts) = try subject.derivatives(options, rows: rows)
    #expect(one == [0..<9])
    // Every sequence once, in order, as many at a time as fit, and never none.
    #expect(parts.flatMap(Array.init) == Array(0..<9) && parts.count > 1)
    let offsets = subject.model.view.offsets
    #expect(parts.allSatisfy { $0.count == 1 || offsets[$0.upperBound] - offsets[$0.lowerBound] <= rows })
    expect(sum, whole, within: 1e-13)
    #expect(sum.sequences == 9 && sum.scored == whole.scored && sum.totalWeight == whole.totalWeight)
  }

  @Test(
    "They are those of the evaluator, and damping and weight decay are added once", arguments: Normalization.allCases,
    [ParameterKind.weights, [.recurrent, .bias]])
  func evaluator(normalization: Normalization, decaying: [ParameterKind]) throws {
    let subject = try Subject()
    var options = Self.all
    (options.normalization, options.decaying) = (normalization, decaying)
    options.curvatures = [.gaussNewton, .hessian, .empiricalFisher]
    let found = try subject.derivatives(options, rows: 8).0
    let evaluator = BatchEvaluator(
      subject.network, pool: WorkerPool(threads: 1), normalization: normalization, weightDecay: 0.03,
      decaying: decaying)
    let batch = try Batch(subject.model.view, for: subject.network)
    var expected = found
    expected.loss = evaluator.gradient(at: subject.θ, over: batch, into: &expected.gradient)
    let linearization = evaluator.linearize(at: subject.θ, over: batch)
    for (index, curvature) in options.curvatures.enumerated() {
      linearization.product(
        curvature, subject.v, structural: StructuralTerm(.squared, weight: 0.24),
        into: &expected.products[index].vector)
      expected.products[index].vector.add(0.4, subject.v)
    }
    expect(found, expected, within: 1e-13)
  }

  @Test("They are the same bits on any number of threads and with any memory limit")
  func bits() throws {
    let subject = try Subject()
    var options = Self.all
    options.curvatures = Curvature.allCases
    let expected = try subject.derivatives(options, rows: 20).0
    for (threads, limit) in [(2, nil), (3, 1), (1, 2000)] as [(Int, Int?)] {
      options.memoryLimit = limit
      let found = try subject.derivatives(options, rows: 20, threads: threads).0
      #expect(found.loss == expected.loss && found.gradient == expected.gradient)
      for (a, b) in zip(found.products, expected.products) { #expect(a.vector == b.vector, "\(a.curvature)") }
    }
  }

  @Test("Float differs from double by rounding alone", arguments: Normalization.allCases)
  func float(normalization: Normalization) throws {
    let subject = try Subject()
    var options = Self.all
    options.normalization = normalization
    options.curvatures = [.gaussNewton, .hessian, .empiricalFisher]
    options.partSize = 100
    let network = try Network<Float>(subject.model.definition)
    let derivatives = SplitDerivatives(
      network, at: subject.θ.converted(), along: subject.v.converted(), options: options, pool: WorkerPool(threads: 1))
    let view = subject.model.view
    let found = try derivatives.compute(offsets: view.offsets) { view.sequences($0) }
    expect(found, try subject.derivatives(options).0, within: 1e-5)
  }

  @Test("The targets of the Monte-Carlo Fisher depend on the seed, and no two sequences draw the same")
  func sampling() throws {
    let subject = try Subject()
    var options = DerivativeOptions(curvatures: [.monteCarloFisher])
    func product(_ view: SequenceView? = nil) throws -> Vector<Double> {
      try subject.derivatives(options, rows: 1, view: view).0.products[0].vector
    }
    let first = try product()
    #expect(try product() == first)
    options.seed = 2
    #expect(try product() != first)
    // Of one sequence over and over, repeated draws would give the product of the single one.
    let single = subject.model.view.sequences(0..<1)
    var difference = try product(single)
    difference.add(-1, try product(single.repeated(6)))
    #expect(difference.norm > 1e-3 * first.norm)
  }

  @Test("The mean of the Monte-Carlo Fisher over seeds is the Gauss-Newton matrix")
  func mean() throws {
    let subject = try Subject(layers: 1)
    let expected = try subject.derivatives(DerivativeOptions()).0.products[0].vector
    var (mean, squares) = (Vector<Double>(count: expected.count), 0.0)
    let count = 400
    for seed in 0..<UInt64(count) {
      let options = DerivativeOptions(curvatures: [.monteCarloFisher], seed: seed)
      let product = try subject.derivatives(options, rows: 20).0.products[0].vector
      mean.add(1 / Double(count), product)
      squares += product.dot(product) / Double(count)
    }
    // The standard error of the mean, from the spread of the samples; four times that is met once in many thousands.
    let error = ((squares - mean.dot(mean)) / Double(count)).squareRoot()
    mean.add(-1, expected)
    #expect(mean.norm < 4 * error && error < 0.2 * expected.norm)
  }

  @Test("Sequences without loss leave weight decay and damping alone")
  func nothingScored() throws {
    let subject = try Subject()
    let view = subject.model.view
    let silent = SequenceView(
      offsets: view.offsets, inputs: view.inputs, targets: view.targets,
      weights: Array(repeating: 0, count: view.offsets.last!))
    for normalization in Normalization.allCases {
      var options = Self.all
      options.normalization = normalization
      options.curvatures = [.gaussNewton]
      let result = try subject.derivatives(options, rows: 8, view: silent).0
      #expect(result.sequences == 9 && result.scored == 0 && result.isFinite)
      for block in subject.network.layout.blocks {
        let κ = block.kind == .weight ? 0.03 : 0
        for i in block.range {
          #expect(abs(result.gradient[i] - κ * subject.θ[i]) < 1e-15)
          #expect(abs(result.products[0].vector[i] - (κ + 0.4) * subject.v[i]) < 1e-15)
        }
      }
    }
  }

  @Test("What reading throws, and what the network cannot read, ends the pass")
  func errors() throws {
    let subject = try Subject()
    struct Unreadable: Error {}
    let derivatives = SplitDerivatives(
      subject.network, at: subject.θ, along: subject.v, options: DerivativeOptions(), pool: WorkerPool(threads: 1))
    #expect(throws: Unreadable.self) { try derivatives.compute(offsets: [0, 2]) { _ in throw Unreadable() } }
    let other = Model(NetworkDefinition(input: .features(2), hidden: 5, outputs: 3, loss: .softmax)).view
    #expect(throws: NetworkError.self) { try derivatives.compute(offsets: other.offsets) { other.sequences($0) } }
  }
}
