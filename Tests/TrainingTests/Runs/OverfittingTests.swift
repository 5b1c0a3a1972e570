import Foundation
import HDF5
import Optimization
import TestSupport
import Testing
import Training

/// Losses of made-up runs, and runs on data that can or cannot be over-fitted.
@Suite("Over-fitting")
struct OverfittingTests {
  private static func row(_ step: Int, _ training: Double, _ validation: Double, length: Int = 10) -> HistoryRow {
    var report = StepReport(step: step, lambda: 0.1, mu: 0.03)
    report.loss = training
    return HistoryRow(
      report: report, validation: Score(loss: validation, sequences: 100, wrong: nil), cost: Cost(), seconds: 1,
      length: length)
  }

  /// The first step at which something is said of losses, and what.
  private static func first(
    _ losses: [(training: Double, validation: Double)], baseline: Double = 1, length: Int = 10, after scores: Int = 10
  ) -> (step: Int, found: Overfitting)? {
    var watch = OverfittingWatch(length: 10, baselineLoss: baseline)
    for (index, loss) in losses.enumerated() {
      watch.add(row(index + 1, loss.training, loss.validation, length: length))
      if let found = watch.finding(after: scores) { return (index + 1, found) }
    }
    return nil
  }

  /// Losses of so many steps.
  private static func losses(
    _ count: Int, _ training: (Double) -> Double, _ validation: (Double) -> Double
  ) -> [(training: Double, validation: Double)] {
    (1...count).map { (training(Double($0)), validation(Double($0))) }
  }

  /// Both fall until step 20; then the validation loss rises by 0.02 a step.
  private static let plain = losses(60, { pow(0.9, $0) }, { $0 <= 20 ? 1.5 - 0.05 * $0 : 0.1 + 0.02 * $0 })

