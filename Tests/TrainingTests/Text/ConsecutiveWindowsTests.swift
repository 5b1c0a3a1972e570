import HDF5
import LinearAlgebra
import Optimization
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

/// Runs whose windows of a text continue one another.
@Suite("Consecutive windows")
struct ConsecutiveWindowsTests {
  /// Windows of 12 steps in 6 places of 403 symbols: 5 of them make a pass.
  private static let sizes: [Split: Int] = [.train: 403, .validation: 90, .test: 70]
  private static let lanes = 6
  private static let laneLength = (403 - 12) / 6

  private let scratch: Scratch
  private let vocabulary: Vocabulary

  init() throws {
    scratch = try Scratch()
    vocabulary = try SmallText.write(Self.sizes, to: scratch.file("t.h5"))
  }

  /// A run of a method of many updates.
  private func configuration(
    _ optimizer: OptimizerKind = .sgd, _ change: (inout ConfigurationLayer) -> Void = { _ in }
  ) throws -> ExperimentConfiguration {
    var layer = ConfigurationLayer()
    (layer.data, layer.window, layer.warmUp, layer.windows) = (scratch.file("t.h5"), 12, 4, .consecutive)
    (layer.optimizer, layer.cell, layer.layers, layer.hidden) = (optimizer, "lstm", .alike(2), 9)
    (layer.gradientBatch, layer.validationBatch, layer.seed, layer.threads) = (Self.lanes, 10, 3, 1)
    (layer["updates-per-step"], layer["schedule"], layer["schedule-warm-up"], layer.iterations) = (2, "constant", 0, 6)
    if optimizer.defaults.roles.contains(.curvature) { layer.curvatureBatch = 4 }
    change(&layer)
    return try ExperimentConfiguration(layer)
  }

  private func trained<Element: Scalar>(
    _ configuration: ExperimentConfiguration, _: Element.Type = Element.self
  ) throws -> Trainer<Element> {
    let trainer = try Trainer<Element>(configuration)
    try trainer.run()
    return trainer
  }

  private static let optimizers = OptimizerKind.allCases.filter { $0.defaults is any StochasticOptions }

  /// The same run once more: stretches of the text cut here, each lane in a batch of its own that begins with the states of its
  /// last one, gradients added up and a step along their mean.
  @Test("are the stretches behind one another, from the states that those before have left", arguments: [1, 3])
  func reference(_ threads: Int) throws {
    let η = 0.05
    let configuration = try configuration {
      ($0.precision, $0.threads, $0["learning-rate"], $0["momentum"]) = (.double, threads, .number(η), 0)
      ($0["clip-norm"], $0.weightDecay) = ("none", 0)
    }
    let start = try Trainer<Double>(configuration)
    let trainer: Trainer<Double> = try trained(configuration)
    let text = SmallText.text(403, of: .train, vocabulary)
    let network = start.network
    let evaluator = BatchEvaluator(network, pool: WorkerPool(threads: 1), normalization: .step)
    var θ = start.parameters
    let states = (0..<Self.lanes).map { _ in SequenceStates(network, sequences: 1) }
    var offsets: [Int] = []
    var losses: [Double] = []
    // 12 updates: two passes of five windows, and two of the third.
    for update in 0..<12 {
      let (pass, window) = (update / 5, update % 5)
      if window == 0 {
        var generator = Philox(seed: ~3, stream: UInt64(pass), position: 0)
        offsets.append(generator.integer(in: 0...11))
      }
      var (mean, gradient) = (Vector<Double>(count: θ.count), Vector<Double>(count: θ.count))
      var loss = 0.0
      for lane in 0..<Self.lanes {
        let first = lane * Self.laneLength + offsets[pass] + window * 12
        let view = SequenceView(
          offsets: [0, 12], inputs: .symbols(Array(text[first..<first + 12]), cardinality: vocabulary.count),
          targets: .classes(Array(text[first + 1..<first + 13]), cardinality: vocabulary.count), weights: nil)
        var batch = try Batch(view, for: network)
        if window > 0 { batch = batch.beginning(with: states[lane], of: network) }
        loss += evaluator.gradient(at: θ, over: batch, into: &gradient, ending: states[lane]) / Double(Self.lanes)
        mean.add(1 / Double(Self.lanes), gradient)
      }
      losses.append(loss)
      θ.add(-η, mean)
    }
    #expect(Set(offsets).count > 1, "passes begin at other symbols: \(offsets)")
    expectClose(
      trainer.parameters.elements, θ.elements, relative: 1e-12, "parameters after 12 updates")
    let reported = stride(from: 0, to: 12, by: 2).map { (losses[$0] + losses[$0 + 1]) / 2 }
    for (row, loss) in zip(trainer.history, reported) {
      expectClose(row.report.loss, loss, tolerance: 1e-12, "the loss of step \(row.report.step)")
    }
    let carried = try #require(trainer.state.carried)
    #expect(carried.sequences == Self.lanes)
    for (layer, states) in (0..<2).map({ layer in (layer, states.flatMap { $0.layers[layer].elements }) }) {
      expectClose(carried.layers[layer].elements, states, tolerance: 1e-12, "what layer \(layer) carries on")
    }
  }

