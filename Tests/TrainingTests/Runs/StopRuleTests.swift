import Foundation
import LinearAlgebra
import Optimization
import SequenceData
import Testing
import Training

/// A clock that a test turns, and a request that it makes.
private final class FakeOutside {
  /// Seconds.
  var time = 1000.0
  /// What every look at the clock takes.
  var step = 0.0
  var isRequested = false
  private(set) var timesAsked = 0

  func now() -> Double {
    time += step
    return time
  }

  func ask() -> Bool {
    timesAsked += 1
    return isRequested
  }

  func rule(_ configuration: ExperimentConfiguration) -> StopRule {
    StopRule(configuration, clock: now, isRequested: ask)
  }
}

@Suite("When a run stops")
struct StopRuleTests {
  private static func configuration(
    _ change: (inout ExperimentConfiguration) -> Void = { _ in }
  ) throws -> ExperimentConfiguration {
    var configuration = try Small.configuration("temporal-order") {
      ($0.iterations, $0.minibatches, $0.seconds, $0.targetWrong) = (10, 100, 60, 0.1)
    }
    change(&configuration)
    return configuration
  }

  private static func standing(_ change: (inout RunStanding) -> Void) -> RunStanding {
    var standing = RunStanding()
    change(&standing)
    return standing
  }

