import Losses
import Foundation
import SequenceData
import TestSupport
import Testing

@Suite("Statistics of a split")
struct SplitSummaryTests {
  private func summary(_ set: SequenceSet, _ description: SequenceFileDescription) throws -> SplitSummary {
    let scratch = try Scratch()
    let content = SequenceFileContent(
      inputs: set.inputs.shape, targets: set.targets.shape, isWeighted: set.weights != nil)
    try SequenceFile.write(to: scratch.file(), description, content) { try $0.append(set, to: .train) }
    let file = try SequenceFile(contentsOf: scratch.file(), allowsNonFinite: true)
    return try SplitSummary(file.split(.train), of: file.description)
  }

  @Test("The figures of numbers, worked out by hand")
  func numbers() throws {
    let set = SequenceSet(
      offsets: [0, 2, 3, 6], inputs: .real([1, 5, 2, 6, -3, 7, 4, 8, 5, 9, 6, 10], features: 2),
      targets: .real([99, 1, 3, 99, 2, 6], outputs: 1), weights: [0, 1, 2, 0, 0.5, 1])
    var description = SequenceFileDescription(loss: .squaredError)
    description.success = SuccessRule.lastStepWithin(tolerance: 2).description
    let summary = try summary(set, description)
    #expect(summary.sequences == 3 && summary.rows == 6)
    #expect(summary.shortestLength == 1 && summary.longestLength == 3 && summary.meanLength == 2)
    #expect(summary.scoredSteps == 4)
    guard case .real(let inputs) = summary.inputs, case .real(let targets) = summary.targets else {
      Issue.record("the summary is not one of real numbers")
      return
    }
    #expect(inputs.map(\.least) == [-3, 5] && inputs.map(\.greatest) == [6, 10])
    #expect(abs(inputs[0].mean - 2.5) < 1e-12 && abs(inputs[1].mean - 7.5) < 1e-12)
    #expect(targets[0].least == 1 && targets[0].greatest == 6)
    // Σ w = 4.5, Σ w y = 1 + 6 + 1 + 6 = 14, Σ w y² = 1 + 18 + 2 + 36 = 57.
    let mean = 14 / 4.5
    let baseline = try #require(summary.baseline)
    #expect(abs(baseline.loss - 0.5 * (57 - 4.5 * mean * mean) / 3) < 1e-12)
    // Last targets 1, 3, 6 against 3.11: off by 2.11, 0.11, 2.89.
    #expect(baseline.wrongShare == 2.0 / 3)
  }

  @Test(
    "A constant is wrong where any scored step is off by more than the tolerance, in any output; NaN is off by more than anything"
  )
  func everyStep() throws {
    func wrong(_ targets: [Double], tolerance: Double) throws -> Double? {
      // The second sequence has nothing to be wrong in; steps without loss say nothing.
      let set = SequenceSet(
        offsets: [0, 2, 3, 5], inputs: .real([0, 0, 0, 0, 0], features: 1), targets: .real(targets, outputs: 2),
        weights: [1, 1, 0, 0, 1])
      var description = SequenceFileDescription(loss: .squaredError)
      description.success = SuccessRule.everyStepWithin(tolerance: tolerance).description
      return try summary(set, description).baseline?.wrongShare
    }
    // Means over the scored steps: 1 and 4. The first sequence is off by at most 1 and 2, the last by 0 and 2.
    let targets: [Double] = [0, 4, 2, 2, 90, 90, 90, 90, 1, 6]
    #expect(try wrong(targets, tolerance: 2) == 0)
    #expect(try wrong(targets, tolerance: 1.5) == 2.0 / 3)
    for place in [0, 2, 9] {
      var broken = targets
      broken[place] = .nan
      #expect(try wrong(broken, tolerance: 100) == 2.0 / 3, "\(place)")
    }
  }

  @Test("Best constants of a split come close to the baseline of its task", arguments: TaskForm.all)
  func tasks(_ form: TaskForm) throws {
    let scratch = try Scratch()
    let size = 4000
    try SequenceFile.write(
      to: scratch.file(), form.task, length: 12, sizes: [.train: size], seed: 3, creator: "test")
    let file = try SequenceFile(contentsOf: scratch.file())
    let summary = try SplitSummary(file.split(.train), of: file.description)
    let expected = form.task.baseline(length: 12)
    let found = try #require(summary.baseline)
    // The sample deviates by a few parts in √4000; six deviations of a share, and as much of the loss.
    #expect(abs(found.loss / expected.loss - 1) < 0.1, "\(found.loss), expected \(expected.loss)")
    let wrong = try #require(found.wrongShare)
    let deviation = (expected.wrongShare * (1 - expected.wrongShare) / Double(size)).squareRoot()
    #expect(abs(wrong - expected.wrongShare) <= 6 * deviation + 1e-6, "\(wrong), expected \(expected.wrongShare)")
    let steps = form.task.scoredSteps(length: 12)
    if form.task.maximumSequenceLength(length: 12) == summary.shortestLength {
      let mean = Double(summary.scoredSteps) / Double(summary.sequences)
      // A task that draws how many steps carry loss has a number that is not whole.
      #expect(steps == steps.rounded() ? mean == steps : abs(mean / steps - 1) < 0.1)
    }
  }

  @Test("Classes are counted on the steps that carry loss")
  func classes() throws {
    let set = SequenceSet(
      offsets: [0, 3, 5, 6], inputs: .symbols([0, 1, 1, 2, 0, 0], cardinality: 4),
      targets: .classes([2, 1, 1, 0, 1, 0], cardinality: 3), weights: [0, 1, 1, 1, 1, 1])
    var description = SequenceFileDescription(loss: .softmax)
    for (rule, wrong) in [(SuccessRule.lastStepArgmax, 1), (.everyStepArgmax, 2)] {
      description.success = rule.description
      let summary = try summary(set, description)
      #expect(summary.inputs == .symbols(cardinality: 4, counts: [3, 2, 1, 0]))
      #expect(summary.targets == .symbols(cardinality: 3, counts: [2, 3, 0]))
      let baseline = try #require(summary.baseline)
      #expect(abs(baseline.loss - (3 * log(5.0 / 3) + 2 * log(5.0 / 2)) / 3) < 1e-12)
      #expect(baseline.wrongShare == Double(wrong) / 3)
    }
    description.success = "Nobody knows."
    #expect(try summary(set, description).baseline?.wrongShare == nil)
  }
}
