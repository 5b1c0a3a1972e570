import LinearAlgebra
import Losses
import RecurrentNetworks
import TestSupport
import Testing

/// Constraints on recurrent weights: which weights are there, how they begin, and that everything is differentiated through them.
@Suite("Constraints on weights")
struct ConstraintTests {
  /// c once more: the sign of each parameter, found by what becomes of 1 and of −1.
  struct Signs {
    private let ofOnes: [Double]
    private let ofMinusOnes: [Double]

    init(_ constraints: WeightConstraints, count: Int) {
      func applied(_ value: Double) -> [Double] {
        constraints.applied(to: Vector(Array(repeating: value, count: count))).elements
      }
      (ofOnes, ofMinusOnes) = (applied(1), applied(-1))
    }

    /// c(θ)
    func applied(_ θ: [Double]) -> [Double] {
      θ.indices.map { i in
        if ofOnes[i] == 0 { return 0 }
        return ofOnes[i] == ofMinusOnes[i] ? ofOnes[i] * abs(θ[i]) : θ[i]
      }
    }

    /// s(θ)
    func derivative(_ θ: [Double]) -> [Double] {
      zip(applied(θ), θ).map { $1 == 0 ? 0 : $0 / $1 }
    }
  }

  /// A problem of layers under constraints, no constrained parameter so near to 0 that a difference could step across.
  static func problem(
    _ layers: [LayerDefinition], _ constraints: WeightConstraintOptions, loss: Loss = .softmax, seed: UInt64 = 9
  ) -> Problem {
    let definition = NetworkDefinition(input: .features(2), layers: layers, outputs: 3, loss: loss)
    var problem = Problem(definition, sequences: 5, longest: 7, ragged: true, seed: seed, weightDecay: 0.3)
    problem.constraints = constraints
    problem.θ = problem.θ.map { abs($0) < 0.02 ? 0.05 : $0 }
    return problem
  }

  static func options(
    density: Double = 1, selfConnections: Bool = true, excitatory: Double? = nil
  ) -> WeightConstraintOptions {
    var options = WeightConstraintOptions()
    (options.density, options.selfConnections, options.excitatory) = (density, selfConnections, excitatory)
    return options
  }

  private static let rate = [
    LayerDefinition("rate", units: 5, activation: .softplus, options: ["tau": 3]), LayerDefinition("tanh", units: 4),
  ]

  /// Every constraint alone and all together, and cells with several matrices.
  static let problems = [
    problem(rate, options(density: 0.5)), problem(rate, options(selfConnections: false)),
    problem(rate, options(excitatory: 0.6)),
    problem(rate, options(density: 0.6, selfConnections: false, excitatory: 0.6), loss: .squaredError),
    problem([LayerDefinition("tanh", units: 6), LayerDefinition("dense", units: 3)], options(excitatory: 0.5)),
    problem([LayerDefinition("lstm", units: 4)], options(density: 0.4)),
    problem([LayerDefinition("gru", units: 3), LayerDefinition("mrnn", units: 4)], options(density: 0.7)),
  ]

