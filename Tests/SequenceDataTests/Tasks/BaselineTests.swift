import Losses
import Foundation
import SequenceData
import TestSupport
import Testing

/// The derived baselines against what a constant scores on 200,000 drawn sequences; 10,000 where nothing is optimized.
@Suite("Baselines")
struct BaselineTests {
  #if DEBUG
    static let sequences = 10_000
  #else
    static let sequences = 200_000
  #endif

  @Test(
    "The best constant for real targets scores the baseline",
    arguments: TaskForm.named("addition", "multiplication", "adding-fixed"))
  func realTargets(_ form: TaskForm) {
    let baseline = form.task.baseline(length: 10)
    let targets = lastTargets(form)
    let count = Double(targets.count)
    let mean = targets.reduce(0, +) / count
    let losses = targets.map { 0.5 * ($0 - mean) * ($0 - mean) }
    let loss = losses.reduce(0, +) / count
    let spread = losses.reduce(0) { $0 + ($1 - loss) * ($1 - loss) } / count
    expectClose(loss, baseline.loss, tolerance: 5 * (spread / count).squareRoot())
    guard case .lastStepWithin(let tolerance) = form.task.successRule else {
      Issue.record("A task with real targets needs a tolerance.")
      return
    }
    #expect(tolerance == 0.04)
    // The sample's mean is off by its own error, which moves both edges of the right answers: to second order only, as
    // one edge gains what the other loses, so the binomial deviation alone is allowed.
    let wrong = Double(targets.count { abs($0 - mean) > tolerance }) / count
    expectClose(wrong, baseline.wrongShare, tolerance: shareTolerance(baseline.wrongShare))
  }

  @Test("The best constant logit scores the baseline of xor, and the wrong sign as often as the right one")
  func logisticTargets() {
    let form = TaskForm(task: XorTask())
    let baseline = form.task.baseline(length: 10)
    let targets = lastTargets(form)
    let share = targets.reduce(0, +) / Double(targets.count)
    // The loss of the sample's best constant falls short of ln 2 by about 2 (share − ½)².
    expectClose(
      -(share * log(share) + (1 - share) * log(1 - share)), baseline.loss,
      tolerance: 2 * 25 / (4 * Double(targets.count)))
    expectClose(min(share, 1 - share), baseline.wrongShare, tolerance: shareTolerance(0.5))
  }

  @Test(
    "The best constant distribution over classes scores the baseline",
    arguments: TaskForm.all.filter { $0.task.loss == .softmax }, [10, 45, 56])
  func classTargets(_ form: TaskForm, length: Int) {
    let baseline = form.task.baseline(length: length)
    let tally = ClassTally(form, length: length, sequences: Self.sequences)
    let losses = tally.losses(of: tally.shares)
    let count = Double(losses.count)
    let loss = losses.reduce(0, +) / count
    let spread = losses.reduce(0) { $0 + ($1 - loss) * ($1 - loss) } / count
    // Fitting k shares to the sample gains about χ²(k − 1) / 2 in the summed loss, itself spread by √(2 (k − 1)).
    let freedom = Double(tally.shares.count - 1)
    let fitted = (freedom + 5 * (2 * freedom).squareRoot()) / (2 * count)
    expectClose(loss, baseline.loss, tolerance: 5 * (spread / count).squareRoot() + fitted)
    expectClose(tally.wrongShare(of: tally.shares), baseline.wrongShare, tolerance: shareTolerance(baseline.wrongShare))
  }

  @Test("The 32 sequences of memorization-5 score its baseline exactly", arguments: TaskForm.named("memorization-5"))
  func exactBaseline(_ form: TaskForm) {
    for length in [1, 5, 30, 200] {
      let tally = ClassTally(form, length: length, sequences: 32)
      let loss = tally.losses(of: tally.shares).reduce(0, +) / 32
      let baseline = form.task.baseline(length: length)
      // A few hundred additions of numbers near 1, each rounded by less than 2⁻⁵².
      expectClose(loss, baseline.loss, tolerance: 1e-12 * baseline.loss)
      #expect(tally.wrongShare(of: tally.shares) == baseline.wrongShare)
    }
  }