  @Test("A decision is a whole number, and comes back from it; other numbers are none")
  func numbers() {
    let decisions = [StopDecision.goOn] + RunOutcome.allCases.map { .stop($0) }
    #expect(decisions.map(\.rawValue) == Array(0...RunOutcome.allCases.count))
    for decision in decisions { #expect(StopDecision(rawValue: decision.rawValue) == decision) }
    #expect(StopDecision.goOn.outcome == nil && StopDecision.stop(.time).outcome == .time)
    for number in [-1, .min, decisions.count, .max] { #expect(StopDecision(rawValue: number) == nil) }
  }

  @Test("Every budget stops a run when it is spent, not before")
  func budgets() throws {
    let rule = StopRule(try Self.configuration())
    #expect(rule.decision(RunStanding(), steps: 0) == .goOn)
    #expect(rule.decision(RunStanding(), steps: 9) == .goOn)
    #expect(rule.decision(RunStanding(), steps: 10) == .stop(.iterations))
    #expect(rule.decision(Self.standing { $0.seconds = 59.9 }, steps: 1) == .goOn)
    #expect(rule.decision(Self.standing { $0.seconds = 60 }, steps: 1) == .stop(.time))
    #expect(rule.decision(Self.standing { $0.progress.cost.minibatches = 99.9 }, steps: 1) == .goOn)
    #expect(rule.decision(Self.standing { $0.progress.cost.minibatches = 100 }, steps: 1) == .stop(.budget))
    // Forward passes are not paid for.
    #expect(rule.decision(Self.standing { $0.progress.cost.forwardMinibatches = 1e9 }, steps: 1) == .goOn)
    let free = StopRule(try Self.configuration { ($0.iterations, $0.seconds) = (nil, nil) })
    #expect(free.decision(Self.standing { $0.seconds = .infinity }, steps: .max) == .goOn)
  }

  @Test("What is found stops a run; a lower target lets one that was solved go on, a larger budget none of the others")
  func verdicts() throws {
    for verdict in [RunOutcome.converged, .overflow, .stalled, .solved] {
      let standing = Self.standing { $0.verdict = verdict }
      #expect(StopRule(try Self.configuration()).decision(standing, steps: 0) == .stop(verdict))
    }
    let solved = Self.standing {
      ($0.verdict, $0.latest) = (.solved, Score(loss: 0.1, sequences: 100, wrong: 5))
    }
    #expect(StopRule(try Self.configuration()).decision(solved, steps: 1) == .stop(.solved))
    let strict = StopRule(try Self.configuration { $0.targetWrong = 0.05 })
    #expect(strict.decision(solved, steps: 1) == .goOn && strict.decision(solved, steps: 10) == .stop(.iterations))
    // An earlier budget, or request, is no verdict.
    for outcome in [RunOutcome.iterations, .budget, .time, .interrupted] {
      #expect(StopRule(try Self.configuration()).decision(Self.standing { $0.verdict = outcome }, steps: 0) == .goOn)
    }
  }

  @Test("A request stops a run that would go on; one that has ended is not interrupted")
  func requests() throws {
    let outside = FakeOutside()
    let rule = outside.rule(try Self.configuration())
    #expect(rule.decision(RunStanding(), steps: 0) == .goOn && outside.timesAsked == 1)
    outside.isRequested = true
    #expect(rule.decision(RunStanding(), steps: 0) == .stop(.interrupted))
    #expect(rule.decision(RunStanding(), steps: 10) == .stop(.iterations))
    #expect(rule.decision(Self.standing { $0.verdict = .overflow }, steps: 10) == .stop(.overflow))
    #expect(StopRule(isRequested: outside.ask).decision() == .stop(.interrupted))
  }

  @Test("Work without steps ends when its time is up; a test gets what is left, and a twentieth at least")
  func tests() throws {
    let outside = FakeOutside()
    let rule = outside.rule(try Self.configuration())
    for (spent, allowance) in [(0.0, 60.0), (50, 10), (57, 3), (59, 3), (100, 3)] {
      let start = outside.time
      let test = rule.forTest(after: spent)
      outside.time = start + allowance - 0.001
      #expect(test.decision() == .goOn, "after \(spent) s")
      outside.time = start + allowance + 0.001
      #expect(test.decision() == .stop(.time), "after \(spent) s")
    }
    let free = outside.rule(try Self.configuration { $0.seconds = nil }).forTest(after: 10)
    outside.time += 1e9
    #expect(free.decision() == .goOn)
  }

  @Test("A run counts the seconds of its clock and asks once a step; what was before it goes on is none of them")
  func clock() throws {
    let outside = FakeOutside()
    let configuration = try Self.configuration {
      ($0.iterations, $0.minibatches, $0.seconds, $0.targetWrong) = (nil, 1000, 30, 1e-9)
    }
    let trainer = try Trainer<Float>(configuration)
    let rule = outside.rule(configuration)
    outside.time += 500
    let summary = try trainer.run(onStep: { _ in outside.time += 7 }, until: rule)
    // Seconds are looked at when a step has ended, before it is told: 0, 7, 14, 21, 28, 35.
    #expect(trainer.history.map(\.seconds) == [0, 7, 14, 21, 28, 35])
    #expect(summary.outcome == .time && summary.seconds == 35 && outside.timesAsked == 6)
    outside.time += 500
    var longer = configuration
    longer.seconds = 40
    let resumed = try Trainer(trainer.checkpoint, configuration: longer)
    #expect(resumed.ending == nil && trainer.ending == .time)
    try resumed.run(onStep: { _ in outside.time += 6 }, until: outside.rule(longer))
    #expect(resumed.history.dropFirst(6).map(\.seconds) == [35, 41])
    #expect(resumed.ending == .time)
  }

  @Test("Processor time is what the system charges to the process")
  func processorTime() {
    /// Seconds of user and system time.
    func charged() -> Double {
      var usage = rusage()
      getrusage(RUSAGE_SELF.rawValue, &usage)
      func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
      return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
    let before = charged()
    let processor = RunClock.processor.started()
    let after = charged()
    var sum = 0.0
    while processor() < 0.1 { sum += sin(sum + 1) }
    // Other threads work too: what the clock shows lies between two looks at the system.
    let least = charged() - after
    let shown = processor()
    let most = charged() - before
    #expect(sum != 0 && shown >= least - 0.02 && shown <= most + 0.02, "\(least), \(shown), \(most)")
    #expect(RunClock.processor.words == " of processor time" && RunClock.real.words == "")
  }

  @Test("A run counts the seconds of the clock that it is asked for")
  func chosenClock() throws {
    var configuration = try Self.configuration { ($0.seconds, $0.clock) = (1e-9, .processor) }
    configuration.targetWrong = 1e-9
    let trainer = try Trainer<Float>(configuration)
    #expect(try trainer.run().outcome == .time && trainer.history.count == 1)
  }

  @Test("A request is heard before the next step, and the run goes on from there as if there had been none")
  func request() throws {
    let configuration = try Self.configuration { ($0.iterations, $0.seconds, $0.targetWrong) = (4, nil, 1e-9) }
    let whole = try Trainer<Float>(configuration)
    try whole.run()
    let outside = FakeOutside()
    let trainer = try Trainer<Float>(configuration)
    let summary = try trainer.run(
      onStep: { outside.isRequested = $0.report.step == 2 }, until: outside.rule(configuration))
    #expect(summary.outcome == .interrupted && trainer.history.count == 2 && trainer.ending == nil)
    outside.isRequested = false
    #expect(try trainer.run(until: outside.rule(configuration)).outcome == .iterations)
    #expect(Bits.of(trainer.state) == Bits.of(whole.state))
  }

  @Test("An evaluation whose time is up is of what has been read, one part at least; one that is interrupted is none")
  func evaluation() throws {
    let configuration = try Self.configuration()
    let θ = try Trainer<Float>(configuration).parameters
    let outside = FakeOutside()
    func evaluation(seconds: Double?) throws -> Evaluation? {
      try Evaluation(
        of: θ, configuration, split: .test, count: 3500, onProgress: { _, _ in outside.time += 10 },
        until: StopRule(seconds: seconds, clock: outside.now, isRequested: outside.ask))
    }
    let whole = try #require(try evaluation(seconds: nil))
    #expect(whole.isWhole && whole.score.sequences == 3500)
    for (seconds, read) in [(0.0, 1000), (10, 1000), (15, 2000), (30, 3000), (31, 3500)] {
      let part = try #require(try evaluation(seconds: seconds))
      #expect(part.score.sequences == read && part.isWhole == (read == 3500), "\(seconds) s")
    }
    outside.isRequested = true
    #expect(try evaluation(seconds: nil) == nil)
  }
}
