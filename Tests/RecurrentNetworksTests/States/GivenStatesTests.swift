import LinearAlgebra
import Losses
import RecurrentNetworks
import TestSupport
import Testing

/// Sequences that begin with states of their own. That losses, gradients, products and statistics are right there is for the cases
/// with given states to say, of which every suite of derivatives has some: the reference begins with them as well, and its
/// differences leave them as they are.
@Suite("Given states")
struct GivenStatesTests {
  /// Several chunks and windows of each way of cutting, of every cell, with one layer to three.
  static let problems = [1, 2, 3, 6, 8, 10, 11, 12, 13, 14].map { index in
    var problem = Problem.large[index]
    problem.carry(seed: UInt64(index))
    if index == 6 { problem.drop(0.3, .step, seed: 5) }
    return problem
  }

  /// The states with which the sequences end, beside the gradient.
  private static func final<Element: Scalar>(
    _ problem: Problem, threads: Int = 1, memoryLimit: Int? = nil, _: Element.Type = Element.self
  ) throws -> (states: [[Element]], gradient: [Element]) {
    let subject = try Subject<Element>(problem, threads: threads, memoryLimit: memoryLimit)
    let states = SequenceStates(subject.network, sequences: problem.sequences.count)
    var gradient = Vector<Element>(count: subject.count)
    _ = subject.evaluator.gradient(at: subject.θ, over: subject.batch, into: &gradient, ending: states)
    return (states.layers.map(\.elements), gradient.elements)
  }

  @Test("There are cases with given states of every cell, loss, input, form, number of layers, and with dropout")
  func cases() {
    let carried = Case.pairwise.filter(\.carries)
    #expect(Set(carried.map(\.cell)) == Set(Case.kinds.map(\.cell)))
    #expect(Set(carried.map(\.loss)) == Set(Loss.allCases))
    #expect(Set(carried.map(\.form)).count == StructuralForm.allCases.count + 1)
    #expect(Set(carried.map(\.layers)) == [1, 2, 3])
    #expect(Set(carried.map { "\($0.input) \($0.lengths)" }).count == 4)
    #expect(Set(carried.map { "\($0.learnsInitialState) \($0.dropout > 0)" }).count == 4)
  }

  @Test(
    "Threads and memory limits change no bit of what is computed, nor of the states at the end",
    arguments: problems.indices)
  func bits(_ index: Int) throws {
    try check(Float.self)
    try check(Double.self)

    func check<Element: Scalar>(_: Element.Type) throws {
      let problem = Self.problems[index]
      let expected = Results(of: try Subject<Element>(problem))
      let end = try Self.final(problem, Element.self)
      for (threads, limit) in [(2, nil), (3, nil), (1, 1), (2, 1)] {
        let subject = try Subject<Element>(problem, threads: threads, memoryLimit: limit)
        Results(of: subject).expectSameBits(as: expected, "\(threads) threads, limit \(limit ?? 0), \(Element.self)")
        #expect(try Self.final(problem, threads: threads, memoryLimit: limit, Element.self) == end)
      }
    }
  }

  @Test("The states at the end are those of the reference after the last scored step", arguments: Case.plain)
  func ends(_ choice: Case) throws {
    let problem = Problem(choice)
    let network = try Network<Double>(problem.definition)
    let reference = Reference(problem)
    let found = try Self.final(problem, Double.self).states
    for (n, sequence) in problem.sequences.enumerated() {
      let steps = reference.steps(problem.θ, sequence)
      for (layer, state) in network.states.enumerated() {
        let expected = steps[layer].last?.carried ?? Array(repeating: 0, count: state.width)
        expectClose(
          Array(found[layer][n * state.width..<(n + 1) * state.width]), expected, tolerance: 1e-13,
          "layer \(layer) of sequence \(n)")
      }
    }
  }

  @Test("Windows that continue one another add up to the loss of the whole", arguments: [1, 2, 5, 10, 11, 12, 13, 14])
  func windows(_ index: Int) throws {
    var problem = Problem.large[index == 2 ? 1 : index]
    (problem.normalization, problem.weightDecay) = (.sequence, 0)
    // One length, every step scored, so that windows are cut in the same places in all sequences.
    let length = 24
    var generator = TestGenerator(seed: 3)
    problem.sequences = Problem.sequences(
      40, longest: length, ragged: false, for: problem.definition, using: &generator)
    let whole = try Subject<Double>(problem)
    let states = SequenceStates(whole.network, sequences: 40)
    var gradient = Vector<Double>(count: whole.count)
    var sum = 0.0
    for (number, range) in [0..<1, 1..<9, 9..<24].enumerated() {
      var part = problem
      for n in part.sequences.indices {
        part.sequences[n].inputs = Array(problem.sequences[n].inputs[range])
        part.sequences[n].targets = Array(problem.sequences[n].targets[range])
        part.sequences[n].weights = Array(problem.sequences[n].weights[range])
      }
      let drawn = try Batch(part.view, for: whole.network)
      let batch = number == 0 ? drawn : drawn.beginning(with: states, of: whole.network)
      sum += whole.evaluator.gradient(at: whole.θ, over: batch, into: &gradient, ending: states)
    }
    expectClose(sum, whole.loss(), tolerance: 1e-13 * whole.loss(), "the loss of three windows")
  }

