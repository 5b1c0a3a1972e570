import Foundation
import LinearAlgebra
import Losses
import Optimization
import RecurrentNetworks
import TestSupport
import Testing

/// Factors of recurrent networks over ragged batches, and what updates become of them, against `Tests/Interchange/kfac_network.py`.
@Suite("Kronecker factors of a recurrent network, in NumPy", .enabled(if: Python.hasNumPy, Python.missing))
struct KroneckerNumPyTests {
  private struct Block: Encodable {
    var name: String
    var shape: [Int]
    var values: [Double]
  }
  private struct Sequence: Encodable {
    var inputs: [[Double]]
    var adjoints: [[Double]?]
  }
  private struct Question: Encodable {
    var cell: String
    var blocks: [Block]
    var sequences: [Sequence]
    var divisor: Double
    var lambda = 0.05
    var rate = 0.4
    var changeLimit: Double
  }
  private struct Moments: Decodable {
    var A: [[Double]]
    var D: [[Double]]
    var A1: [[Double]]
    var D1: [[Double]]
    var squares: [[Double]]
  }
  private struct Answer: Decodable {
    var gates: [Moments]
    var updates: [String: [String: [Double]]]
    var gradient: [String: [Double]]
  }

  /// The adjoints of the logits as an objective: its gradient is Jᵀ z̄ and its factors are theirs.
  private final class Given<Element: Scalar>: Objective {
    struct Curvature: RotatedSquares, LaggedFactorStatistics {
      let given: Given

      func product(_ v: Vector<Element>, structuralWeight: Double, into product: inout Vector<Element>) {}
      func factorStatistics() -> [FactorBlock<Element>] { given.blocks(isLagged: false) }
      func laggedFactorStatistics() -> [FactorBlock<Element>] { given.blocks(isLagged: true) }
      func sampledSquares(in rotation: KroneckerRotation<Element>, into squares: inout Vector<Element>) {
        given.subject.linearization.rotatedSquares(of: .given(given.adjoints), in: rotation, into: &squares)
      }
    }

    let subject: Subject<Element>
    let adjoints: [Matrix<Element>]
    var divisor: Double { subject.linearization.divisor }

    init(_ subject: Subject<Element>, _ adjoints: [Matrix<Element>]) {
      (self.subject, self.adjoints) = (subject, adjoints)
    }

    var parameterCount: Int { subject.count }
    func loss(at θ: Vector<Element>, on role: BatchRole) -> Double { 0 }
    func gradient(at θ: Vector<Element>, on role: BatchRole, into gradient: inout Vector<Element>) -> Double {
      subject.linearization.transposedJacobianProduct(adjoints, into: &gradient)
      gradient.scale(1 / divisor)
      return 0
    }
    func linearize(at θ: Vector<Element>, on role: BatchRole) -> Curvature { Curvature(given: self) }
    func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool { true }

    private func over(_ matrix: Matrix<Element>, _ divisor: Double) -> Matrix<Element> {
      let result = Matrix<Element>(rows: matrix.rows, columns: matrix.columns)
      result.add(1 / divisor, matrix)
      return result
    }

    func blocks(isLagged: Bool) -> [FactorBlock<Element>] {
      let found = subject.linearization.factorStatistics(.given(adjoints), lagged: isLagged)
      let one = Matrix<Element>(rows: 1, columns: 1)
      one.fill(1)
      return found.factors.map { factor in
        let (rows, sequences) = (Double(factor.rows), Double(found.sequences))
        var lagged: LaggedMoments<Element>?
        if let A1 = factor.sources.lagged, let D1 = factor.deltas.lagged {
          lagged = LaggedMoments(
            sources: over(A1, rows), deltas: over(D1, divisor), length: Int((rows / sequences).rounded()))
        }
        return FactorBlock(
          slices: factor.gate.parts.map(\.slice), sources: over(factor.sources.sums, rows),
          deltas: over(factor.deltas.sums, divisor), lagged: lagged)
      }
        + found.initialStates.map {
          FactorBlock(
            slices: [ColumnSlice(offset: subject.network.layout.blocks[$0.block].offset, columns: 1)], sources: one,
            deltas: over($0.deltas, divisor))
        }
    }

    /// The numbers of the factors, nothing shared.
    func shapes(isLagged: Bool) -> ParameterShapes {
      let blocks = blocks(isLagged: isLagged)
      var last: Matrix<Element>?
      let numbers = blocks.reduce(into: (plain: 0, lagged: 0)) { sum, block in
        let isShared = last.map { $0.isSame(as: block.sources) } ?? false
        last = block.sources
        let own = (isShared ? 0 : block.columns * block.columns) + block.rows * block.rows
        sum.plain += own
        sum.lagged += block.lagged == nil ? 0 : own
      }
      return ParameterShapes(
        count: parameterCount, factorNumbers: numbers.plain, laggedFactorNumbers: numbers.lagged)
    }
  }

