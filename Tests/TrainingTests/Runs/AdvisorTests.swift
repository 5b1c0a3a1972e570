import Optimization
import Testing
import Training

@Suite("Advice")
struct AdvisorTests {
  /// A step without a fault.
  private func row(_ step: Int, _ change: (inout StepReport) -> Void = { _ in }) -> HistoryRow {
    var report = StepReport(step: step, lambda: 0.1, mu: 0.03)
    report.loss = 0.1
    report.rho = 0.9
    report.cgOutcome = .relativeProgress
    change(&report)
    let validation = Score(loss: 0.1, sequences: 100, wrong: 3)
    return HistoryRow(report: report, validation: validation, cost: Cost(), seconds: 1, length: 10)
  }

  static let faults: [(String, any OptimizerOptions, @Sendable (inout StepReport) -> Void)] = [
    ("--cg-iterations", HessianFreeOptions(), { $0.cgOutcome = .iterationCap }),
    ("ρ has been negative", HessianFreeOptions(), { $0.rho = -.infinity }),
    ("rejected", HessianFreeOptions(), { $0.outcome = .lineSearchFailed }),
    ("constant predictor", HessianFreeOptions(), { $0.loss = 0.99 }),
    ("--curvature-batch", HessianFreeOptions(), { $0.rho = 3 }),
    ("lambda has become very large", HessianFreeOptions(), { $0.lambda = 1e5 }),
    (
      "nearly every gradient is longer than --clip-norm", FirstOrderOptions(.adam),
      { $0.firstOrder = FirstOrderFigures(updates: 50, learningRate: 1, clippedShare: 0.95) }
    ),
    ("10 steps in a row overflowed: a smaller --learning-rate", FirstOrderOptions(.sgd), { $0.outcome = .notFinite }),
    ("constant predictor", FirstOrderOptions(.nesterov), { $0.loss = 0.99 }),
  ]

  @Test("Each sentence is said when its fault has lasted ten steps, once in a hundred", arguments: faults.indices)
  func says(index: Int) {
    let (words, optimizer, fault) = Self.faults[index]
    var advisor = Advisor(baselineLoss: 1, optimizer: optimizer)
    var said: [Int] = []
    for step in 1...215 {
      let sentences = advisor.advice(after: row(step, fault))
      if !sentences.isEmpty {
        said.append(step)
        #expect(sentences.count == 1)
        #expect(sentences[0].contains(words), "\(sentences)")
      }
    }
    #expect(said == [10, 110, 210])
  }

  @Test("A fault that does not last is passed over in silence", arguments: faults.indices)
  func silent(index: Int) {
    let (_, optimizer, fault) = Self.faults[index]
    var advisor = Advisor(baselineLoss: 1, optimizer: optimizer)
    for step in 1...200 {
      let row = step.isMultiple(of: 10) ? row(step) : row(step, fault)
      #expect(advisor.advice(after: row).isEmpty)
    }
  }

  @Test("There is nothing to say about a run without a fault, nor where ρ is unknown")
  func faultless() {
    var advisor = Advisor(baselineLoss: 1, optimizer: HessianFreeOptions())
    for step in 1...200 { #expect(advisor.advice(after: row(step)).isEmpty) }
    for step in 201...400 { #expect(advisor.advice(after: row(step) { $0.rho = .nan }).isEmpty) }
  }
}
