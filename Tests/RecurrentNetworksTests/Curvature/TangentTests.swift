import Losses
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

/// R-forward passes that keep the tangents of a window at a time, and backward passes over windows that nothing reaches.
@Suite("Tangents and unscored windows")
struct TangentTests {
  static let sparse = Problem.sparse + Problem.sparseCells
  static let problems = (Quick.isOn ? [] : Problem.large) + sparse
  static let terms: [StructuralTerm?] = [
    nil, StructuralTerm(.matching, weight: 0.3), StructuralTerm(.squared, weight: 2),
  ]

  /// No limit, room for the whole of a chunk under way, and no room at all.
  static func limits(_ problem: Problem) throws -> [Int?] {
    let network = try Network<Double>(problem.definition)
    let batch = try Batch(problem.view, for: network)
    let steps = batch.chunks.map(\.steps).max()!
    let plan = MemoryPlan(limit: nil)
    return [nil, plan.curvatureBytes(batch, network: network, threads: 1, interval: steps), 1]
  }

  @Test("Keeping fewer states changes no bit of any result", arguments: sparse.indices)
  func limits(_ index: Int) throws {
    let problem = Self.sparse[index]
    let expected = Results(of: try Subject<Double>(problem))
    var intervals: [Int?] = []
    for limit in try Self.limits(problem).dropFirst() {
      let subject = try Subject<Double>(problem, memoryLimit: limit)
      intervals.append(subject.linearization.interval)
      Results(of: subject).expectSameBits(as: expected, "every \(subject.linearization.interval ?? 0) steps")
    }
    #expect(intervals[0] == problem.sequences.map(\.effectiveLength).max())
    #expect(intervals[1] != nil && intervals[1]! < intervals[0]!, "\(intervals)")
    Results(of: try Subject<Double>(problem, threads: 3, memoryLimit: 1)).expectSameBits(as: expected, "3 threads")
  }

  @Test("A product is the same bits after any other on the same linearization", arguments: problems.indices)
  func interleaving(_ index: Int) throws {
    let problem = Self.problems[index]
    for limit in try Self.limits(problem) {
      let subject = try Subject<Float>(problem, memoryLimit: limit)
      var generator = TestGenerator(seed: 21)
      let (u, v) = (generator.direction(subject.count), generator.direction(subject.count))
      func products(_ curvature: Curvature) -> [[UInt64]] { Self.terms.map { subject.product(curvature, v, $0).bits } }
      func Jv() -> [UInt64] { subject.jacobianProduct(v).flatMap { $0.elements.map { Double($0) } }.bits }
      let kinds: [Curvature] = [.gaussNewton, .empiricalFisher, .hessian, .monteCarloFisher]
      // Each on a linearization that has seen nothing else.
      let fresh = try kinds.map { kind in
        try Self.terms.map { term in try Subject<Float>(problem, memoryLimit: limit).product(kind, v, term).bits }
      }
      let plainJv = Jv()
      for (kind, expected) in zip(kinds, fresh) {
        #expect(products(kind) == expected, "\(kind) under \(limit ?? 0)")
        _ = subject.structuralProduct(u, StructuralTerm(.quarter, weight: 1))
        #expect(products(kind) == expected, "\(kind) after the structural product, under \(limit ?? 0)")
        #expect(Jv() == plainJv, "Jv after \(kind), under \(limit ?? 0)")
        _ = subject.product(.hessian, u, StructuralTerm(.squared, weight: 1))
        #expect(products(kind).reversed() == expected.reversed(), "\(kind) after the Hessian, under \(limit ?? 0)")
      }
    }
  }

  @Test("Loss and derivatives are sums of those of each sequence by itself", arguments: problems.indices)
  func sequences(_ index: Int) throws {
    var problem = Self.problems[index]
    (problem.normalization, problem.weightDecay) = (.sequence, 0)
    let subject = try Subject<Double>(problem)
    var generator = TestGenerator(seed: 22)
    let v = generator.direction(subject.count)
    func all(_ subject: Subject<Double>) -> [(name: String, values: [Double])] {
      [("loss", [subject.loss()]), ("gradient", subject.gradient())]
        + [Curvature.gaussNewton, .hessian, .empiricalFisher].flatMap { kind in
          Self.terms.enumerated().map { ("\(kind), term \($0)", subject.product(kind, v, $1)) }
        }
    }
    var sums = all(subject).map { ($0.name, $0.values.map { _ in 0.0 }) }
    for sequence in problem.sequences {
      var single = problem
      single.sequences = [sequence]
      for (place, result) in all(try Subject<Double>(single)).enumerated() {
        sums[place].1 = sums[place].1.adding(1, result.values)
      }
    }
    for ((name, sum), (_, values)) in zip(sums, all(subject)) {
      expectClose(values.scaled(Double(problem.sequences.count)), sum, relative: 1e-12, name)
    }
  }

  @Test("The gradient and the Gauss-Newton form are those of differences", arguments: [0, 1, 3, 4, 5, 6])
  func differences(_ index: Int) throws {
    let problem = Self.sparse[index]
    let subject = try Subject<Double>(problem)
    let reference = Reference(problem)
    var generator = TestGenerator(seed: 23)
    let (u, v) = (generator.direction(subject.count), generator.direction(subject.count))
    expectClose(subject.gradient().dot(v), reference.firstDerivative(problem.θ, along: v), tolerance: 1e-9, "∇f·v")
    let G = reference.gaussNewton(problem.θ, [u, v])
    let Gv = subject.product(.gaussNewton, v)
    expectClose(u.dot(Gv), G[0][1], tolerance: 4e-9 * (1 + G[1][1] + G[0][0]), "uᵀGv")
    expectClose(v.dot(Gv), G[1][1], tolerance: 4e-9 * (1 + G[1][1]), "vᵀGv")
  }
}
