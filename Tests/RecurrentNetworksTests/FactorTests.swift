import TestSupport
import Losses
import LinearAlgebra
import RecurrentNetworks
import Testing

/// Second moments of sources and deltas against sums made row by row.
@Suite("Factor statistics")
struct FactorTests {
  static let stacks: [[String]] = [
    ["tanh"], ["mrnn", "tanh"], ["lstm"], ["gru", "gru"], ["lstm", "dense", "mrnn"], ["dense", "dense"],
  ]

  static func problem(_ index: Int, input: InputKind, loss: Loss = .softmax) -> Problem {
    let layers = stacks[index].enumerated().map { LayerDefinition($1, units: 4 + (2 * $0 + index) % 3) }
    let definition = NetworkDefinition(
      input: input, layers: layers, outputs: 3, loss: loss, learnsInitialState: index.isMultiple(of: 2))
    return Problem(definition, sequences: 9, longest: 12, ragged: true, seed: UInt64(index) + 40)
  }

  /// Adjoints of the logits: for each chunk a row for each scored row, and the same by sequence and step.
  private static func adjoints(
    _ subject: Subject<Double>, _ problem: Problem
  ) -> (chunks: [Matrix<Double>], steps: [[[Double]?]]) {
    var generator = TestGenerator(seed: 77)
    var steps = problem.sequences.map { sequence -> [[Double]?] in
      sequence.weights.map { $0 > 0 ? [] : nil }
    }
    let chunks = subject.batch.chunks.map { chunk in
      let matrix = Matrix<Double>(rows: chunk.scored, columns: 3)
      for row in 0..<chunk.scored {
        let values = (0..<3).map { _ in generator.normal() }
        for (j, value) in values.enumerated() { matrix[row, j] = value }
        let n = chunk.sequence(of: row)
        steps[n][steps[n].firstIndex { $0?.isEmpty == true }!] = values
      }
      return matrix
    }
    return (chunks, steps)
  }

  @Test(
    "Factors are sums over rows of outer products, row by row", arguments: Self.stacks.indices,
    [InputKind.features(3), .symbols(5)])
  func sums(_ index: Int, input: InputKind) throws {
    let problem = Self.problem(index, input: input)
    let subject = try Subject<Double>(problem)
    let (chunks, adjoints) = Self.adjoints(subject, problem)
    let plain = try PlainBackpropagation(subject.network, subject.θ)
    var steps = subject.network.layout.terms.map { _ in [PlainBackpropagation.Step]() }
    for (sequence, z̄) in zip(problem.sequences, adjoints) {
      let length = sequence.effectiveLength
      for (layer, more) in plain.run(Array(sequence.inputs[..<length]), Array(z̄[..<length])).enumerated() {
        steps[layer] += more
      }
    }
    let factors = subject.linearization.factorStatistics(.given(chunks)).factors
    #expect(factors.map(\.layer) == subject.network.layout.terms.enumerated().flatMap { l, t in t.map { _ in l } })
    for factor in factors {
      let place = "layer \(factor.layer), term \(factor.term)"
      let rows = steps[factor.layer].map { step in
        (a: (step.sources[factor.term] ?? []) + (factor.hasBias ? [1] : []), δ: step.deltas[factor.term])
      }
      #expect(factor.rows == rows.count, "\(place)")
      let A = Self.outer(rows.map(\.a))
      switch factor.sources {
      case .matrix(let found):
        expectClose(found.elements, A.flatMap(\.self), relative: 1e-10, floor: 1, "A of \(place)")
      case .counts(let counts):
        #expect(factor.layer == 0 && input == .symbols(5))
        // One-hot: the diagonal, and the same beside the 1 of the bias.
        let width = counts.rows
        for i in 0..<width { for j in 0..<width where i != j { #expect(A[i][j] == 0) } }
        #expect(counts.elements == (0..<width).map { A[$0][$0] })
        if factor.hasBias {
          #expect(counts.elements == Array(A[width][..<width]) && A[width][width] == Double(factor.rows))
        }
      }
      let G = Self.outer(rows.map(\.δ))
      var start = 0
      for (block, found) in factor.deltas.enumerated() {
        let range = start..<start + found.rows
        expectClose(
          found.elements, range.flatMap { Array(G[$0][range]) }, relative: 1e-10, floor: 1, "G \(block) of \(place)")
        start = range.upperBound
      }
      #expect(start == G.count, "\(place)")
    }
  }

  @Test("Threads and memory limits change no bit", arguments: Self.stacks.indices)
  func bits(_ index: Int) throws {
    let problem = Self.problem(index, input: .symbols(5))
    func all(_ threads: Int, _ limit: Int?) throws -> [[Double]] {
      let linearization = try Subject<Double>(problem, threads: threads, memoryLimit: limit).linearization
      let kinds: [FactorAdjoints<Double>] = [.targets, .sampled(seed: 3), .signs(seed: 3)]
      return kinds.map { linearization.factorStatistics($0).factors.flatMap(Self.elements) }
    }
    let expected = try all(1, nil)
    #expect(expected[0] != expected[1] && expected[1] != expected[2])
    for (threads, limit) in [(3, nil), (1, 1), (2, 1)] { #expect(try all(threads, limit) == expected) }
  }

  @Test("What begins at targets and at signs has the moments of the loss in the output layer")
  func outputs() throws {
    let problem = Self.problem(0, input: .features(3), loss: .squaredError)
    let subject = try Subject<Double>(problem)
    let signs = try #require(subject.linearization.factorStatistics(.signs(seed: 5)).factors.last)
    for j in 0..<3 { expectClose(signs.deltas[0][j, j], subject.batch.totalWeight, tolerance: 1e-10, "Σ w") }
    let targets = try #require(subject.linearization.factorStatistics(.targets).factors.last)
    let reference = Reference(problem)
    var rows: [[Double]] = []
    for sequence in problem.sequences {
      for (t, z) in reference.logits(problem.θ, sequence).enumerated() where sequence.weights[t] > 0 {
        let w = Double(sequence.weights[t])
        rows.append(z.indices.map { w * (z[$0] - sequence.targets[t][$0]) })
      }
    }
    expectClose(targets.deltas[0].elements, Self.outer(rows).flatMap(\.self), relative: 1e-10, floor: 1, "G")
    #expect(targets.rows == rows.count)
  }

  private static func elements(_ factor: KroneckerFactors<Double>.Factor) -> [Double] {
    let sources =
      switch factor.sources {
      case .matrix(let matrix), .counts(let matrix): matrix.elements
      }
    return sources + factor.deltas.flatMap(\.elements)
  }

  private static func outer(_ rows: [[Double]]) -> [[Double]] {
    let width = rows.first?.count ?? 0
    return (0..<width).map { i in (0..<width).map { j in rows.reduce(0) { $0 + $1[i] * $1[j] } } }
  }
}