  @Test(
    "A run that stops after every step is the run that never stops, on any number of threads", arguments: optimizers)
  func resumption(_ optimizer: OptimizerKind) throws {
    let whole: Trainer<Float> = try trained(configuration(optimizer) { $0.dropout = 0.2 })
    #expect(whole.history.contains { $0.report.accepted })
    for stop in 0..<6 {
      let first: Trainer<Float> = try trained(configuration(optimizer) { ($0.dropout, $0.iterations) = (0.2, stop) })
      try first.checkpoint.write(to: scratch.file("c.h5"))
      let read = try Checkpoint<Float>(contentsOf: scratch.file("c.h5"))
      #expect(read.state == first.state)
      #expect((read.state.carried == nil) == (stop == 0))
      var configuration = whole.configuration
      configuration.threads = 1 + stop % 3
      let second = try Trainer(read, configuration: configuration)
      try second.run()
      #expect(Bits.of(second.state) == Bits.of(whole.state), "after step \(stop)")
      #expect(second.history.map { Bits.of($0) } == whole.history.map { Bits.of($0) })
    }
  }

  @Test("Little memory changes no bit, nor does to ask for what a run takes", arguments: [OptimizerKind.adam, .kfac])
  func memory(_ optimizer: OptimizerKind) throws {
    let expected: Trainer<Double> = try trained(configuration(optimizer) { $0.precision = .double })
    let configuration = try configuration(optimizer) { ($0.precision, $0.memoryLimit) = (.double, "1000") }
    let trainer = try Trainer<Double>(configuration)
    #expect(try trainer.memoryPlan().interval != nil)
    try trainer.run()
    #expect(Bits.of(trainer.state) == Bits.of(expected.state))
  }

  @Test("Windows that begin anywhere are other ones, and validation is the same")
  func validation() throws {
    func run(_ order: WindowOrder) throws -> Trainer<Float> {
      try trained(configuration { ($0.windows, $0["learning-rate"], $0.iterations) = (order, 1e-30, 2) })
    }
    let (consecutive, random) = (try run(.consecutive), try run(.random))
    #expect(consecutive.history.map(\.validation) == random.history.map(\.validation))
    #expect(consecutive.history.map(\.report.loss) != random.history.map(\.report.loss))
    #expect(random.state.carried == nil)
  }

  @Test("A curvature is taken on windows of the gradient, from the same states, and on each in its turn")
  func curvature() throws {
    try OptimizerKind.$table.withValue(OptimizerKind.table + [WindowProbe()]) {
      func run(_ count: Int, _ order: WindowOrder = .consecutive) throws -> [HistoryRow] {
        let trainer: Trainer<Double> = try trained(
          configuration(OptimizerKind(named: "probe")) {
            ($0.precision, $0.curvatureBatch, $0.windows, $0.iterations) = (.double, count, order, 10)
            $0["updates-per-step"] = 1
          })
        return trainer.history
      }
      func deviations(_ rows: [HistoryRow]) -> [Double] {
        rows.map { abs(($0.report.figures["curvature_loss"] ?? .nan) - $0.report.loss) }
      }
      let all = try run(Self.lanes)
      #expect(deviations(all).allSatisfy { $0 < 1e-12 })
      #expect(Set(all.map(\.report.loss)).count == 10, "windows differ")
      #expect(try deviations(run(2)).allSatisfy { $0 > 1e-6 }, "two windows are not six")
      #expect(try deviations(run(Self.lanes, .random)).allSatisfy { $0 > 1e-6 }, "those that begin anywhere are others")
    }
  }

  @Test("States of parameters that have overflowed are not carried on")
  func overflow() throws {
    let trainer: Trainer<Float> = try trained(
      configuration {
        ($0.cell, $0.layers, $0.activation, $0.iterations) = ("tanh", .alike(1), .relu, 12)
        ($0["learning-rate"], $0["clip-norm"], $0.initializer) = (30, "none", .spectralRadius)
      })
    let overflows = trainer.history.indices.filter { trainer.history[$0].report.outcome == .notFinite }
    let first = try #require(overflows.first)
    #expect(first < 11, "the run goes on afterwards")
    // Whatever came of it, the next step begins with numbers.
    #expect(trainer.history.dropFirst(first + 1).contains { $0.report.loss.isFinite })
  }

