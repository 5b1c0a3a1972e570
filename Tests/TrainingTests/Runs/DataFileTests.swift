import DurableFiles
import Losses
import Foundation
import HDF5
import Optimization
import LinearAlgebra
import SequenceData
import TestSupport
import Testing
import Training

@Suite("Runs on dataset files")
struct DataFileTests {
  /// A file with so many sequences of a task, and the choices of a run on it.
  private static func file(
    _ task: String, length: Int = 10, sizes: [Split: Int], seed: UInt64 = 3, in folder: Scratch
  ) throws -> ConfigurationLayer {
    let path = folder.path + "/data.h5"
    try SequenceFile.write(
      to: path, SequenceTasks.named(task), length: length, sizes: sizes, seed: seed, creator: "a test")
    return onFile(Small.layer(task, length: length), path)
  }

  private static func onFile(_ layer: ConfigurationLayer, _ path: String) -> ConfigurationLayer {
    var layer = layer
    (layer.task, layer.length, layer.data) = (nil, nil, path)
    return layer
  }

  private static func run<Element: Scalar>(
    _ layer: ConfigurationLayer, _: Element.Type, iterations: Int = 3
  ) throws -> (parameters: [Element], rows: [HistoryRow], summary: RunSummary) {
    var layer = layer
    layer.iterations = iterations
    layer.targetWrong = 1e-9
    let trainer = try Trainer<Element>(ExperimentConfiguration(layer))
    let summary = try trainer.run()
    return (trainer.parameters.elements, trainer.history, summary)
  }

  /// Rows without their seconds.
  private static func timeless(_ rows: [HistoryRow]) -> [HistoryRow] {
    rows.map {
      HistoryRow(
        report: $0.report, validation: $0.validation, cost: $0.cost, seconds: 0, length: $0.length, notes: $0.notes)
    }
  }

  @Test(
    "A task from a file and the same made on the fly are one run, bit for bit",
    arguments: [
      "addition", "xor", "temporal-order", "random-permutation", "memorization-5", "memorization-20", "copy",
    ], [Precision.float, .double])
  func sameRun(task: String, precision: Precision) throws {
    let folder = try Scratch()
    // 3 steps of 200 + 60 + 50 sequences; 100 to validate after each; a test that one task takes.
    let test = task == "random-permutation" ? 20_000 : 10
    var layer = try Self.file(task, sizes: [.train: 930, .validation: 300, .test: test], in: folder)
    // The mean input is that of the file, and of a task that of all its sequences.
    layer.centerInputs = false
    func compare<Element: Scalar>(_: Element.Type) throws {
      let file = try Self.run(layer, Element.self)
      var made = Small.layer(task)
      made.centerInputs = false
      let task = try Self.run(made, Element.self)
      #expect(file.parameters == task.parameters)
      #expect(JSONText.lines(Self.timeless(file.rows)) == JSONText.lines(Self.timeless(task.rows)))
      #expect(file.summary.baselineLoss == task.summary.baselineLoss)
    }
    switch precision {
    case .float: try compare(Float.self)
    case .double: try compare(Double.self)
    }
  }

  private static func stream(_ layer: ConfigurationLayer) throws -> SequenceStream {
    SequenceStream(try ExperimentData(ExperimentConfiguration(layer)))
  }

  private static let pool = WorkerPool(threads: 1)

  @Test("Training data come in the order of the file first, then each pass in an order of its own")
  func passes() throws {
    let folder = try Scratch()
    let layer = try Self.file("addition", sizes: [.train: 50, .validation: 20], in: folder)
    let whole = try SequenceFile(contentsOf: folder.path + "/data.h5").split(.train).sequences(0..<50)
    var stream = try Self.stream(layer)
    func pass() throws -> [SequenceSet] {
      try (0..<5).flatMap { _ in
        let set = try stream.next(10, of: .train, lengths: [10], pool: Self.pool)
        return (0..<10).map { set.selecting([$0]) }
      }
    }
    let all = (0..<50).map { whole.selecting([$0]) }
    let (first, second, third) = (try pass(), try pass(), try pass())
    #expect(first == all)
    for later in [second, third] {
      #expect(later != all)
      #expect(later.allSatisfy { one in all.count { $0 == one } == 1 })
      #expect(all.allSatisfy { one in later.count { $0 == one } == 1 })
    }
    #expect(second != third)

    // Continued from its position in the middle of a pass, over the end of it.
    var other = try Self.stream(layer)
    other.positions = [.train: 95]
    let set = try other.next(10, of: .train, lengths: [10], pool: Self.pool)
    #expect((0..<10).map { set.selecting([$0]) } == Array(second[45...]) + Array(third[..<5]))

    // Another seed is another order, but for the first pass.
    var seeded = layer
    seeded.seed = 4
    stream = try Self.stream(seeded)
    #expect(try pass() == all)
    #expect(try pass() != second)
  }

