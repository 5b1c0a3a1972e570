import Foundation
import Optimization
import LinearAlgebra
import TestSupport
import Testing
import Training

@Suite("Where the time of a run goes")
struct ProfileTests {
  @Test("Kinds of work add up to the time of the run, which is that of a clock outside it")
  func sum() throws {
    let trainer = try Trainer<Float>(Small.configuration("addition") { $0.iterations = 4 })
    #expect(trainer.profile == RunProfile())
    let clock = ContinuousClock()
    var outside = 0.0
    // What happens between steps is the rest: here it is a long time.
    let pause = 0.05
    let whole = try clock.measure {
      try trainer.run { _ in outside += clock.measure { Thread.sleep(forTimeInterval: pause) } / .seconds(1) }
    }
    let profile = trainer.profile
    let sum = WorkKind.allCases.reduce(0) { $0 + profile[$1].seconds }
    #expect(abs(sum - profile.seconds) <= 1e-9)
    #expect(profile.seconds <= whole / .seconds(1) && profile.seconds > 0.9 * (whole / .seconds(1)))
    #expect(profile[.rest].seconds >= outside)
    #expect(WorkKind.allCases.allSatisfy { profile[$0].seconds >= 0 })
    #expect(WorkKind.allCases.reduce(0) { $0 + profile.share(of: $1) } > 1 - 1e-9)
    let passes = WorkKind.allCases.filter(\.isPass).reduce(0) { $0 + profile.share(of: $1) }
    #expect(profile.passShare == passes && passes > 0 && passes < 1)
    #expect(profile[.rest].seconds < profile.seconds - profile[.gradient].seconds)
  }

