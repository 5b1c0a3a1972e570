import Optimization
import RecurrentNetworks
import Testing
import Training

/// A kind of run whose way through its steps depends on something that only it has.
struct Situation: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let steps: Int
  /// Something that must have happened in a run of so many steps, or the situation is none.
  let happens: @Sendable (HistoryRow) -> Bool
  let configuration: @Sendable () throws -> ExperimentConfiguration

  /// As reckless as it gets: no damping, no line search, tiny batches, activations without a bound.
  static let reckless = Situation(
    testDescription: "overflows", steps: 40,
    happens: { $0.notes.contains { $0.contains("back to the step before") } }
  ) {
    try Small.configuration("addition", length: 60) {
      $0.seed = 2
      $0["lambda"] = 0
      $0["mu"] = 0
      $0.weightDecay = 0
      $0.activation = .relu
      $0.initializer = .spectralRadius
      $0.inputScale = 3
      $0["line-search"] = "none"
      $0.gradientBatch = 300
      $0.curvatureBatch = 10
      $0.backtrackingBatch = 4
    }
  }

  static let all = hessianFree + firstOrder + dual

  /// Exact steps, from a state that is more than λ.
  private static let dual: [Situation] = [
    Situation(
      testDescription: "exact steps of an lstm, some refused", steps: 12, happens: { !$0.report.accepted }
    ) {
      try Small.dual("temporal-order") { ($0.cell, $0.backtrackingBatch, $0["dual-lambda"]) = ("lstm", 5, 0.01) }
    },
    Situation(
      testDescription: "exact steps on batches that grow, with lengths that grow", steps: 16,
      happens: { $0.notes.contains { $0.contains("gain little: batches grow to") } }
    ) {
      try Small.dual("addition", length: 14) {
        ($0.lengthSchedule, $0.targetWrong, $0.initialBatch) = ("10,12", 0.84, 3)
      }
    },
  ]

  private static let hessianFree: [Situation] = [
    Situation(testDescription: "fresh sequences", steps: 9, happens: { $0.report.warmStartHeld }) {
      try Small.configuration("addition") { $0.targetWrong = 1e-9 }
    },
    Situation(testDescription: "a fixed set", steps: 9, happens: { $0.validation.sequences == 32 }) {
      try Small.configuration("memorization-5", length: 3) { $0.targetWrong = 1e-9 }
    },
    Situation(testDescription: "growing lengths", steps: 16, happens: { $0.notes.contains("length grows to 14") }) {
      try Small.configuration("temporal-order", length: 14) {
        $0.lengthSchedule = "10,12"
        $0.targetWrong = 0.7
        $0.gradientBatch = 400
      }
    },
    Situation(
      testDescription: "a growth taken back", steps: 24,
      happens: { $0.notes.contains { $0.contains("back to the snapshot") } }
    ) {
      // So little data that nothing is learned from it but itself.
      try Small.configuration("xor", length: 14) {
        $0.lengthSchedule = "10"
        $0.targetWrong = 0.42
        $0["lambda"] = 1e-3
        $0["mu"] = 0
        $0.gradientBatch = 50
        $0.curvatureBatch = 50
        $0.backtrackingBatch = 6
        $0.validationBatch = 30
      }
    },
    reckless,
    Situation(testDescription: "sampled curvature", steps: 8, happens: { $0.report.cgIterations > 0 }) {
      try Small.configuration("temporal-order") {
        $0.curvature = .monteCarloFisher
        $0["preconditioner"] = "jacobi"
        $0.layers = .alike(2)
        $0.targetWrong = 1e-9
      }
    },
    Situation(
      testDescription: "batches that grow", steps: 9, happens: { $0.notes.contains { $0.contains("batches grow to") } }
    ) {
      try Small.configuration("addition") {
        ($0.initialBatch, $0.targetWrong) = (20, 1e-9)
      }
    },
    Situation(
      testDescription: "a test that is failed", steps: 14, happens: { $0.notes.contains { $0.hasPrefix("test ") } }
    ) {
      try Small.configuration("temporal-order") {
        $0.validationBatch = 3
        $0.targetWrong = 0.3
      }
    },
  ]

  /// Every first-order method, and what can happen to one.
  static let firstOrder: [Situation] =
    OptimizerKind.allCases.filter { $0.defaults is any StochasticOptions }.map { optimizer in
      Situation(testDescription: optimizer.rawValue, steps: 9, happens: { $0.report.firstOrder?.clippedShare ?? 0 > 0 })
      {
        try Small.firstOrder("addition", optimizer) {
          ($0["momentum"], $0["clip-norm"], $0["learning-rate-decay"]) = (0.5, 0.1, 0.01)
        }
      }
    } + [
      Situation(
        testDescription: "bases of soap that are refreshed, of an lstm", steps: 9,
        happens: { $0.report.step == 3 && $0.report.accepted }
      ) {
        try Small.firstOrder("temporal-order", .soap) {
          ($0.cell, $0.layers) = ("lstm", .alike(2))
          $0["basis-updates"] = .count(4)
          $0["basis-limit"] = .count(20)
          $0["schedule"] = .word("linear")
          $0["schedule-updates"] = .count(45)
          $0["decoupled-weight-decay"] = .number(0.1)
        }
      },
      Situation(
        testDescription: "muon in a gru", steps: 9,
        happens: { $0.report.firstOrder?.learningRate ?? 1 < 0.02 }
      ) {
        try Small.firstOrder("temporal-order", .muon) {
          ($0.cell, $0.layers) = ("gru", .alike(2))
          $0["schedule"] = .word("cosine")
          $0["schedule-updates"] = .count(60)
        }
      },
      Situation(
        testDescription: "pairs of lbfgs", steps: 9, happens: { $0.report.figures["pairs"] == 3 }
      ) {
        try Small.firstOrder("addition", .lbfgs) {
          ($0["updates-per-step"], $0.gradientBatch) = (nil, 200)
          $0["memory"] = .count(3)
        }
      },
      Situation(
        testDescription: "a cosine after a warm-up", steps: 9,
        happens: { $0.report.firstOrder?.learningRate ?? 1 < 0.0002 }
      ) {
        try Small.firstOrder("addition", .adam) {
          $0["schedule"] = .word("cosine")
          $0["schedule-updates"] = .count(45)
          $0["schedule-warm-up"] = .count(7)
        }
      },
      Situation(
        testDescription: "adam on a fixed set", steps: 9, happens: { $0.validation.sequences == 32 }
      ) {
        try Small.firstOrder("memorization-5", .adam, length: 3) { $0.gradientBatch = 100 }
      },
      Situation(
        testDescription: "rmsprop on growing lengths", steps: 12, happens: { $0.notes.contains("length grows to 14") }
      ) {
        try Small.firstOrder("temporal-order", .rmsprop, length: 14) {
          $0.lengthSchedule = "10,12"
          $0.targetWrong = 0.8
          $0.layers = .alike(2)
        }
      },
      Situation(
        testDescription: "a growth of nesterov taken back", steps: 36,
        happens: { $0.notes.contains { $0.contains("back to the snapshot") } }
      ) {
        try Small.firstOrder("xor", .nesterov, length: 14) {
          $0.lengthSchedule = "10"
          $0.targetWrong = 0.4
          $0["learning-rate"] = 3
          $0.validationBatch = 30
        }
      },
      firstOrderOverflow,
    ]

  /// Gradients that explode, steps without a bound.
  static let firstOrderOverflow = Situation(
    testDescription: "overflows of sgd", steps: 20,
    happens: { $0.notes.contains { $0.contains("back to the step before, with learning rate") } }
  ) {
    try Small.firstOrder("addition", .sgd, length: 60) {
      $0.activation = .relu
      $0.initializer = .spectralRadius
      $0["learning-rate"] = 1
      $0["clip-norm"] = "none"
      $0.weightDecay = 0
    }
  }
}