  @Test("Validation and test data always come in the order of the file")
  func validation() throws {
    let folder = try Scratch()
    let layer = try Self.file("addition", sizes: [.train: 50, .validation: 20, .test: 20], in: folder)
    let file = try SequenceFile(contentsOf: folder.path + "/data.h5")
    var stream = try Self.stream(layer)
    for split in [Split.validation, .test] {
      let whole = try file.split(split).sequences(0..<20)
      for first in [0, 8, 16, 4] {
        let set = try stream.next(8, of: split, lengths: [10], pool: Self.pool)
        #expect(set == whole.selecting((first..<first + 8).map { $0 % 20 }))
      }
      #expect(try stream.next(20, of: split, lengths: [10], pool: Self.pool) == whole)
      #expect(try stream.next(1000, of: split, lengths: [10], pool: Self.pool) == whole)
    }
  }

  @Test("A split too large for memory is shuffled in blocks: each pass has every sequence once")
  func blocks() throws {
    let folder = try Scratch()
    let path = folder.path + "/large.h5"
    // Sequence n has one step, which shows n.
    let (count, features) = (90_000, 100)
    let content = SequenceFileContent(
      inputs: .real(features: features), targets: .real(outputs: 1), isWeighted: false, precision: .single)
    try SequenceFile.write(to: path, SequenceFileDescription(loss: .squaredError), content, growing: .memory) {
      for first in stride(from: 0, to: count, by: 10_000) {
        let numbers = (first..<first + 10_000).map { Double($0) }
        try $0.append(
          SequenceSet(
            offsets: Array(0...10_000),
            inputs: .real(numbers.flatMap { Array(repeating: $0, count: features) }, features: features),
            targets: .real(numbers, outputs: 1)), to: .train)
      }
    }
    var layer = ConfigurationLayer()
    layer.data = path
    (layer.optimizer, layer["lambda"]) = (.hessianFree, 1)
    var stream = try Self.stream(layer)
    func pass() throws -> [Int] {
      try (0..<9).flatMap { _ in
        let set = try stream.next(10_000, of: .train, lengths: [1], pool: Self.pool)
        guard case .real(let values, _) = set.targets, case .real(let inputs, _) = set.inputs else { return [Int]() }
        #expect(
          set.count == 10_000
            && zip(values, stride(from: 0, to: inputs.count, by: features)).allSatisfy { $0 == inputs[$1] })
        return values.map { Int($0) }
      }
    }
    #expect(try pass() == Array(0..<count))
    let (second, third) = (try pass(), try pass())
    #expect(second.sorted() == Array(0..<count) && third.sorted() == Array(0..<count))
    #expect(second != Array(0..<count) && second != third)
    // The first batch of a pass is from all over the file.
    #expect(Set(second[..<10_000].map { $0 / 10_000 }).count >= 7)
  }

  @Test("Missing splits are replaced, and that is said")
  func substitutes() throws {
    let folder = try Scratch()
    let layer = try Self.file("addition", sizes: [.train: 50, .test: 20], in: folder)
    let data = try ExperimentData(ExperimentConfiguration(layer))
    #expect(data.size(of: .validation, length: 10) == 20)
    #expect(data.notes == ["\(folder.path)/data.h5 has no /validation: /test is used in its place"])
  }

  @Test("Without training data there is no run")
  func noTrainingData() throws {
    let folder = try Scratch()
    let layer = try Self.file("addition", sizes: [.test: 20], in: folder)
    let error = Small.error { _ = try Trainer<Float>(ExperimentConfiguration(layer)) }
    #expect(error?.kind == .data)
    #expect(error?.description == "\(folder.path)/data.h5 has no group /train, only /test")
  }

  @Test("What a file has decided cannot be chosen again")
  func contradictions() throws {
    let folder = try Scratch()
    let layer = try Self.file("addition", sizes: [.train: 50], in: folder)
    for change in [
      { $0.length = 20 }, { $0.variant = "sum" }, { $0.lengthSchedule = "5,10" },
    ] as [(inout ConfigurationLayer) -> Void] {
      var changed = layer
      change(&changed)
      let error = Small.error { _ = try ExperimentConfiguration(changed) }
      #expect(error?.kind == .usage)
      #expect(error?.description.contains("cannot be chosen for a dataset file") == true)
    }
    var same = layer
    (same.length, same.variant) = (10, "")
    #expect(try ExperimentConfiguration(same) == ExperimentConfiguration(layer))
  }

  @Test("The resolved configuration of a run on a file gives the same configuration, also once the file is gone")
  func resolved() throws {
    let folder = try Scratch()
    let layer = try Self.file("temporal-order", sizes: [.train: 50], in: folder)
    let configuration = try ExperimentConfiguration(layer)
    #expect(try ExperimentConfiguration(configuration.layer) == configuration)
    let task = try SequenceTasks.named("temporal-order")
    let shape = DataShape(inputs: task.inputs, outputs: task.outputs, loss: task.loss)
    try FileManager.default.removeItem(atPath: folder.path + "/data.h5")
    #expect(try ExperimentConfiguration(configuration.layer, shape: shape) == configuration)
  }

  @Test("A file without a rule of success trains, and is never solved nor unsolved")
  func noRule() throws {
    let folder = try Scratch()
    let path = folder.path + "/plain.h5"
    let task = try SequenceTasks.named("addition")
    let set = task.makeSequences(0..<400, seed: 1, split: .train, length: 10)
    try SequenceFile.write(
      to: path, SequenceFileDescription(loss: .squaredError), SequenceFileContent(task), growing: .memory
    ) { try $0.append(set, to: .train) }
    var layer = Self.onFile(Small.layer("addition"), path)
    layer.recipe = .longRange
    let (_, rows, summary) = try Self.run(layer, Float.self)
    #expect(summary.solved == nil && summary.wrong == nil && summary.baselineWrong == nil)
    #expect(rows.count == 3 && rows.allSatisfy { $0.validation.wrong == nil })
    let baseline = try #require(summary.baselineLoss)
    #expect(summary.loss.map { $0 < 2 * baseline } == true)
    #expect(try JSONText.line(rows[0]).contains("\"validation_wrong\":null"))
  }

  @Test("Damping begins at a tenth for each step that carries loss, counted in the file")
  func initialLambda() throws {
    let folder = try Scratch()
    let path = folder.path + "/weighted.h5"
    var description = SequenceFileDescription(loss: .squaredError)
    description.text = "two sequences with 1 and 4 steps that carry loss"
    let content = SequenceFileContent(inputs: .real(features: 1), targets: .real(outputs: 1), isWeighted: true)
    try SequenceFile.write(to: path, description, content, growing: .memory) {
      try $0.append(
        SequenceSet(
          offsets: [0, 3, 7], inputs: .real([1, 2, 3, 4, 5, 6, 7], features: 1),
          targets: .real([0, 0, 1, 2, 3, 4, 5], outputs: 1), weights: [0, 0, 2, 1, 0.5, 1, 1]), to: .train)
    }
    var layer = ConfigurationLayer()
    (layer.data, layer.optimizer) = (path, .hessianFree)
    let configuration = try ExperimentConfiguration(layer)
    #expect(configuration.hessianFree?.initialLambda == 0.25)
    #expect(configuration.length == 4 && configuration.task == "weighted")
  }

  @Test("A run on a file goes on bit for bit, over the end of a pass; not on a file that has changed")
  func resumes() throws {
    let folder = try Scratch()
    let layer = try Self.file("addition", sizes: [.train: 500, .validation: 100], in: folder)
    let whole = try Self.run(layer, Float.self, iterations: 4)
    var short = layer
    (short.iterations, short.targetWrong) = (2, 1e-9)
    let trainer = try Trainer<Float>(ExperimentConfiguration(short))
    try trainer.run()
    let path = folder.path + "/checkpoint.h5"
    try trainer.checkpoint.write(to: path)
    var long = short
    long.iterations = 4
    let checkpoint = try Checkpoint<Float>(contentsOf: path)
    let resumed = try Trainer(checkpoint, configuration: ExperimentConfiguration(long))
    try resumed.run()
    #expect(resumed.parameters.elements == whole.parameters)
    #expect(JSONText.lines(Self.timeless(resumed.history)) == JSONText.lines(Self.timeless(whole.rows)))

    let data = folder.path + "/data.h5"
    try FileManager.default.moveItem(atPath: data, toPath: folder.path + "/moved.h5")
    long.data = folder.path + "/moved.h5"
    #expect(try Trainer(checkpoint, configuration: ExperimentConfiguration(long)).history.count == 2)

    _ = try Self.file("addition", sizes: [.train: 501, .validation: 100], in: folder)
    long.data = data
    let error = Small.error { _ = try Trainer(checkpoint, configuration: ExperimentConfiguration(long)) }
    #expect(error?.kind == .data)
    #expect(error?.description.hasPrefix("\(data) is not the data file of this run: its SHA-256 should be ") == true)
  }
}

extension JSONText {
  /// Rows as lines of the log, which compare NaN as equal to NaN.
  fileprivate static func lines(_ rows: [HistoryRow]) -> [String] { rows.map { (try? line($0)) ?? "unwritable" } }
}