  @Test(
    "The state that the network would begin with, given, has the same loss and gradient, but none of itself",
    arguments: [(1, false), (2, true), (8, true), (10, true), (11, true), (12, true), (13, true), (14, false)])
  func learned(_ index: Int, _ learns: Bool) throws {
    var problem = Problem.large[index]
    problem.definition = NetworkDefinition(
      input: problem.definition.input, layers: problem.definition.layers, outputs: problem.definition.outputs,
      loss: problem.definition.loss, learnsInitialState: learns)
    var generator = TestGenerator(seed: 2)
    problem.θ = Reference.randomParameters(problem.definition, using: &generator)
    let own = try Subject<Double>(problem)
    let blocks = own.network.layout.blocks.filter { $0.kind == .initialState }
    #expect(blocks.isEmpty == !learns)
    for n in problem.sequences.indices {
      problem.sequences[n].initial = own.network.layout.groups.dropLast().enumerated().map { layer, group in
        let learned = own.network.layout.blocks[group].filter { $0.kind == .initialState }
        return learned.isEmpty
          ? Array(repeating: 0, count: own.network.states[layer].width) : learned.flatMap { Array(own.θ[$0.range]) }
      }
    }
    let given = try Subject<Double>(problem)
    #expect(given.loss() == own.loss())
    var expected = own.gradient()
    for block in blocks {
      #expect(expected[block.range].contains { $0 != 0 })
      for i in block.range { expected[i] = 0 }
    }
    #expect(given.gradient() == expected)
    let statistics = given.linearization.factorStatistics(.targets)
    #expect(statistics.initialStates.count == blocks.count)
    #expect(statistics.initialStates.allSatisfy { $0.deltas.elements.allSatisfy { $0 == 0 } })
    let v = (0..<given.count).map { _ in generator.normal() }
    var still = v
    for block in blocks { for i in block.range { still[i] = 0 } }
    for curvature in Curvature.allCases where curvature != .finiteDifference {
      // Nothing moves the states: a direction in them alone is none.
      #expect(given.product(curvature, v) == given.product(curvature, still), "\(curvature.rawValue)")
      let product = own.product(curvature, still)
      var expected = product
      for block in blocks { for i in block.range { expected[i] = 0 } }
      expectClose(given.product(curvature, v), expected, relative: 1e-13, "\(curvature.rawValue)")
    }
  }

  @Test("A batch keeps the states that it was given, whatever becomes of their memory")
  func copies() throws {
    let problem = Self.problems[0]
    let subject = try Subject<Double>(problem, threads: 2)
    let states = try #require(problem.initialStates(subject.network))
    let batch = try Batch(problem.view, for: subject.network).beginning(with: states, of: subject.network)
    var gradient = Vector<Double>(count: subject.count)
    _ = subject.evaluator.gradient(at: subject.θ, over: batch, into: &gradient, ending: states)
    #expect(gradient.elements == subject.gradient())
    let expected = try Self.final(problem, Double.self).states
    #expect(states.layers.map(\.elements) == expected)
    #expect(subject.evaluator.loss(at: subject.θ, over: batch) == subject.loss())
  }

  @Test("States of another number of sequences, or of another network, trap")
  func traps() async {
    await #expect(processExitsWith: .failure) { try Self.begin(sequences: 65) }
    await #expect(processExitsWith: .failure) { try Self.begin(hidden: 63) }
    await #expect(processExitsWith: .failure) { try Self.end(sequences: 67) }
  }

  private static func begin(sequences: Int = 66, hidden: Int = 64) throws {
    let network = try Network<Double>(Problem.large[1].definition)
    let other = try Network<Double>(
      NetworkDefinition(input: .symbols(5), hidden: hidden, layers: 2, outputs: 3, loss: .logistic))
    _ = try Batch(Problem.large[1].view, for: network)
      .beginning(with: SequenceStates(other, sequences: sequences), of: network)
  }

  private static func end(sequences: Int) throws {
    let subject = try Subject<Double>(Problem.large[1])
    var gradient = Vector<Double>(count: subject.count)
    _ = subject.evaluator.gradient(
      at: subject.θ, over: subject.batch, into: &gradient,
      ending: SequenceStates(subject.network, sequences: sequences))
  }
}