  /// Adjoints that `Float` holds: for each chunk, and by sequence and step.
  private static func adjoints<Element>(
    _ subject: Subject<Element>, _ problem: Problem
  ) -> (chunks: [Matrix<Element>], steps: [[[Double]?]]) {
    var generator = TestGenerator(seed: 5)
    var steps = problem.sequences.map { sequence -> [[Double]?] in
      sequence.weights.map { $0 > 0 ? (0..<3).map { _ in Double(Float(generator.normal())) } : nil }
    }
    let all = steps
    let chunks = subject.batch.chunks.map { chunk in
      let matrix = Matrix<Element>(rows: chunk.scored, columns: 3)
      for row in 0..<chunk.scored {
        let n = chunk.sequence(of: row)
        let t = steps[n].firstIndex { $0 != nil } ?? 0
        for (j, value) in (steps[n][t] ?? []).enumerated() { matrix[row, j] = Element(value) }
        steps[n][t] = nil
      }
      return matrix
    }
    return (chunks, all)
  }

  private func check<Element: Scalar>(
    _ problem: Problem, _ answer: Answer, changeLimit: Double, tolerance: Double, _ type: Element.Type
  ) throws {
    let subject = try Subject<Element>(problem)
    let given = Given(subject, Self.adjoints(subject, problem).chunks)
    let blocks = given.blocks(isLagged: true)
    #expect(answer.gates.count == blocks.count { $0.lagged != nil })
    var rotations: [KroneckerRotation<Element>.Block] = []
    for (index, (block, moments)) in zip(blocks, answer.gates).enumerated() {
      let lagged = try #require(block.lagged)
      for (name, found, expected) in [
        ("A", block.sources, moments.A), ("D", block.deltas, moments.D), ("A1", lagged.sources, moments.A1),
        ("D1", lagged.deltas, moments.D1),
      ] {
        expectClose(
          found.elements.map { Double($0) }, expected.flatMap(\.self), relative: tolerance, "\(name) of gate \(index)")
      }
      rotations.append(
        .init(
          slices: block.slices, sources: try block.sources.symmetricEigenvectors().vectors,
          deltas: try block.deltas.symmetricEigenvectors().vectors))
    }
    var squares = Vector<Element>(count: subject.count)
    subject.linearization.rotatedSquares(of: .given(given.adjoints), in: KroneckerRotation(rotations), into: &squares)
    for (index, (block, moments)) in zip(blocks, answer.gates).enumerated() {
      let found = (0..<block.rows).flatMap { i in
        block.slices.flatMap { slice in (0..<slice.columns).map { squares[slice.offset + i * slice.columns + $0] } }
      }
      // In single precision small eigenvalues are close, and their eigenvectors anything.
      guard Element.precision == .double else { continue }
      expectClose(
        found.map { Double($0) }, moments.squares.flatMap(\.self), relative: tolerance, "squares of gate \(index)")
    }
    for (name, steps, diagonal) in [
      ("independent", FactorSteps.independent, FactorDiagonal.kronecker), ("sequences", .independent, .sequences),
      ("chain", .chain, .kronecker),
    ] {
      var options = KroneckerFactoredOptions()
      (options.steps, options.diagonal, options.updates, options.clipNorm) = (steps, diagonal, 1, nil)
      (options.learningRate, options.initialLambda, options.changeLimit) = (0.4, 0.05, changeLimit)
      var optimizer = FirstOrderOptimizer<Element>(of: given.shapes(isLagged: steps == .chain), options: options)
      var θ = subject.θ
      let report = optimizer.step(&θ, objective: given)
      #expect(report.accepted && report.figures["limited"] == (changeLimit < 1 ? 1 : 0), "\(name)")
      let expected = try #require(answer.updates[name])
      for block in subject.network.layout.blocks {
        expectClose(
          θ[block.range].map { Double($0) }, try #require(expected[block.name]), relative: tolerance,
          "\(block.name) with steps \(name)")
      }
    }
  }

  @Test(
    "are the same, and so are the updates with independent steps, whole sequences and a chain",
    arguments: ["tanh", "lstm"], [1e-4, 1e6])
  func updates(cell: String, changeLimit: Double) throws {
    let definition = NetworkDefinition(
      input: cell == "lstm" ? .symbols(5) : .features(3), layers: [LayerDefinition(cell, units: 4)], outputs: 3,
      loss: .softmax)
    let problem = Problem(definition, sequences: 11, longest: 9, ragged: true, seed: 12)
    let subject = try Subject<Double>(problem)
    let steps = Self.adjoints(subject, problem).steps
    let question = Question(
      cell: cell,
      blocks: subject.network.layout.blocks.map {
        Block(name: $0.name, shape: $0.shape, values: Array(problem.θ[$0.range]))
      },
      sequences: zip(problem.sequences, steps).map { sequence, steps in
        let length = sequence.effectiveLength
        return Sequence(inputs: Array(sequence.inputs[..<length]), adjoints: Array(steps[..<length]))
      }, divisor: subject.linearization.divisor, changeLimit: changeLimit)
    let scratch = try Scratch()
    try JSONEncoder().encode(question).write(to: URL(filePath: scratch.file("problem.json")))
    let python = try Python.run(file: "kfac_network.py", scratch.file("problem.json"))
    try #require(python.status == 0, "\(python.output)")
    let answer = try JSONDecoder().decode(Answer.self, from: Data(python.output.utf8))
    try check(problem, answer, changeLimit: changeLimit, tolerance: 1e-9, Double.self)
    try check(problem, answer, changeLimit: changeLimit, tolerance: 2e-3, Float.self)
  }
}