  @Test("No other constant scores less than the best", arguments: TaskForm.all.filter { $0.task.loss == .softmax })
  func noConstantIsBetter(_ form: TaskForm) {
    let tally = ClassTally(form, length: 20, sequences: 2000)
    let best = tally.losses(of: tally.shares).reduce(0, +)
    let uniform = [Double](repeating: 1 / Double(tally.shares.count), count: tally.shares.count)
    let mixed = zip(tally.shares, uniform).map { 0.9 * $0 + 0.1 * $1 }
    #expect(tally.losses(of: mixed).reduce(0, +) >= best)
    #expect(tally.losses(of: uniform).reduce(0, +) >= best)
  }

  @Test("The figures known in closed form are met")
  func closedForms() throws {
    func baseline(_ name: String, _ variant: String = "", length: Int = 100) throws -> Baseline {
      try SequenceTasks.named(name, variant: variant).baseline(length: length)
    }
    expectClose(try baseline("addition").loss, 0.020833333333333333, tolerance: 1e-15)
    expectClose(try baseline("addition").wrongShare, 0.8464, tolerance: 1e-15)
    expectClose(try baseline("addition", "sum").loss, 0.083333333333333333, tolerance: 1e-15)
    expectClose(try baseline("addition", "sum").wrongShare, 0.9216, tolerance: 1e-15)
    expectClose(try baseline("adding-fixed").loss * 2, 0.16666666666666667, tolerance: 1e-15)
    expectClose(try baseline("multiplication").loss, 0.024305555555555556, tolerance: 1e-15)
    expectClose(try baseline("xor").loss, 0.69314718055994531, tolerance: 1e-15)
    expectClose(try baseline("temporal-order").loss, 1.3862943611198906, tolerance: 1e-14)
    #expect(try baseline("temporal-order").wrongShare == 0.75)
    #expect(try baseline("temporal-order-3").wrongShare == 0.875)
    #expect(try baseline("random-permutation", length: 50).wrongShare == 0.5)
    #expect(try baseline("random-permutation", length: 51).wrongShare == 1)
    #expect(try baseline("random-permutation", "last", length: 51).wrongShare == 0.5)
    #expect(try baseline("memorization-5", "recall-only").wrongShare == 0.96875)
    // 5¹⁰ = 9765625.
    expectClose(try baseline("memorization-20", "recall-only").wrongShare, 1 - 1.024e-7, tolerance: 1e-15)
    // T = 1 in full: 6 blanks and 5 bits among 11 steps.
    expectClose(
      try baseline("memorization-5", length: 1).loss, 6 * log(11.0 / 6) + 5 * log(11.0 / 2.5), tolerance: 1e-13)
    expectClose(try baseline("parity").loss, 100 * log(2), tolerance: 1e-12)
    expectClose(try baseline("modular-sum", "last").loss, log(5), tolerance: 1e-15)
    #expect(try baseline("modular-sum", "last").wrongShare == 0.8)
    expectClose(try baseline("group-word", "s5", length: 2).wrongShare, 1 - 1 / 14400.0, tolerance: 1e-15)
    // Three steps: one opens; one more does, or the first closes, with ½ each; after two open ones a third does or the second closes.
    // None is open after the second step in one half, and a constant is right where three of kind 0 open, or two do and one closes.
    expectClose(try baseline("dyck", length: 3).loss, 0.5 * log(6.0) + 2.5 * log(3 / 1.25), tolerance: 1e-13)
    expectClose(
      try baseline("dyck", length: 3).wrongShare, 1 - (0.5 * 0.25 * 0.5 + 0.5 * 0.25 * 0.5 * 0.5), tolerance: 1e-15)
    // 10 ln 8 = 20.7944, and a 120th of it.
    #expect(try baseline("copy").note.contains("20.7944"))
    #expect(try baseline("copy").note.contains("10 ln 8 / 120 = 0.1733"))
  }

  private func lastTargets(_ form: TaskForm) -> [Double] {
    let set = form.task.makeSequences(0..<Self.sequences, seed: 20, split: .test, length: 10)
    guard case .real(let values, _) = set.targets else { return [] }
    return (0..<set.count).map { values[set.offsets[$0 + 1] - 1] }
  }

  /// Five binomial standard deviations, and at least one sequence.
  private func shareTolerance(_ share: Double) -> Double {
    5 * (share * (1 - share) / Double(Self.sequences)).squareRoot() + 1 / Double(Self.sequences)
  }
}
