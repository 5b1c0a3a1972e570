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
    ["lem", "indrnn"], ["mingru", "cornn"], ["rate", "tanh"],
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

  /// The rows of a gate: what its parts multiply, and its deltas, by step; `nil` in steps that carry no loss, where it is of
  /// the output layer. Found from the terms alone.
  private static func rows(
    _ gate: ParameterLayout.Gate, _ layout: ParameterLayout, _ steps: [PlainBackpropagation.Step?]
  ) -> [(a: [Double], δ: [Double])?] {
    steps.map { step in
      guard let step else { return nil }
      var row: (a: [Double], δ: [Double]) = ([], [])
      for (index, term) in layout.terms[gate.layer].enumerated() {
        var start = term.deltas.lowerBound
        let heights =
          term.weights.map { layout.blocks[layout.stacks[gate.layer][$0]].map(\.rows) } ?? [term.deltas.count]
        for height in heights {
          defer { start += height }
          guard start..<start + height == gate.deltas else { continue }
          row.a += (step.sources[index] ?? []) + (term.bias == nil ? [] : [1])
          row.δ = Array(step.deltas[index][start - term.deltas.lowerBound..<start + height - term.deltas.lowerBound])
        }
      }
      return row
    }
  }

  @Test(
    "Factors are sums over rows of outer products, row by row, of the same step and of one with the next",
    arguments: Self.stacks.indices, [(InputKind.features(3), false), (.symbols(5), false), (.symbols(5), true)])
  func sums(_ index: Int, _ choice: (input: InputKind, carries: Bool)) throws {
    var problem = Self.problem(index, input: choice.input)
    if choice.carries { problem.carry(seed: UInt64(index)) }
    let subject = try Subject<Double>(problem)
    let (chunks, adjoints) = Self.adjoints(subject, problem)
    let plain = try PlainBackpropagation(subject.network, subject.θ)
    let layout = subject.network.layout
    // By layer and sequence, in the order of time.
    var steps = layout.terms.map { _ in [[PlainBackpropagation.Step?]]() }
    for (sequence, z̄) in zip(problem.sequences, adjoints) {
      let length = sequence.effectiveLength
      let found = plain.run(Array(sequence.inputs[..<length]), Array(z̄[..<length]), from: sequence.initial)
      for layer in steps.indices {
        var known = found[layer][...]
        steps[layer].append(
          z̄[..<length].map { layer == steps.count - 1 && $0 == nil ? nil : known.popLast() })
      }
    }
    let statistics = subject.linearization.factorStatistics(.given(chunks), lagged: true)
    #expect(statistics.sequences == problem.sequences.count { $0.effectiveLength > 0 })
    #expect(statistics.factors.map(\.gate) == layout.gates)
    var lags = 0.0
    for factor in statistics.factors {
      let place = "layer \(factor.gate.layer), deltas \(factor.gate.deltas)"
      let sequences = steps[factor.gate.layer].map { Self.rows(factor.gate, layout, $0) }
      let rows = sequences.flatMap { $0.compactMap(\.self) }
      let pairs = sequences.flatMap { rows in
        zip(rows, rows.dropFirst()).compactMap { now, next in now.flatMap { now in next.map { (now, $0) } } }
      }
      #expect(factor.rows == rows.count, "\(place)")
      func check(_ found: Matrix<Double>?, _ expected: [[Double]], _ name: String) throws {
        expectClose(
          try #require(found).elements, expected.flatMap(\.self), relative: 1e-10, floor: 1, "\(name) of \(place)")
      }
      try check(factor.sources.sums, Self.outer(rows.map { ($0.a, $0.a) }), "A")
      try check(factor.deltas.sums, Self.outer(rows.map { ($0.δ, $0.δ) }), "G")
      let (A, G) = (Self.outer(pairs.map { ($1.a, $0.a) }), Self.outer(pairs.map { ($1.δ, $0.δ) }))
      try check(factor.sources.lagged, Self.symmetricPart(A, order: factor.gate.columns), "lagged A")
      try check(factor.deltas.lagged, Self.symmetricPart(G, order: factor.gate.deltas.count), "lagged G")
      lags += A.flatMap(\.self).norm
    }
    #expect(lags > 1, "there is something to compare")
    // Without moments of steps the rest is the same, to the bit.
    let without = subject.linearization.factorStatistics(.given(chunks))
    #expect(without.factors.map { $0.sources.sums.elements } == statistics.factors.map { $0.sources.sums.elements })
    #expect(without.factors.map { $0.deltas.sums.elements } == statistics.factors.map { $0.deltas.sums.elements })
    #expect(without.factors.allSatisfy { $0.sources.lagged == nil && $0.deltas.lagged == nil })
  }

  @Test("Threads and memory limits change no bit", arguments: Self.stacks.indices)
  func bits(_ index: Int) throws {
    let problem = Self.problem(index, input: .symbols(5))
    func all(_ threads: Int, _ limit: Int?) throws -> [[Double]] {
      let linearization = try Subject<Double>(problem, threads: threads, memoryLimit: limit).linearization
      let kinds: [FactorAdjoints<Double>] = [.targets, .sampled(seed: 3), .signs(seed: 3)]
      return kinds.map { linearization.factorStatistics($0, lagged: true).factors.flatMap(Self.elements) }
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
    for j in 0..<3 { expectClose(signs.deltas.sums[j, j], subject.batch.totalWeight, tolerance: 1e-10, "Σ w") }
    let targets = try #require(subject.linearization.factorStatistics(.targets).factors.last)
    let reference = Reference(problem)
    var rows: [[Double]] = []
    for sequence in problem.sequences {
      for (t, z) in reference.logits(problem.θ, sequence).enumerated() where sequence.weights[t] > 0 {
        let w = Double(sequence.weights[t])
        rows.append(z.indices.map { w * (z[$0] - sequence.targets[t][$0]) })
      }
    }
    expectClose(
      targets.deltas.sums.elements, Self.outer(rows.map { ($0, $0) }).flatMap(\.self), relative: 1e-10, floor: 1, "G")
    #expect(targets.rows == rows.count)
  }

  private static func elements(_ factor: KroneckerFactors<Double>.Factor) -> [Double] {
    [factor.sources, factor.deltas].flatMap { $0.sums.elements + ($0.lagged?.elements ?? []) }
  }

  private static func outer(_ rows: [([Double], [Double])]) -> [[Double]] {
    guard let first = rows.first else { return [] }
    return first.0.indices.map { i in first.1.indices.map { j in rows.reduce(0) { $0 + $1.0[i] * $1.1[j] } } }
  }

  private static func symmetricPart(_ M: [[Double]], order: Int) -> [[Double]] {
    (0..<order).map { i in (0..<order).map { M.isEmpty ? 0 : 0.5 * (M[i][$0] + M[$0][i]) } }
  }
}