  @Test("What is carried is in the checkpoint, for other programs too, and a file that is damaged there is refused")
  func damage() throws {
    let trainer: Trainer<Float> = try trained(configuration(.adam) { $0.hidden = 5 })
    let path = scratch.file("c.h5")
    func refusal(_ change: (Group) throws -> Void) throws -> String? {
      try trainer.checkpoint.write(to: path)
      let file = try File.open(path, for: .updating)
      try change(file.root)
      try file.close()
      return Small.error { _ = try Checkpoint<Float>(contentsOf: path) }?.description
    }
    try trainer.checkpoint.write(to: path)
    let carried = try File.open(path).root.group("carried")
    #expect(try carried.dataset("1").shape == [6, 10])
    #expect(
      try carried.dataset("2").read(as: Float.self) == (try #require(trainer.state.carried)).layers[1].elements)
    #expect(
      try refusal { try $0.group("carried").remove("2") } == "\(path): there is no /carried/2")
    #expect(
      try refusal { root in
        try root.group("carried").remove("1")
        try root.group("carried").createDataset(named: "1", values: [Float](repeating: 0, count: 50), shape: [5, 10])
      } == "\(path): /carried/1 should have the shape [6, 10], it has [5, 10]")
    #expect(
      try refusal { root in
        try root.group("carried").remove("2")
        try root.group("carried").createDataset(
          named: "2", values: [Float](repeating: .nan, count: 60), shape: [6, 10])
      } == "\(path): /carried/2 holds numbers that are not finite")
  }

  @Test("Choices resolve to themselves, and those that go together in no way are refused in a sentence")
  func choices() throws {
    let first = try configuration(.kfac)
    #expect(first.window == TextWindow(length: 12, warmUp: 4, order: .consecutive))
    #expect(try ExperimentConfiguration(ConfigurationLayer(yaml: first.layer.yaml, source: "test")) == first)
    #expect(try configuration { $0.windows = nil }.window?.order == .random)
    func sentence(_ optimizer: OptimizerKind = .adam, _ change: (inout ConfigurationLayer) -> Void) -> String? {
      Small.error { _ = try Trainer<Float>(configuration(optimizer, change)) }?.description
    }
    for optimizer in [OptimizerKind.hessianFree, .lbfgs] {
      #expect(
        sentence(optimizer) {
          $0["updates-per-step"] = nil; ($0["schedule"], $0["schedule-warm-up"]) = (nil, nil); $0.gradientBatch = 6
        }
          == "--windows should be random with --optimizer \(optimizer), whose steps are long ones on large batches: consecutive windows are for methods of many updates, got consecutive"
      )
    }
    #expect(
      sentence(.kfac) { $0.initialBatch = 2 }
        == "--initial-batch should be left out: consecutive windows are always as many, got 2")
    #expect(
      sentence(.kfac) { $0.curvatureBatch = 7 }
        == "--curvature-batch should be at most --gradient-batch 6, of whose consecutive windows it is a part, got 7")
    #expect(
      sentence { $0.gradientBatch = 33 }
        == "--windows consecutive reads a text in as many places as --gradient-batch says, 33 windows of 12 steps side by side: /train of \(scratch.file("t.h5")) has 403 symbols, at least 408 are needed"
    )
    // 396 are needed.
    _ = try Trainer<Float>(configuration { $0.gradientBatch = 32 })
    #expect(
      sentence { ($0.data, $0.window, $0.warmUp, $0.task) = (nil, nil, nil, "addition") }
        == "--windows consecutive is of text, and addition is none")
  }

  @Test("A run does not go on with another number of places, or with windows of another order")
  func otherChoices() throws {
    let trainer: Trainer<Float> = try trained(configuration(.adam))
    for change: (inout ConfigurationLayer) -> Void in [{ $0.gradientBatch = 5 }, { $0.windows = .random }] {
      let other = try configuration(.adam, change)
      let sentence = Small.error { _ = try Trainer(trainer.checkpoint, configuration: other) }?.description
      #expect(
        sentence?.hasPrefix(
          "a run with --windows consecutive --window 12 --gradient-batch 6 carries other states than one with --windows "
        )
          == true, "\(sentence ?? "")")
    }
  }
}
