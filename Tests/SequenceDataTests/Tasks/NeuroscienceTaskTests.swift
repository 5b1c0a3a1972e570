import Foundation
import SequenceData
import TestSupport
import Testing

/// What is random about the tasks of neuroscience: their baselines, and what there is to be known behind noise.
@Suite("Tasks of neuroscience")
struct NeuroscienceTaskTests {
  static let trials = 20_000

  @Test("A constant scores the baseline of flip-flop", arguments: [6, 12, 40])
  func flipFlop(_ length: Int) {
    let task = FlipFlopTask()
    let sequences = PlainSequence.all(of: task.makeSequences(0..<Self.trials, seed: 3, split: .test, length: length))
    let losses = sequences.map { 1.5 * Double($0.weights.reduce(0, +)) }
    expectMean(losses, task.baseline(length: length).loss)
    expectMean(losses.map { $0 > 0 ? 1 : 0 }, task.baseline(length: length).wrongShare)
    // One pulse in twenty, of either sign.
    let later = sequences.flatMap { $0.inputs.dropFirst().joined() }.map(Double.init)
    expectMean(later.map { abs($0) }, 0.05)
    expectMean(later, 0)
  }

  @Test(
    "The best constant scores the baseline of sine, and is wrong for every frequency", arguments: [10, 20, 40, 100])
  func sine(_ length: Int) {
    let task = SineTask()
    let sequences = PlainSequence.all(of: task.makeSequences(0..<Self.trials, seed: 3, split: .test, length: length))
    let targets = sequences.map { $0.targets.map(Double.init) }
    let mean = targets.joined().reduce(0, +) / Double(Self.trials * length)
    let losses = targets.map { $0.reduce(0) { $0 + 0.5 * ($1 - mean) * ($1 - mean) } }
    expectMean(losses, task.baseline(length: length).loss)
    #expect(targets.allSatisfy { $0.contains { abs($0 - mean) > 0.25 } })
    #expect(task.baseline(length: length).wrongShare == 1)
  }

  @Test("Cues match in one half, everywhere in their windows")
  func delayedMatch() {
    let set = DelayedMatchTask().makeSequences(0..<Self.trials, seed: 3, split: .test, length: 20)
    let sequences = PlainSequence.all(of: set)
    expectMean(sequences.map { Double($0.targets.last!) }, 0.5)
    let steps = sequences.map { sequence in (1...20).filter { sequence.inputs[$0 - 1].contains(1) } }
    #expect(Set(steps.map { $0[0] }) == Set(1...4) && Set(steps.map { $0[1] }) == Set(11...18))
    let pairs = sequences.map { $0.inputs.filter { $0.contains(1) }.map { $0.firstIndex(of: 1)! } }
    #expect(Set(pairs).count == 16)
  }

  @Test(
    "Who adds up the evidence that counts is wrong as often as the ideal observer, and less often than by any one step",
    arguments: TaskForm.named("perceptual-decision", "context-integration"), [1, 20, 100])
  func idealObserver(_ form: TaskForm, _ length: Int) throws {
    let set = form.task.makeSequences(0..<Self.trials, seed: 5, split: .train, length: length)
    var wrong: [Double] = []
    for (index, sequence) in PlainSequence.all(of: set).enumerated() {
      let condition = try #require(form.task.condition(index: index, seed: 5, split: .train, length: length))
      let cued = form.task.name == "perceptual-decision" || sequence.inputs[0][2] == 1 ? 0 : 1
      let name = form.task.featureNames[cued]
      #expect(condition.context.isEmpty == (form.task.name == "perceptual-decision"))
      #expect(condition.context.isEmpty || condition.context == name)
      let coherence = try #require(condition.coherences[name])
      #expect((coherence > 0) == (sequence.targets.last == 1))
      wrong.append((sequence.inputs.reduce(0) { $0 + $1[cued] } > 0) == (coherence > 0) ? 0 : 1)
    }
    expectMean(wrong, form.task.baseline(length: length).idealWrongShare)
    #expect(
      length == 1
        || form.task.baseline(length: length).idealWrongShare < form.task.baseline(length: 1).idealWrongShare - 0.1)
  }

  @Test("Evidence is its coherence and normal noise; all coherences are as likely, and contexts are")
  func evidence() throws {
    let task = ContextIntegrationTask()
    let conditions = try (0..<Self.trials).map {
      try #require(task.condition(index: $0, seed: 9, split: .test, length: 1))
    }
    for kind in ["motion", "color"] {
      let drawn = Dictionary(grouping: conditions.indices, by: { conditions[$0].coherences[kind]! })
      #expect(drawn.keys.sorted() == [-0.512, -0.256, -0.128, -0.064, -0.032, 0.032, 0.064, 0.128, 0.256, 0.512])
      // 2000 each, with a deviation of 42.
      #expect(drawn.values.allSatisfy { abs($0.count - 2000) < 212 })
    }
    expectMean(conditions.map { $0.context == "motion" ? 1 : 0 }, 0.5)
    let sequences = PlainSequence.all(of: task.makeSequences(0..<Self.trials, seed: 9, split: .test, length: 1))
    for (column, kind) in ["motion", "color"].enumerated() {
      let noise = zip(sequences, conditions).map { Double($0.inputs[0][column]) - $1.coherences[kind]! }
      expectMean(noise, 0)
      expectMean(noise.map { $0 * $0 }, 1)
    }
  }

  @Test("Tasks without evidence have no conditions, and an ideal observer that is right", arguments: TaskForm.all)
  func others(_ form: TaskForm) {
    let hasEvidence = ["perceptual-decision", "context-integration"].contains(form.task.name)
    #expect((form.task.condition(index: 0, seed: 1, split: .test, length: 20) != nil) == hasEvidence)
    #expect((form.task.baseline(length: 20).idealWrongShare > 0) == hasEvidence)
  }

  /// Five deviations of the mean.
  private func expectMean(_ values: [Double], _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    expectClose(
      mean, expected, tolerance: 5 * (variance / count).squareRoot() + 1e-9, "mean", sourceLocation: sourceLocation)
  }
}