  private static func signs(_ subject: Subject<Double>) throws -> Signs {
    Signs(try #require(subject.evaluator.constraints), count: subject.count)
  }

  /// The same network without constraints at W.
  private static func free(_ problem: Problem, at W: [Double]) throws -> Subject<Double> {
    var problem = problem
    (problem.constraints, problem.θ) = (WeightConstraintOptions(), W)
    return try Subject<Double>(problem)
  }

  @Test("Loss and gradient are those of f(c(θ)), element by element", arguments: problems.indices)
  func gradient(_ index: Int) throws {
    let problem = Self.problems[index]
    let subject = try Subject<Double>(problem)
    let (signs, reference) = (try Self.signs(subject), Reference(problem))
    let expected = reference.objective(signs.applied(problem.θ))
    expectClose(subject.loss(), expected, tolerance: 1e-13 * (1 + expected), "f(c(θ))")
    expectClose(subject.linearization.loss, expected, tolerance: 1e-13 * (1 + expected), "f(c(θ)) of a linearization")
    let g = (0..<subject.count).map { i in
      Reference.firstDerivative { t in
        [reference.objective(signs.applied(problem.θ.adding(t, .unit(i, of: problem.θ.count))))]
      }[0]
    }
    #expect(signs.derivative(problem.θ).contains(0) || signs.derivative(problem.θ).contains(-1))
    expectClose(subject.gradient(), g, relative: 1e-9, "∇f(c(θ))")
  }

  @Test("Products with G and H are those of Jacobian products and differences", arguments: problems.indices)
  func products(_ index: Int) throws {
    let problem = Self.problems[index]
    let subject = try Subject<Double>(problem)
    let (signs, reference) = (try Self.signs(subject), Reference(problem))
    var generator = TestGenerator(seed: UInt64(index))
    let (u, v) = (generator.direction(subject.count), generator.direction(subject.count))
    let s = signs.derivative(problem.θ)
    let (W, Su, Sv) = (signs.applied(problem.θ), zip(s, u).map { $0 * $1 }, zip(s, v).map { $0 * $1 })
    let G = reference.gaussNewton(W, [Su, Sv])
    expectClose(
      u.dot(subject.product(.gaussNewton, v)), G[0][1], tolerance: 4e-9 * (1 + G[1][1] + G[0][0]), "uᵀSGSv")
    let Hv = subject.product(.hessian, v)
    expectClose(
      u.dot(Hv), reference.secondDerivative(W, Su, Sv), tolerance: 2e-9 * (1 + subject.loss()) + 1e-7 * Hv.norm,
      "uᵀSHSv")
    // Along θ itself, where constraints are functions of it.
    let difference = Reference.firstDerivative { t in
      var g = Vector<Double>(count: subject.count)
      _ = subject.evaluator.gradient(at: Vector(problem.θ.adding(t, v)), over: subject.batch, into: &g)
      return g.elements
    }
    expectClose(Hv, difference, relative: 1e-9, floor: 1 + subject.gradient().norm, "SHSv by differences of gradients")
    // Jv by differences of the logits of the constrained network.
    let J = reference.jacobianProduct(W, Sv).joined().joined()
    let norm = J.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let scored = problem.sequences.flatMap { $0.weights.prefix($0.effectiveLength).map { $0 > 0 } }
    let rows = zip(reference.jacobianProduct(W, Sv).joined(), scored).filter(\.1).map(\.0.norm)
    let found = subject.jacobianProduct(v).flatMap(\.elements).reduce(0) { $0 + $1 * $1 }.squareRoot()
    expectClose(found, rows.norm, tolerance: 1e-9 * (1 + norm), "‖J S v‖")
  }

  @Test(
    "Every curvature is S C S with the curvature at W, and so are diagonals, forms and maps",
    arguments: problems.indices)
  func scaled(_ index: Int) throws {
    let problem = Self.problems[index]
    let subject = try Subject<Double>(problem)
    let signs = try Self.signs(subject)
    let (W, s) = (signs.applied(problem.θ), signs.derivative(problem.θ))
    let free = try Self.free(problem, at: W)
    var generator = TestGenerator(seed: 30 + UInt64(index))
    let (u, v) = (generator.direction(subject.count), generator.direction(subject.count))
    func S(_ x: [Double]) -> [Double] { zip(s, x).map { $0 * $1 } }
    #expect(subject.loss() == free.loss() && subject.gradient() == S(free.gradient()))
    for curvature in Curvature.allCases {
      for term in [nil, StructuralTerm(.matching, weight: 0.7)] {
        #expect(subject.product(curvature, v, term) == S(free.product(curvature, S(v), term)), "\(curvature)")
      }
    }
    let term = StructuralTerm(.squared, weight: 0.4)
    #expect(subject.structuralProduct(v, term) == S(free.structuralProduct(S(v), term)))
    #expect(subject.squaredGradients() == S(S(free.squaredGradients())))
    #expect(subject.gaussNewtonDiagonal(seed: 3) == S(S(free.gaussNewtonDiagonal(seed: 3))))
    let forms = subject.linearization.gaussNewtonForms(Vector(u), Vector(v))
    let (Gu, Gv) = (subject.product(.gaussNewton, u), subject.product(.gaussNewton, v))
    let size = 1e-12 * (1 + Gu.norm + Gv.norm)
    expectClose(forms.uu, u.dot(Gu), tolerance: size, "uᵀSGSu")
    expectClose(forms.uv, u.dot(Gv), tolerance: size, "uᵀSGSv")
    expectClose(forms.vv, v.dot(Gv), tolerance: size, "vᵀSGSv")
    let outputs = subject.jacobianProduct(u)
    #expect(outputs.map(\.elements) == free.jacobianProduct(S(u)).map(\.elements))
    #expect(subject.transposedJacobianProduct(outputs) == S(free.transposedJacobianProduct(outputs)))
    var (diagonal, expected) = (Vector<Double>(count: subject.count), Vector<Double>(count: subject.count))
    let random = StructuralSigns(.matching, seed: 8)
    subject.linearization.structuralDiagonal(random, into: &diagonal)
    free.linearization.structuralDiagonal(random, into: &expected)
    #expect(diagonal.elements == S(S(expected.elements)))
    #expect(subject.evaluator.decay(subject.θ) == free.evaluator.decay(free.θ))
  }

  @Test("Threads and a memory limit change no bit", arguments: problems.indices)
  func bits(_ index: Int) throws {
    func results<Element: Scalar>(_: Element.Type, _ threads: Int, _ limit: Int?) throws -> [[UInt64]] {
      let subject = try Subject<Element>(Self.problems[index], threads: threads, memoryLimit: limit)
      let g = subject.gradient()
      return [[subject.loss()].bits, g.bits]
        + Curvature.allCases.map { subject.product($0, g, StructuralTerm(.matching, weight: 0.3)).bits }
    }
    for (threads, limit) in [(2, nil), (3, nil), (1, 1), (2, 1)] as [(Int, Int?)] {
      #expect(try results(Float.self, threads, limit) == results(Float.self, 1, nil))
      #expect(try results(Double.self, threads, limit) == results(Double.self, 1, nil))
    }
  }

  // MARK: - What is there

  @Test(
    "Weights are there with the probability asked for, by the seed alone; the rest is free", arguments: [0.1, 0.5, 0.9])
  func density(_ density: Double) throws {
    let definition = NetworkDefinition(
      input: .features(7), layers: [LayerDefinition("lstm", units: 30), LayerDefinition("rate", units: 41)], outputs: 2,
      loss: .squaredError)
    let layout = try Network<Float>(definition).layout
    let constraints = try #require(WeightConstraints(Self.options(density: density), on: layout, seed: 3))
    let W = constraints.applied(to: Vector<Float>(Array(repeating: -1.5, count: layout.count)))
    var counts: [Set<Int>] = []
    for (index, block) in layout.blocks.enumerated() {
      let values = W[block.range]
      #expect(values.allSatisfy { $0 == 0 || $0 == -1.5 })
      guard layout.kind(ofBlock: index) == .recurrent else {
        #expect(values.allSatisfy { $0 == -1.5 }, "\(block.name)")
        continue
      }
      let present = values.indices.filter { values[$0] != 0 }
      counts.append(Set(present.map { $0 - block.offset }))
      // Five standard deviations.
      let n = Double(block.count)
      expectClose(
        Double(present.count), density * n, tolerance: 5 * (n * density * (1 - density)).squareRoot(), block.name)
    }
    #expect(counts.count == 5 && Set(counts).count == 5)
    #expect(
      constraints.weights.present == counts.reduce(0) { $0 + $1.count } && constraints.weights.all == 4 * 900 + 1681)
    let double = Vector<Double>(Array(repeating: -1.5, count: layout.count))
    #expect(constraints.applied(to: double) == W.converted())
    #expect(
      try WeightConstraints(Self.options(density: density), on: Network<Double>(definition).layout, seed: 3)
        == constraints)
    #expect(WeightConstraints(Self.options(density: density), on: layout, seed: 4) != constraints)
    #expect(WeightConstraints(Self.options(), on: layout, seed: 3) == nil)
  }

  @Test("Columns have one sign and diagonals are 0; what obeys stays as it is, to the bit", arguments: [2, 3, 10, 33])
  func signs(_ units: Int) throws {
    let definition = NetworkDefinition(
      cell: "rate", input: .features(1), hidden: units, outputs: 1, loss: .squaredError)
    let layout = try Network<Double>(definition).layout
    let options = Self.options(density: 0.8, selfConnections: false, excitatory: 0.6)
    let constraints = try #require(WeightConstraints(options, on: layout, seed: 1))
    var generator = TestGenerator(seed: 2)
    var θ = (0..<layout.count).map { _ in generator.normal() }
    (θ[0], θ[1]) = (-0.0, 0)
    let W = constraints.applied(to: Vector(θ))
    #expect(constraints.applied(to: W).elements.bits == W.elements.bits)
    let excitatory = Int((0.6 * Double(units)).rounded())
    #expect(options.excitatoryUnits(of: units) == excitatory)
    let offset = try #require(layout["W_hh"]).offset
    for i in 0..<units {
      #expect(W[offset + i * units + i] == 0)
      for j in 0..<units {
        let w = W[offset + i * units + j]
        #expect(w == 0 || abs(w) == abs(θ[offset + i * units + j]) && (w > 0) == (j < excitatory))
      }
    }
    // At 0 the derivative is the sign of the column.
    var ones = Vector<Double>(Array(repeating: 1, count: layout.count))
    constraints.multiply(&ones, at: Vector(count: layout.count))
    var present = Vector<Double>(Array(repeating: 1, count: layout.count))
    constraints.apply(to: &present)
    #expect(ones == present)
  }

  @Test(
    "Recurrent matrices begin with the spectral radius that they have without constraints",
    arguments: Initializer.allCases,
    [
      options(density: 0.3), options(selfConnections: false), options(excitatory: 0.8),
      options(density: 0.5, excitatory: 0.7),
    ])
  func start(_ initializer: Initializer, _ options: WeightConstraintOptions) throws {
    let definition = NetworkDefinition(cell: "rate", input: .features(3), hidden: 60, outputs: 2, loss: .squaredError)
    let network = try Network<Double>(definition)
    let constraints = try #require(WeightConstraints(options, on: network.layout, seed: 3))
    let W = try network.initialParameters(InitializerOptions(initializer), seed: 3, obeying: constraints)
    let free = try network.initialParameters(InitializerOptions(initializer), seed: 3)
    #expect(constraints.applied(to: W) == W)
    let block = try #require(network.layout["W_hh"])
    func radius(_ θ: Vector<Double>) throws -> Double {
      let matrix = Matrix<Double>(rows: 60, columns: 60)
      for i in 0..<60 { for j in 0..<60 { matrix[i, j] = θ[block.offset + i * 60 + j] } }
      return try matrix.spectralRadius
    }
    #expect(W.elements.suffix(from: block.range.upperBound) == free.elements.suffix(from: block.range.upperBound))
    if initializer == .identity, !options.selfConnections {
      #expect(W[block.range].allSatisfy { $0 == 0 })
    } else {
      expectClose(try radius(W), try radius(free), tolerance: 1e-9, "ρ(W_hh)")
    }
    guard let excitatory = options.excitatoryUnits(of: 60), initializer == .orthogonal, options.density == 1 else {
      return
    }
    // E|w| of a random orthogonal matrix is √(2 / πn): both kinds of units send as much.
    let sums = [0..<excitatory, excitatory..<60].map { columns in
      (0..<60).reduce(0.0) { sum, i in columns.reduce(sum) { $0 + W[block.offset + i * 60 + $1] } }
    }
    expectClose(sums[0], -sums[1], tolerance: 0.1 * sums[0], "what excites and what inhibits")
  }

  @Test("A matrix that is not square begins with its norm, and one that is nearly nilpotent does not explode")
  func norms() throws {
    let definition = NetworkDefinition(cell: "rate", input: .features(3), hidden: 20, outputs: 2, loss: .squaredError)
    let network = try Network<Double>(definition)
    let block = try #require(network.layout["W_hh"])
    for seed in UInt64(1)...20 {
      let constraints = try #require(WeightConstraints(Self.options(density: 0.04), on: network.layout, seed: seed))
      let W = try network.initialParameters(InitializerOptions(.orthogonal), seed: seed, obeying: constraints)
      #expect(W.isFinite && Array(W[block.range]).norm <= 4 * 20.0.squareRoot() * (1 + 1e-12))
    }
  }

  @Test("Cells with several matrices have no signs, layers no units of one kind alone; rows are of free weights")
  func traps() async {
    await #expect(processExitsWith: .failure) { try Self.make("gru", 4) { $0.excitatory = 0.5 } }
    await #expect(processExitsWith: .failure) { try Self.make("mrnn", 4) { $0.selfConnections = false } }
    await #expect(processExitsWith: .failure) { try Self.make("rate", 4) { $0.excitatory = 0.1 } }
    await #expect(processExitsWith: .failure) { try Self.make("rate", 4) { $0.density = 0 } }
    await #expect(processExitsWith: .failure) { try Self.make("rate", 4) { $0.density = .nan } }
    await #expect(processExitsWith: .failure) {
      _ = try Subject<Double>(Self.problems[0]).linearization.sequenceRows()
    }
  }

  private static func make(_ cell: String, _ units: Int, _ change: (inout WeightConstraintOptions) -> Void) throws {
    let definition = NetworkDefinition(cell: cell, input: .features(1), hidden: units, outputs: 1, loss: .squaredError)
    var options = WeightConstraintOptions()
    change(&options)
    _ = WeightConstraints(options, on: try Network<Double>(definition).layout, seed: 1)
  }
}
