import Losses
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

/// What a batch refuses, sentence by sentence, and what it makes of the rest.
@Suite("Batches")
struct BatchTests {
  static let features = NetworkDefinition(input: .features(2), hidden: 3, outputs: 2, loss: .squaredError)
  static let logistic = NetworkDefinition(input: .features(2), hidden: 3, outputs: 2, loss: .logistic)
  static let symbols = NetworkDefinition(input: .symbols(4), hidden: 3, outputs: 3, loss: .softmax)

  /// Three steps in two sequences that `features` can read.
  static func values(
    offsets: [Int] = [0, 1, 3], inputs: Int = 6, width: Int = 2, targets: Int = 6, count: Int = 2,
    weights: [Float]? = nil
  ) -> SequenceView {
    SequenceView(
      offsets: offsets, inputs: .features(Array(repeating: 0.5, count: inputs), count: width),
      targets: .values(Array(repeating: 0.5, count: targets), count: count), weights: weights)
  }

  /// Three steps in two sequences that `symbols` can read.
  static func symbolic(
    _ symbols: [Int32] = [0, 3, 1], cardinality: Int = 4, classes: [Int32] = [2, 0, 1], classCount: Int = 3
  ) -> SequenceView {
    SequenceView(
      offsets: [0, 1, 3], inputs: .symbols(symbols, cardinality: cardinality),
      targets: .classes(classes, cardinality: classCount), weights: nil)
  }

  static func refusal(_ view: SequenceView, _ definition: NetworkDefinition) throws -> String {
    let network = try Network<Double>(definition)
    let error = #expect(throws: NetworkError.self) { try Batch(view, for: network) }
    return error.map(\.description) ?? ""
  }

  @Test("Well-formed data are read")
  func wellFormed() throws {
    for (view, definition) in [
      (Self.values(), Self.features), (Self.values(), Self.logistic), (Self.symbolic(), Self.symbols),
      (Self.symbolic([1, 0, 1], cardinality: 2, classes: [0, 1, 1], classCount: 2), Self.symbols),
    ] {
      let batch = try Batch(view, for: Network<Double>(definition))
      #expect(batch.sequences == 2)
      #expect(batch.scored == 3)
      #expect(batch.totalWeight == 3)
    }
  }

  @Test(
    "Offsets that do not begin with 0, fall or are missing are refused",
    arguments: [[], [1, 3], [0, 3, 2], [0, 3, 1, 3], [-1, 3], [0, -1], [0, Int.min], [0, Int.max, 3]])
  func offsets(_ offsets: [Int]) throws {
    let sentence = "the offsets of sequences must begin with 0 and not fall"
    #expect(try Self.refusal(Self.values(offsets: offsets), Self.features) == sentence)
  }

  @Test("More steps than rows have numbers are refused without an overflow", arguments: [1 << 31, 1 << 62, Int.max])
  func tooManySteps(_ rows: Int) throws {
    let sentence = "a batch holds at most 2147483647 steps, got \(rows)"
    #expect(try Self.refusal(Self.values(offsets: [0, rows]), Self.features) == sentence)
  }

