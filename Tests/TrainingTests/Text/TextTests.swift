import Losses
import Foundation
import Optimization
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

@Suite("Training on text")
struct TextTests {
  private static let sizes: [Split: Int] = [.train: 400, .validation: 90, .test: 70]

  private static func windows(
    _ layer: ConfigurationLayer, _ count: Int, of split: Split = .train, from position: Int = 0
  ) throws -> SequenceSet {
    var stream = SequenceStream(try ExperimentData(ExperimentConfiguration(layer)))
    stream.positions[split] = position
    return try stream.next(count, of: split, lengths: [layer.window!], pool: WorkerPool(threads: 2))
  }

  private static func symbols(_ set: SequenceSet) -> (inputs: [Int32], targets: [Int32]) {
    guard case .symbols(let inputs, _) = set.inputs, case .classes(let targets, _) = set.targets else {
      return ([], [])
    }
    return (inputs, targets)
  }

  @Test("A window is a stretch of its split, each symbol asked for after the one before, the warm-up without loss")
  func stretches() throws {
    let scratch = try Scratch()
    let vocabulary = try SmallText.write(Self.sizes, to: scratch.file("t.h5"))
    for split in Split.allCases {
      let text = SmallText.text(Self.sizes[split]!, of: split, vocabulary)
      let set = try Self.windows(SmallText.layer(scratch.file("t.h5")), 300, of: split)
      let (inputs, targets) = Self.symbols(set)
      var starts: Set<Int> = []
      for n in 0..<set.count {
        let rows = set.rows(of: n)
        #expect(rows.count == 12)
        let read = Array(inputs[rows]) + [targets[rows.upperBound - 1]]
        #expect(Array(targets[rows]) == Array(read.dropFirst()))
        #expect(
          set.weights.map { Array($0[rows]) } == [Float](repeating: 0, count: 4) + [Float](repeating: 1, count: 8))
        let start = try #require((0...text.count - 13).first { Array(text[$0..<$0 + 13]) == read })
        starts.insert(start)
      }
      #expect(starts.count > min(100, (text.count - 12) / 2), "windows should begin anywhere, in \(split)")
    }
  }

  @Test("Windows begin at the first symbol and end at the last, and follow from the seed and their number alone")
  func ends() throws {
    let scratch = try Scratch()
    let vocabulary = try SmallText.write([.train: 20], to: scratch.file("t.h5"))
    let text = SmallText.text(20, of: .train, vocabulary)
    var layer = SmallText.layer(scratch.file("t.h5"), window: 16)
    let set = try Self.windows(layer, 100)
    let (inputs, targets) = Self.symbols(set)
    let read = Set((0..<set.count).map { Array(inputs[set.rows(of: $0)]) + [targets[set.rows(of: $0).upperBound - 1]] })
    #expect(read == Set((0...3).map { Array(text[$0..<$0 + 17]) }))
    let later = Self.symbols(try Self.windows(layer, 40, from: 60))
    #expect(later.inputs == Array(inputs[set.rows(of: 60).lowerBound...]))
    #expect(later.targets == Array(targets[set.rows(of: 60).lowerBound...]))
    layer.seed = 4
    #expect(try Self.windows(layer, 100) != set)
  }

  @Test("The loss of a text is that of each character after the first, once, given all before it")
  func everyCharacterOnce() throws {
    let scratch = try Scratch()
    let vocabulary = try SmallText.write(Self.sizes, to: scratch.file("t.h5"))
    let text = SmallText.text(Self.sizes[.test]!, of: .test, vocabulary)
    for cell in CellRegistry.names {
      var layer = SmallText.layer(scratch.file("t.h5"))
      (layer.cell, layer.hidden, layer.layers) = (cell, 5, .alike(2))
      let configuration = try ExperimentConfiguration(layer)
      let network = try Network<Double>(configuration.network)
      let θ = try network.initialParameters(configuration.initialization, seed: 9)
      let evaluation = try #require(try Evaluation(of: θ, configuration, split: .test))
      let score = try #require(evaluation.text)
      // Each character by a pass of its own over all that is before it.
      let evaluator = BatchEvaluator(network, pool: WorkerPool(threads: 1), normalization: .step)
      var nats = 0.0
      for t in 1..<text.count {
        let prefix = SequenceView(
          offsets: [0, t], inputs: .symbols(Array(text[..<t]), cardinality: vocabulary.count),
          targets: .classes(Array(text[1...t]), cardinality: vocabulary.count),
          weights: [Float](repeating: 0, count: t - 1) + [1])
        nats += evaluator.loss(at: θ, over: try Batch(prefix, for: network))
      }
      #expect(score.characters == text.count - 1)
      #expect(abs(score.bits - nats / M_LN2) < 1e-9 * nats, "\(cell): \(score.bits) bits, one by one \(nats / M_LN2)")
      #expect(abs(evaluation.score.loss - nats / Double(text.count - 1)) < 1e-9)
      #expect(score.bitsPerByte == score.bitsPerCharacter, "each of these characters is one byte")
    }
  }

  @Test("The constant predictor of a text is the entropy of its symbols")
  func baseline() throws {
    let scratch = try Scratch()
    let vocabulary = try SmallText.write(Self.sizes, to: scratch.file("t.h5"))
    let configuration = try ExperimentConfiguration(SmallText.layer(scratch.file("t.h5")))
    let predicted = SmallText.text(70, of: .test, vocabulary).dropFirst()
    let shares = Dictionary(grouping: predicted) { $0 }.values.map { Double($0.count) / 69 }
    let entropy = shares.reduce(0) { $0 - $1 * log($1) }
    #expect(abs(try ExperimentData(configuration).baseline(length: 12).loss - entropy) < 1e-12)
  }

  @Test("A run on text learns, ends after the seconds asked for, and its checkpoint knows the vocabulary")
  func learns() throws {
    let scratch = try Scratch()
    let vocabulary = try SmallText.write(Self.sizes, to: scratch.file("t.h5"))
    var layer = SmallText.layer(scratch.file("t.h5"))
    layer.iterations = 12
    let trainer = try Trainer<Float>(ExperimentConfiguration(layer))
    let summary = try trainer.run()
    #expect(summary.solved == nil)
    #expect(trainer.history[11].validation.loss < 0.8 * trainer.history[0].report.loss)
    try trainer.checkpoint.write(to: scratch.file("c.h5"))
    #expect(try Checkpoint<Float>(contentsOf: scratch.file("c.h5")).records.vocabulary == vocabulary)

    layer.iterations = nil
    layer.seconds = 0.05
    let short = try Trainer<Float>(ExperimentConfiguration(layer))
    #expect(try short.run().outcome == .time)
    #expect(short.history.last!.seconds >= 0.05)
    #expect(short.history.dropLast().allSatisfy { $0.seconds < 0.05 })
  }

  @Test("A run on text goes on bit for bit", arguments: OptimizerKind.allCases.filter { $0.defaults.rows == nil })
  func resumes(_ optimizer: OptimizerKind) throws {
    let scratch = try Scratch()
    _ = try SmallText.write(Self.sizes, to: scratch.file("t.h5"))
    var layer = SmallText.layer(scratch.file("t.h5"))
    layer.cell = "lstm"
    layer.precision = .double
    layer.optimizer = optimizer
    layer.iterations = 3
    if optimizer != .hessianFree {
      (layer.curvatureBatch, layer.backtrackingBatch, layer["cg-iterations"]) = (nil, nil, nil)
    }
    // A schedule would follow the budget, which is another one where the run goes on.
    if optimizer.defaults.has("schedule") { layer["schedule"] = "constant" }
    let first = try Trainer<Double>(ExperimentConfiguration(layer))
    try first.run()
    try first.checkpoint.write(to: scratch.file("c.h5"))
    layer.iterations = 7
    let whole = try Trainer<Double>(ExperimentConfiguration(layer))
    try whole.run()
    var configuration = try ExperimentConfiguration(layer)
    configuration.threads = 3
    let second = try Trainer(Checkpoint<Double>(contentsOf: scratch.file("c.h5")), configuration: configuration)
    try second.run()
    #expect(Bits.of(second.state) == Bits.of(whole.state))
    #expect(second.history.map { Bits.of($0) } == whole.history.map { Bits.of($0) })
  }

  @Test("The resolved configuration of a run on text resolves to itself, with or without the file")
  func resolvedIsAFixedPoint() throws {
    let scratch = try Scratch()
    _ = try SmallText.write(Self.sizes, to: scratch.file("t.h5"))
    for warmUp in [nil, 0, 7] {
      let first = try ExperimentConfiguration(SmallText.layer(scratch.file("t.h5"), window: 20, warmUp: warmUp))
      #expect(first.window == TextWindow(length: 20, warmUp: warmUp ?? 4))
      #expect(first.normalization == .step)
      let layer = try ConfigurationLayer(yaml: first.layer.yaml, source: "test")
      #expect(try ExperimentConfiguration(layer) == first)
      let shape = DataShape(
        inputs: .symbols(cardinality: first.network.outputs), outputs: .classes(cardinality: first.network.outputs),
        loss: .softmax)
      #expect(try ExperimentConfiguration(layer, shape: shape) == first)
    }
  }

  @Test("A split that is missing is replaced, and said so; a short one is read in shorter windows")
  func missingSplits() throws {
    let scratch = try Scratch()
    _ = try SmallText.write([.train: 100, .test: 8], to: scratch.file("t.h5"))
    let layer = SmallText.layer(scratch.file("t.h5"))
    let data = try ExperimentData(ExperimentConfiguration(layer))
    #expect(data.notes == ["\(scratch.file("t.h5")) has no /validation: /test is used in its place"])
    #expect(data.size(of: .train, length: 12) == nil)
    #expect(data.size(of: .validation, length: 12) == 1)
    let set = try Self.windows(layer, 5, of: .validation)
    #expect(set.count == 1)
    #expect(set.weights == [0, 0, 0, 1, 1, 1, 1])
  }

  @Test("Choices that make no sense for text are refused in one sentence")
  func refusals() throws {
    let scratch = try Scratch()
    let path = scratch.file("t.h5")
    _ = try SmallText.write([.train: 10, .test: 5], to: path)
    func sentence(_ change: (inout ConfigurationLayer) -> Void) -> String? {
      var layer = SmallText.layer(path, window: 6, warmUp: 2)
      change(&layer)
      return Small.error { _ = try Trainer<Float>(ExperimentConfiguration(layer)) }?.description
    }
    #expect(
      sentence { $0.window = 10 } == "--window 10 is too long: /train of \(path) has 10 symbols; at most 9 fit")
    #expect(sentence { $0.window = 0 } == "--window should be at least 1, got 0")
    #expect(
      sentence { $0.warmUp = 6 } == "--warm-up should be at least 0 and less than the window of 6, got 6")
    #expect(
      sentence { $0.length = 6 } == "--length 6 is of tasks; \(path) is text, which --window cuts into sequences")
    #expect(
      sentence { ($0.data, $0.task) = (nil, "addition") }
        == "--window 6 is of text, and addition is none")
    #expect(
      sentence { ($0.data, $0.task, $0.window) = (nil, "addition", nil) }
        == "--warm-up 2 is of text, and addition is none")
    _ = try SmallText.write([.test: 50], to: path)
    #expect(sentence { _ in } == "\(path) has no group /train, only /test")
  }
}
