import TestSupport
import LinearAlgebra
import Optimization
import Testing

@Suite("Schedules of the learning rate")
struct ScheduleTests {
  /// The learning rates of some updates; the part of the budget that is spent grows by a tenth with each step.
  private func rates(_ change: (inout FirstOrderOptions) -> Void, steps: Int = 10) -> [Double] {
    var options = FirstOrderOptions(.sgd)
    (options.learningRate, options.updates, options.momentum) = (0.5, 1, 0)
    change(&options)
    var optimizer = FirstOrderOptimizer<Double>(parameterCount: 1, options: options)
    let model = ScriptedObjective<Double>(1) { _, _, gradient in
      gradient[0] = 1
      return 1
    }
    var θ = Vector<Double>(count: 1)
    return (0..<steps).map { step in
      optimizer.note(spent: Double(step) / 10, seconds: Double(step))
      return optimizer.step(&θ, objective: model).firstOrder?.learningRate ?? .nan
    }
  }

  @Test("A constant rate is the rate itself, and falls by its decay alone")
  func constant() {
    #expect(rates { _ in } == Array(repeating: 0.5, count: 10))
    let falling: [Double] = (0..<10).map { 0.5 / (1 + 0.25 * Double($0)) }
    #expect(rates { $0.learningRateDecay = 0.25 } == falling)
  }

  @Test("A linear schedule ends with the budget, or after so many updates, or seconds")
  func linear() {
    let line: [Double] = (0..<10).map { 0.5 * (1 - Double($0) / 10) }
    expectClose(rates { $0.schedule = .linear }, line, tolerance: 1e-15)
    expectClose(
      rates { ($0.schedule, $0.scheduleUpdates) = (.linear, 4) }, [0.5, 0.375, 0.25, 0.125, 0, 0, 0, 0, 0, 0],
      tolerance: 1e-15)
    expectClose(
      rates { ($0.schedule, $0.scheduleSeconds) = (.linear, 4) }, [0.5, 0.375, 0.25, 0.125, 0, 0, 0, 0, 0, 0],
      tolerance: 1e-15)
  }

  @Test("A cosine begins and ends flat")
  func cosine() {
    let schedule = CosineSchedule()
    // cos of multiples of π/6.
    let root = 3.0.squareRoot() / 2
    let cosines: [Double] = [1, root, 0.5, 0, -0.5, -root]
    for (sixth, cosine) in cosines.enumerated() {
      let share = Double(sixth) / 6
      expectClose(schedule.part(at: share), 0.5 * (1 + cosine), tolerance: 1e-9)
    }
    #expect(
      schedule.part(at: 1) < 1e-9 && schedule.part(at: 7) == schedule.part(at: 1) && schedule.part(at: -1) > 1 - 1e-9)
  }

  @Test("A warm-up rises in a straight line to the rate")
  func warmUp() {
    expectClose(rates({ $0.scheduleWarmUp = 4 }, steps: 6), [0.1, 0.2, 0.3, 0.4, 0.5, 0.5], tolerance: 1e-15)
  }

  @Test(
    "Every method of many updates follows a schedule, by updates or by the budget, with its warm-up",
    arguments: OptimizerKind.allCases)
  func everyMethod(kind: OptimizerKind) {
    func rates(_ chosen: some StochasticOptions, _ change: (inout any StochasticOptions) -> Void) -> [Double] {
      var options: any StochasticOptions = chosen
      (options.learningRate, options.updates) = (0.5, 1)
      change(&options)
      // A slope without a curvature.
      let model = QuadraticObjective<Double>([[0]], [-1])
      var optimizer: any Optimizer<Double> = options.optimizer(of: model.shapes)
      var θ = Vector<Double>(count: 1)
      return (0..<4).map { step in
        optimizer.note(spent: Double(step) / 4, seconds: Double(step))
        return optimizer.step(&θ, objective: model).firstOrder?.learningRate ?? .nan
      }
    }
    guard let options = kind.defaults as? any StochasticOptions else {
      #expect(!kind.defaults.has("schedule"))
      return
    }
    expectClose(rates(options) { $0.schedule = .linear }, [0.5, 0.375, 0.25, 0.125], tolerance: 1e-15)
    expectClose(
      rates(options) { ($0.schedule, $0.scheduleUpdates) = (.cosine, 3) }, [0.5, 0.375, 0.125, 0], tolerance: 1e-9)
    expectClose(
      rates(options) { ($0.schedule, $0.scheduleSeconds) = (.linear, 2) }, [0.5, 0.25, 0, 0], tolerance: 1e-15)
    expectClose(rates(options) { $0.scheduleWarmUp = 2 }, [0.5 / 3, 1.0 / 3, 0.5, 0.5], tolerance: 1e-15)
    expectClose(rates(options) { $0.learningRateDecay = 1 }, [0.5, 0.25, 0.5 / 3, 0.125], tolerance: 1e-15)
    for name in [
      "learning-rate", "learning-rate-decay", "schedule", "schedule-updates", "schedule-seconds", "schedule-warm-up",
    ] {
      #expect(options.has(name))
    }
  }

  @Test("A schedule of somebody else's is chosen by its name")
  func ownSchedule() throws {
    struct Halves: Schedule {
      var name: String { "halves" }
      func part(at share: Double) -> Double { share < 0.5 ? 1 : 0.5 }
    }
    #expect(ScheduleKind(rawValue: "halves") == nil)
    try ScheduleKind.$table.withValue(ScheduleKind.table + [Halves()]) {
      let kind = try #require(ScheduleKind(rawValue: "halves"))
      #expect(rates { $0.schedule = kind } == [0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.25])
    }
  }
}