  @Test("Every call is counted, under its own kind", arguments: PreconditionerKind.allCases)
  func calls(preconditioner: PreconditionerKind) throws {
    let trainer = try Trainer<Double>(
      Small.configuration("temporal-order") {
        $0.iterations = 5
        $0["preconditioner"] = .word(preconditioner.rawValue)
      })
    let summary = try trainer.run()
    let profile = try #require(summary.profile)
    let steps = summary.iterations
    for kind in [WorkKind.vectors, .linearization] { #expect(profile[kind].calls == steps, "\(kind)") }
    let isOfRows = preconditioner == .dual
    #expect(profile[.gradient].calls == (isOfRows ? 2 : 1) * steps)
    // Factors of the loss and of structural damping, both once more for whole sequences; with rows the latter twice.
    let diagonals = [.none: 0, .martens: 1, .jacobi: 1, .ekfac: 4][preconditioner] ?? 2
    #expect(profile[.diagonal].calls == diagonals * steps)
    // One product an iteration, and at least one to begin with where there is a warm start; two with rows in each solve, and theirs
    // with one another.
    let iterations = trainer.history.reduce(0) { $0 + $1.report.cgIterations }
    let most = (isOfRows ? 3 : 1) * iterations + (isOfRows ? 6 : 2) * steps
    #expect(profile[.product].calls >= iterations && profile[.product].calls <= most)
    // Three batches and a validation a step, and the ten parts of each test.
    let draws = 4 * steps + 10 * summary.tests
    #expect(profile[.drawing].calls == draws && profile[.packing].calls == draws)
    // Of each step the loss that ρ needs, at least one of backtracking, and validation.
    #expect(profile[.forward].calls >= 3 * steps)
    #expect(profile[.log].calls == 0 && profile[.checkpoint].calls == 0 && profile[.rest].calls == 0)
    for kind in WorkKind.allCases where kind != .rest {
      #expect((profile[kind].seconds > 0) == (profile[kind].calls > 0), "\(kind)")
      #expect((profile[kind].millisecondsPerCall != nil) == (profile[kind].calls > 0), "\(kind)")
    }
  }

  @Test("After a pass the time goes to the work around it: with many parameters vectors take longer than the rest")
  func around() throws {
    // Something else on the machine may take its time during the rest, but not always.
    let isSeen = try (1...5).contains { _ in
      let trainer = try Trainer<Float>(
        Small.configuration("addition") {
          $0.hidden = 200
          $0.iterations = 3
        })
      try trainer.run()
      return trainer.profile[.vectors].seconds > trainer.profile[.rest].seconds
    }
    #expect(isSeen)
  }

  @Test("Files are counted while the run goes on; what is outside the run is not")
  func files() throws {
    let scratch = try Scratch()
    let configuration = try Small.configuration("addition") {
      $0.runFolder = scratch.file("run")
      $0.iterations = 6
      $0.checkpointEvery = 2
    }
    let trainer = try Trainer<Float>(configuration)
    _ = try trainer.memoryPlan()
    let keeper = RunKeeper(try RunFolder(for: configuration)) { Issue.record("\($0)") }
    #expect(trainer.profile == RunProfile())
    let summary = try trainer.run { keeper.record($0, of: trainer) }
    let profile = trainer.profile
    #expect(profile[.log].calls == 6 && profile[.log].seconds > 0)
    #expect(profile[.checkpoint].calls == 3 && profile[.checkpoint].seconds > 0)
    #expect(profile[.drawing].calls == 4 * 6)
    try keeper.finish(summary, of: trainer)
    try trainer.checkpoint.write(to: scratch.file("other.h5"))
    #expect(trainer.profile == profile)
    // The summary is taken just before the end.
    let stored = try #require(summary.profile)
    #expect(stored.kinds.mapValues(\.calls) == profile.kinds.mapValues(\.calls))
    #expect(stored.seconds <= profile.seconds)
  }

  @Test("A run that is interrupted and goes on counts both parts and not what is between; a resumed one begins anew")
  func sessions() throws {
    let trainer = try Trainer<Float>(Small.configuration("addition") { $0.iterations = 4 })
    try trainer.run(
      until: StopRule(trainer.configuration, isRequested: { trainer.history.count == 2 }))
    let first = trainer.profile
    #expect(first[.gradient].calls == 2)
    let checkpoint = trainer.checkpoint
    Thread.sleep(forTimeInterval: 0.05)
    #expect(trainer.profile == first)
    try trainer.run()
    #expect(trainer.profile[.gradient].calls == 4 && trainer.profile.seconds > first.seconds)
    let resumed = try Trainer(checkpoint)
    #expect(resumed.profile == RunProfile())
    try resumed.run()
    #expect(resumed.profile[.gradient].calls == 2)
    // Nothing of it is in the state: both have come to the same one.
    var (one, other) = (trainer.state, resumed.state)
    one.standing.seconds = 0
    other.standing.seconds = 0
    #expect(one == other)
  }

  @Test("To look at the profile after each step changes no bit of a run")
  func bits() throws {
    func run(looking: Bool) throws -> [UInt32] {
      let trainer = try Trainer<Float>(Small.configuration("memorization-20") { $0.iterations = 3 })
      var (seconds, passes) = (0.0, 0)
      try trainer.run { _ in
        guard looking else { return }
        let profile = trainer.profile
        let calls = WorkKind.allCases.reduce(0) { $1.isPass ? $0 + profile[$1].calls : $0 }
        #expect(profile.seconds > seconds && calls > passes)
        (seconds, passes) = (profile.seconds, calls)
      }
      return trainer.parameters.elements.map(\.bitPattern)
    }
    #expect(try run(looking: true) == run(looking: false))
  }

  @Test("An error of the listener stops the time, and the run can be begun again")
  func error() throws {
    let trainer = try Trainer<Float>(Small.configuration("addition") { $0.iterations = 2 })
    #expect(throws: TrainingError.self) { try trainer.run { _ in throw TrainingError(.writing, "full") } }
    let profile = trainer.profile
    #expect(trainer.profile == profile && profile[.gradient].calls == 1)
    try trainer.run()
    #expect(trainer.profile[.gradient].calls == 2)
  }

  @Test("As JSON it has every kind by its name, and is read back the same; a summary without one is read too")
  func json() throws {
    let trainer = try Trainer<Float>(Small.configuration("addition") { $0.iterations = 1 })
    let summary = try trainer.run()
    let text = try JSONText.line(summary)
    #expect(try JSONDecoder().decode(RunSummary.self, from: Data(text.utf8)) == summary)
    var object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let profile = try #require(object["profile"] as? [String: Any])
    #expect(Set(profile.keys) == ["seconds", "pass_share", "kinds"])
    let kinds = try #require(profile["kinds"] as? [String: [String: Any]])
    #expect(
      Set(kinds.keys) == [
        "forward", "gradient", "linearization", "product", "diagonal", "drawing", "packing", "vectors", "log",
        "checkpoint", "rest",
      ])
    #expect(kinds.values.allSatisfy { $0["seconds"] is NSNumber && $0["calls"] is NSNumber })
    object["profile"] = nil
    let old = try JSONDecoder().decode(RunSummary.self, from: JSONSerialization.data(withJSONObject: object))
    #expect(old.profile == nil && old.seconds == summary.seconds)
    #expect(try JSONText.line(old).contains("\"profile\":null"))
  }
}