  @Test("Inputs of another kind or width are refused")
  func inputKinds() throws {
    #expect(
      try Self.refusal(Self.values(inputs: 9, width: 3), Self.features)
        == "the network reads 2 real features, the data has 3 real features")
    #expect(
      try Self.refusal(Self.symbolic(), Self.features) == "the network reads 2 real features, the data has 4 symbols")
    #expect(
      try Self.refusal(Self.values(), Self.symbols) == "the network reads 4 symbols, the data has 2 real features")
    #expect(
      try Self.refusal(Self.symbolic(cardinality: 5), Self.symbols)
        == "the network reads 4 symbols, the data has 5 symbols")
  }

  @Test("Inputs that do not fill the steps are refused", arguments: [0, 1, 5, 7, 12])
  func inputCounts(_ count: Int) throws {
    #expect(
      try Self.refusal(Self.values(inputs: count), Self.features) == "inputs hold \(count) numbers, not 3 × 2")
    let symbols = Array(repeating: Int32(1), count: count)
    #expect(try Self.refusal(Self.symbolic(symbols), Self.symbols) == "inputs hold \(count) symbols for 3 steps")
  }

  @Test("Symbols and classes out of range are refused", arguments: [-1, 4, Int32.min, Int32.max])
  func ranges(_ bad: Int32) throws {
    #expect(try Self.refusal(Self.symbolic([0, bad, 1]), Self.symbols) == "symbol \(bad) is outside 0 ..< 4")
    #expect(try Self.refusal(Self.symbolic(classes: [0, 1, bad]), Self.symbols) == "class \(bad) is outside 0 ..< 3")
  }

  @Test("Symbols and classes beyond what the data itself states are refused")
  func statedRanges() throws {
    #expect(try Self.refusal(Self.symbolic(cardinality: 3), Self.symbols) == "symbol 3 is outside 0 ..< 3")
    #expect(try Self.refusal(Self.symbolic(classCount: 2), Self.symbols) == "class 2 is outside 0 ..< 2")
    #expect(try Self.refusal(Self.symbolic(cardinality: -1), Self.symbols) == "symbol 0 is outside 0 ..< -1")
  }

  @Test("Targets of another kind, width or number are refused")
  func targets() throws {
    for definition in [Self.features, Self.logistic] {
      #expect(
        try Self.refusal(Self.values(targets: 9, count: 3), definition) == "the network has 2 outputs, the data 3")
      #expect(try Self.refusal(Self.values(targets: 5), definition) == "targets hold 5 numbers, not 3 × 2")
      let classes = SequenceView(
        offsets: [0, 3], inputs: Self.values().inputs, targets: Self.symbolic().targets, weights: nil)
      #expect(
        try Self.refusal(classes, definition)
          == "a network with loss \(definition.loss.rawValue) cannot be compared with 3 classes")
    }
    let values = SequenceView(
      offsets: [0, 3], inputs: Self.symbolic().inputs, targets: Self.values().targets, weights: nil)
    #expect(
      try Self.refusal(values, Self.symbols) == "a network with loss softmax cannot be compared with 2 real values")
    #expect(try Self.refusal(Self.symbolic(classCount: 4), Self.symbols) == "the network has 3 classes, the data 4")
    #expect(try Self.refusal(Self.symbolic(classes: [0, 1]), Self.symbols) == "targets hold 2 classes for 3 steps")
  }

  @Test(
    "Weights that are negative, infinite or not numbers are refused",
    arguments: [-1, -Float.leastNonzeroMagnitude, .infinity, -.infinity, .nan])
  func weights(_ bad: Float) throws {
    #expect(
      try Self.refusal(Self.values(weights: [1, 0, bad]), Self.features) == "a weight is negative or not finite")
  }

  @Test("A number of weights that is not the number of steps is refused", arguments: [0, 2, 4])
  func weightCount(_ count: Int) throws {
    let weights = Array(repeating: Float(1), count: count)
    #expect(
      try Self.refusal(Self.values(weights: weights), Self.features) == "there are \(count) weights for 3 steps")
  }

  @Test(
    "A batch with nothing to learn from has the loss and the derivatives of the weight decay",
    arguments: [[], [0], [3, 0, 2]], Normalization.allCases)
  func nothing(_ lengths: [Int], _ normalization: Normalization) throws {
    var generator = TestGenerator(seed: 1)
    var problem = Problem(
      Self.symbols, sequences: 0, longest: 1, ragged: true, seed: 2, normalization: normalization, weightDecay: 0.5)
    problem.sequences = lengths.map {
      .random(for: Self.symbols, weights: Array(repeating: 0, count: $0), using: &generator)
    }
    let subject = try Subject<Double>(problem, threads: 2)
    let isWeight = Reference.isWeight(problem.definition)
    let decayed = zip(problem.θ, isWeight).map { $1 ? 0.5 * $0 : 0 }
    expectClose(subject.loss(), problem.θ.dot(decayed) / 2, tolerance: 1e-14, "f(θ)")
    expectClose(subject.gradient(), decayed, relative: 1e-15, "∇f")
    for curvature in Curvature.allCases {
      let tolerance = curvature == .finiteDifference ? 1e-9 : 1e-15
      expectClose(subject.product(curvature, problem.θ), decayed, relative: tolerance, "κ v, \(curvature.rawValue)")
    }
    #expect(subject.squaredGradients().allSatisfy { $0 == 0 })
    #expect(subject.batch.sequences == lengths.count)
    #expect(subject.batch.scored == 0)
  }

  @Test("Every sequence with a scored step is in one chunk, once", arguments: [1, 2, 3, 24, 26, 64, 65, 401, 1100])
  func chunks(_ count: Int) throws {
    let problem = Problem(Self.features, sequences: count, longest: 4, ragged: true, seed: UInt64(count))
    let batch = try Batch(problem.view, for: Network<Double>(problem.definition))
    let expected = problem.sequences.indices.filter { problem.sequences[$0].effectiveLength > 0 }
    #expect(batch.chunks.flatMap(\.sequences).sorted() == expected)
    #expect(batch.chunks.allSatisfy { (1...64).contains($0.sequences.count) })
    #expect(batch.chunks.count >= min(2, expected.count))
    #expect(batch.scored == problem.sequences.reduce(0) { $0 + $1.weights.count { $0 > 0 } })
    #expect(batch.divisor(.sequence) == Double(count))
    #expect(batch.divisor(.step) == batch.totalWeight)
  }

  @Test(
    "Sequences are shared out among 2, 4, 8 or 16 chunks of at least 28, or more of at most 64",
    arguments: [
      (0, 0), (1, 1), (2, 2), (27, 2), (28, 2), (55, 2), (56, 2), (100, 2), (111, 2), (112, 4), (200, 4), (223, 4),
      (224, 8), (447, 8), (448, 16), (500, 16), (1000, 16), (1024, 16), (1025, 17), (5000, 79),
    ])
  func chunkCount(_ sequences: Int, _ chunks: Int) throws {
    let view = SequenceView(
      offsets: Array(0...sequences), inputs: .features(Array(repeating: 0.5, count: sequences), count: 1),
      targets: .values(Array(repeating: 0.5, count: sequences), count: 1), weights: nil)
    let network = try Network<Float>(
      NetworkDefinition(input: .features(1), hidden: 3, outputs: 1, loss: .squaredError))
    let batch = try Batch(view, for: network)
    #expect(batch.chunks.count == chunks)
    // None has more than one sequence more than another.
    let sizes = batch.chunks.map(\.sequences.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    for index in batch.chunks.indices {
      let only = batch.only(index)
      #expect(only.chunks.count == 1 && only.chunks[0] === batch.chunks[index] && only.sequences == sizes[index])
      #expect(only.scored == sizes[index] && only.totalWeight == Double(sizes[index]))
    }
  }

  @Test(
    "A chunk knows the sequence of each scored row, and which is a sequence's last", arguments: Problem.tried)
  func lastRows(_ index: Int) throws {
    let problem = Problem.large[index]
    let batch = try Batch(problem.view, for: Network<Float>(problem.definition))
    for chunk in batch.chunks {
      for (row, place) in problem.scoredSteps(of: chunk).enumerated() {
        #expect(chunk.sequence(of: row) == place.sequence)
        #expect(chunk.isLast(row) == (place.step + 1 == problem.sequences[place.sequence].effectiveLength))
      }
    }
  }
}