  @Test("It is said when the lowest validation loss is ten steps old and has been left for good, with all figures")
  func plain() throws {
    let (step, found) = try #require(Self.first(Self.plain))
    #expect(step == 30 && found.step == 20 && found.lowest == 0.5)
    #expect(abs(found.validation - (0.1 + 0.02 * 28)) < 1e-12 && found.training < 0.1)
    let words = found.sentence(stopsEarly: false)
    #expect(
      words.hasPrefix("over-fitting: the training loss is 0.0529, the validation loss 0.66 after 0.5 at step 20; "))
    #expect(words.contains("--patience, a larger --weight-decay") && words.hasSuffix("more data or fewer units help"))
    #expect(!found.sentence(stopsEarly: true).contains("--patience"))
    // A run of less patience has ended by then.
    #expect(Self.first(Self.plain, after: 3)?.step == 23)
    #expect(Self.first(Self.plain, length: 9) == nil)
    #expect(Self.first(Self.plain, baseline: .nan)?.step == 30)
  }

  /// A plateau at the constant predictor, and then the task is understood, but for some steps that throw it back.
  private static func longRange(_ step: Double, noise: Double) -> Double {
    let level: Double = step < 200 ? 1 : pow(0.93, step - 200)
    let spike: Double = step > 220 && step.truncatingRemainder(dividingBy: 17) < 3 ? 30 : 1
    return level * spike * (1 + 0.2 * sin(step * step + noise))
  }

  static let harmless: [(name: String, losses: [(training: Double, validation: Double)])] = [
    ("a long-range task", losses(300, { longRange($0, noise: 0) }, { longRange($0, noise: 2) })),
    ("a gap that does not grow", losses(100, { 0.9 / $0 }, { 0.5 + 0.5 / $0 })),
    ("a run that is thrown back", losses(60, { $0 < 30 ? 0.5 : 0.9 }, { $0 < 30 ? 0.6 : 1.4 })),
    ("noise", losses(400, { 1 + 0.3 * sin(31 * $0 * $0) }, { 1 + 0.3 * cos(17 * $0 * $0) })),
    ("a text", losses(100, { 1.6 * pow(0.997, $0) }, { max(1.55, 1.8 - 0.01 * $0) + 0.0005 * $0 })),
    ("losses that are as good as none", losses(60, { _ in 1e-6 }, { 1e-5 * (1 + abs($0 - 20)) })),
    ("overflow", losses(60, { $0 < 20 ? 0.5 : .nan }, { $0 < 20 ? 0.6 : .infinity })),
  ]

  @Test("Nothing is said of other runs", arguments: harmless.indices)
  func silent(index: Int) {
    let (name, losses) = Self.harmless[index]
    #expect(Self.first(losses) == nil, "\(name): \(String(describing: Self.first(losses)))")
    #expect(Self.first(losses, after: 3) == nil || name == "noise", "\(name)")
  }

  // MARK: - Runs

  /// A file of sequences of 6 steps with one input: of training, validation and test as many as given.
  private static func file(
    _ sizes: [Int], in folder: Scratch, input: (Float) -> [Float] = { [$0] },
    target: (_ sequence: Int, [Float]) -> Float
  ) throws -> ConfigurationLayer {
    var generator = TestGenerator(seed: 5, case: 0)
    try File.replacing(folder.file("data.h5"), growing: .memory) { file in
      let root = try file.root
      for (name, words) in [("format", "recur.dataset"), ("loss", "squared-error")] {
        try root.attributes.set(name, to: words)
      }
      try root.attributes.set("format_version", to: 1)
      for (name, count) in zip(["train", "validation", "test"], sizes) {
        let group = try root.createGroup(named: name)
        try group.createDataset(named: "offsets", values: (0...count).map { Int64($0 * 6) })
        let plain = (0..<6 * count).map { _ in Float(Int.random(in: -1000...1000, using: &generator)) / 1000 }
        let inputs = plain.flatMap(input)
        try group.createDataset(named: "inputs", values: inputs, shape: [6 * count, inputs.count / (6 * count)])
        let targets = (0..<count).flatMap { n in
          [Float](repeating: target(n, Array(plain[6 * n..<6 * n + 6])), count: 6)
        }
        try group.createDataset(named: "targets", values: targets, shape: [6 * count, 1])
      }
    }
    var layer = ConfigurationLayer()
    (layer.data, layer.hidden, layer.threads, layer.seed) = (folder.file("data.h5"), 30, 1, 2)
    (layer.optimizer, layer["learning-rate"], layer["updates-per-step"]) = (.adam, 0.01, 10)
    (layer.gradientBatch, layer.iterations) = (20, 40)
    return layer
  }

  @Test("A run that learns its few sequences by heart says so once, in its log and at its end; gone on with, not again")
  func byHeart() throws {
    let folder = try Scratch()
    // Targets that nothing tells of.
    let layer = try Self.file([12, 40, 40], in: folder) { n, _ in n.isMultiple(of: 2) ? 1 : -1 }
    let trainer = try Trainer<Float>(ExperimentConfiguration(layer))
    let summary = try trainer.run()
    func notes(_ trainer: Trainer<Float>) -> [String] {
      trainer.history.flatMap(\.notes).filter { $0.hasPrefix(Overfitting.prefix) }
    }
    #expect(notes(trainer).count == 1, "\(trainer.history.map { [$0.report.loss, $0.validation.loss] })")
    #expect(summary.advice.count == 1 && summary.advice[0].hasPrefix("over-fitting: the training loss is "))
    #expect(try JSONText.line(summary).contains("\"advice\":[\"over-fitting: "))
    #expect(try trainer.history.contains { try JSONText.line($0).contains("\"notes\":[\"over-fitting: ") })
    try trainer.checkpoint.write(to: folder.file("c.h5"))
    var more = trainer.configuration
    more.iterations = 45
    let resumed = try Trainer(Checkpoint<Float>(contentsOf: folder.file("c.h5")), configuration: more)
    #expect(try resumed.run().advice.count == 1 && notes(resumed) == notes(trainer))
  }

  @Test("Runs that learn what others follow from, and tasks, say nothing")
  func others() throws {
    let folder = try Scratch()
    let layer = try Self.file([300, 60, 60], in: folder) { _, inputs in inputs.reduce(0, +) / 6 }
    let own = try Trainer<Float>(ExperimentConfiguration(layer))
    #expect(try own.run().advice.isEmpty && own.history.allSatisfy(\.notes.isEmpty))
    let task = try Small.firstOrder("addition", .adam) { $0.iterations = 30 }
    #expect(try Trainer<Float>(task).run().advice.isEmpty)
  }

  // MARK: - Inputs

  @Test("Inputs far from a scale of 1 are named, at the start and in the log; marks, constants and usual ones are not")
  func unscaled() throws {
    let folder = try Scratch()
    func advice(_ input: @escaping (Float) -> [Float]) throws -> (opening: [String], first: [String], end: [String]) {
      var layer = try Self.file([40, 10, 10], in: folder, input: input) { _, inputs in inputs[5] }
      (layer.iterations, layer["updates-per-step"]) = (1, 1)
      let trainer = try Trainer<Float>(ExperimentConfiguration(layer))
      let summary = try trainer.run()
      return (trainer.openingAdvice, trainer.history[0].notes, summary.advice)
    }
    let usual = try advice { [$0, 9 + $0, 0.1 * $0, $0 > 0.99 ? 1 : 0, 0, 1] }
    #expect(usual.opening.isEmpty && usual.first.isEmpty && usual.end.isEmpty)
    let far = try advice { [$0, 500 + 100 * $0, 0.001 * $0, 20, 1e6 * $0, 3000] }
    #expect(far.opening.count == 1 && far.first == far.opening && far.end == far.opening)
    let words = try #require(far.opening.first)
    #expect(
      words.hasPrefix(
        "unscaled inputs: 5 of the 6 inputs of \(folder.file("data.h5")) are far from mean 0 and deviation 1: number 2 (mean 5"
      ))
    #expect(
      words.contains(", 3 (mean ")
        && words.contains(", 4 (mean 20, deviation 0) and 2 more; recur data arrays --standardize"))
    // Pixels at a border, and inputs that are all too small.
    let pixels = try advice { value in
      let share = min(1, abs(value))
      return [share, 0.004 * share, 0, 0, 0, share]
    }
    #expect(pixels.opening.isEmpty)
    #expect(try advice { [0.005 * $0] }.opening.first?.contains("1 of the 1 input of ") == true)
  }
}
