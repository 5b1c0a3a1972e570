import Losses
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

/// The passes over a batch with a cell of wide states, a record and two initial states, and with a cell that is wrong.
@Suite("Cells outside the registry")
struct CellTests {
  static func subject(
    _ index: Int, threads: Int = 1, memoryLimit: Int? = nil, cell: (Int, Int) -> any Cell<Double> = LeakyCell.init
  ) throws -> (problem: Problem, subject: Subject<Double>) {
    let input = [InputKind.features(2), .symbols(3)][index % 2]
    let layers = 1 + index % 3
    let definition = NetworkDefinition(
      input: input, hidden: 4, layers: layers, outputs: 2, loss: Loss.allCases[index % 3])
    var problem = Problem(
      definition, sequences: 7, longest: 11, ragged: index > 0, seed: UInt64(index), weightDecay: 0.1)
    let network = Network(
      definition, cells: (0..<layers).map { cell($0 == 0 ? input.size : 4, 4) })
    var generator = TestGenerator(seed: UInt64(index))
    problem.θ = (0..<network.layout.count).map { _ in 0.4 * generator.normal() }
    let evaluator = BatchEvaluator(
      network, pool: WorkerPool(threads: threads), weightDecay: problem.weightDecay, memoryLimit: memoryLimit)
    return (problem, try Subject(problem, evaluator: evaluator))
  }

  @Test("The gradient is the difference of losses, the Hessian product that of gradients", arguments: 0..<6)
  func differences(_ index: Int) throws {
    let (problem, subject) = try Self.subject(index)
    var generator = TestGenerator(seed: 8)
    let v = generator.direction(subject.count)
    func gradient(_ t: Double) -> (loss: Double, gradient: [Double]) {
      var g = Vector<Double>(count: subject.count)
      let loss = subject.evaluator.gradient(at: Vector(problem.θ.adding(t, v)), over: subject.batch, into: &g)
      return (loss, g.elements)
    }
    let here = gradient(0)
    let derivative = Reference.firstDerivative { [gradient($0).loss] }[0]
    expectClose(
      here.gradient.dot(v), derivative, tolerance: 1e-11 * (1 + here.loss) + 1e-10 * abs(derivative), "∇f · v")
    let expected = Reference.firstDerivative { gradient($0).gradient }
    expectClose(subject.product(.hessian, v), expected, relative: 1e-9, floor: 1, "H v")
    expectClose(subject.product(.finiteDifference, v), expected, relative: 1e-6, floor: 1, "finite difference")
  }

  @Test("Jv and Jᵀu are adjoint, G is their product, and curvatures are symmetric", arguments: 0..<6)
  func maps(_ index: Int) throws {
    let (problem, subject) = try Self.subject(index)
    var generator = TestGenerator(seed: 9)
    let (u, v) = (generator.direction(subject.count), generator.direction(subject.count))
    let Jv = subject.jacobianProduct(v)
    let y = Jv.map { MapsTests.random(like: $0, using: &generator) }
    let left = zip(y, Jv).reduce(0) { $0 + $1.0.elements.dot($1.1.elements) }
    expectClose(subject.transposedJacobianProduct(y).dot(v), left, tolerance: 1e-12, "⟨Jᵀy, v⟩")
    let term = StructuralTerm(.squared, weight: 0.4)
    for curvature in [Curvature.gaussNewton, .hessian, .monteCarloFisher, .empiricalFisher] {
      let (Cu, Cv) = (subject.product(curvature, u, term), subject.product(curvature, v, term))
      expectClose(u.dot(Cv), v.dot(Cu), tolerance: 1e-13 * (Cu.norm + Cv.norm), "symmetry of \(curvature.rawValue)")
    }
    #expect(v.dot(subject.structuralProduct(v, term)) > 0)
    #expect(problem.sequences.count == 7)
  }

  @Test("Squared gradients are the diagonal of the empirical Fisher", arguments: 0..<6)
  func diagonal(_ index: Int) throws {
    let (problem, subject) = try Self.subject(index)
    let diagonal = (0..<subject.count).map { i in
      let isWeight = subject.network.layout.blocks.contains { $0.kind == .weight && $0.range.contains(i) }
      return subject.product(.empiricalFisher, .unit(i, of: subject.count))[i] - (isWeight ? problem.weightDecay : 0)
    }
    expectClose(subject.squaredGradients(), diagonal, relative: 1e-12, "Σ g_n²")
  }

  @Test("Threads and memory limits change no bit", arguments: 0..<6)
  func bits(_ index: Int) throws {
    let expected = Results(of: try Self.subject(index).subject)
    for (threads, limit) in [(3, nil), (1, 1), (2, 1)] {
      let subject = try Self.subject(index, threads: threads, memoryLimit: limit).subject
      Results(of: subject).expectSameBits(as: expected, "\(threads) threads, limit \(limit ?? 0)")
    }
  }
}
