import Optimization
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing
import Training

@Suite("Resumption")
struct ResumeTests {
  /// A run of so many steps in all, going on from a checkpoint file where there is one.
  private func run<Element: Scalar>(
    _ configuration: ExperimentConfiguration, to steps: Int, threads: Int = 2, from path: String? = nil
  ) throws -> Trainer<Element> {
    var configuration = configuration
    configuration.iterations = steps
    configuration.threads = threads
    let trainer =
      try path.map { try Trainer(Checkpoint<Element>(contentsOf: $0), configuration: configuration) }
      ?? Trainer(configuration)
    try trainer.run()
    return trainer
  }

  private func same<Element: Scalar>(
    _ found: Trainer<Element>, _ expected: Trainer<Element>, _ words: String, _ location: SourceLocation
  ) {
    #expect(Bits.of(found.state) == Bits.of(expected.state), "\(words)", sourceLocation: location)
    #expect(
      found.history.map { Bits.of($0) } == expected.history.map { Bits.of($0) }, "\(words)", sourceLocation: location)
    #expect(found.ending == expected.ending, sourceLocation: location)
  }

  private func resumes<Element: Scalar>(
    _ situation: Situation, _: Element.Type, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let scratch = try Scratch()
    var configuration = try situation.configuration()
    configuration.precision = Element.precision
    // What comes about hangs on the last bits, and so on the code that OpenBLAS chooses for a processor: where the first
    // seed does not bring it about, another has to.
    var whole: Trainer<Element> = try run(configuration, to: situation.steps, threads: 1)
    for seed in UInt64(101)...110 where !whole.history.contains(where: situation.happens) {
      configuration.seed = seed
      whole = try run(configuration, to: situation.steps, threads: 1)
    }
    let happened =
      try #require(
        whole.history.firstIndex(where: situation.happens), "the situation has not come about",
        sourceLocation: location) + 1
    let last = whole.history.count
    // Before the first step, early, just before and after what makes the situation, and at the end.
    for stop in Set([0, 1, happened - 1, happened, last / 2, last - 1, last]) {
      let first: Trainer<Element> = try run(configuration, to: stop)
      try first.checkpoint.write(to: scratch.file("c.h5"))
      for threads in [1, 2, 3] {
        let second: Trainer<Element> = try run(
          configuration, to: situation.steps, threads: threads, from: scratch.file("c.h5"))
        same(second, whole, "after step \(stop), on \(threads) threads", location)
      }
    }
  }

  @Test("A run that stops and goes on takes the same steps to the bit, on any threads", arguments: Situation.all)
  func float(situation: Situation) throws { try resumes(situation, Float.self) }

  @Test(
    "So does one in double precision",
    arguments: Situation.all.filter { !$0.testDescription.hasPrefix("overflows") })
  func double(situation: Situation) throws { try resumes(situation, Double.self) }

  @Test("A run that stops after every single step is the run that never stops", arguments: [Precision.float, .double])
  func everyStep(precision: Precision) throws {
    switch precision {
    case .float: try everyStep(Float.self)
    case .double: try everyStep(Double.self)
    }
  }

  private func everyStep<Element: Scalar>(_: Element.Type) throws {
    let scratch = try Scratch()
    let configuration = try Small.configuration("xor") { $0.precision = Element.precision }
    let whole: Trainer<Element> = try run(configuration, to: 8)
    var path: String?
    for step in 1...8 {
      let part: Trainer<Element> = try run(configuration, to: step, from: path)
      path = scratch.file("c.h5")
      try part.checkpoint.write(to: path!)
      if step == 8 { same(part, whole, "in the end", #_sourceLocation) }
    }
  }

  @Test(
    "A schedule that ends with the budget goes on where it was interrupted", arguments: ["muon", "soap", "adamw"])
  func byTheBudget(optimizer: String) throws {
    let scratch = try Scratch()
    let kind = try #require(OptimizerKind(rawValue: optimizer))
    let configuration = try Small.firstOrder("temporal-order", kind) {
      ($0.minibatches, $0.iterations) = (100, 8)
      $0["schedule"] = .word("linear")
    }
    let whole = try Trainer<Float>(configuration)
    try whole.run()
    let rates = whole.history.compactMap { $0.report.firstOrder?.learningRate }
    #expect(rates.count == 8 && rates == rates.sorted(by: >) && rates[7] == rates[0] / 8)
    let part = try Trainer<Float>(configuration)
    try part.run(until: StopRule(configuration, isRequested: { part.history.count == 5 }))
    #expect(part.history.count == 5)
    try part.checkpoint.write(to: scratch.file("c.h5"))
    let rest = try Trainer(Checkpoint<Float>(contentsOf: scratch.file("c.h5")), configuration: configuration)
    try rest.run()
    same(rest, whole, "by the budget", #_sourceLocation)
  }

  @Test("What is written is read back to the bit: state, history, records", arguments: Situation.all)
  func roundTrip(situation: Situation) throws {
    let scratch = try Scratch()
    let trainer: Trainer<Float> = try run(situation.configuration(), to: situation.steps)
    trainer.records = RunRecords(
      commandLine: "recur train ünï",
      dataFile: DataFileRecord(path: "a b.h5", sha256: String(repeating: "0a", count: 32)))
    trainer.records.continuations = ["recur resume x", "recur resume y"]
    try trainer.checkpoint.write(to: scratch.file("c.h5"))
    let read = try Checkpoint<Float>(contentsOf: scratch.file("c.h5"))
    #expect(read.state == trainer.state)
    #expect(read.configuration == trainer.configuration)
    #expect(read.records == trainer.records)
    #expect(
      read.history.map { Bits.of($0, withSeconds: true) } == trainer.history.map { Bits.of($0, withSeconds: true) })
  }

  @Test("Numbers of a history that are no numbers are read back as they were")
  func oddNumbers() throws {
    let scratch = try Scratch()
    let trainer: Trainer<Double> = try run(Small.configuration("addition") { $0.precision = .double }, to: 4)
    var rows = trainer.history
    let odd: [Double] = [.nan, .infinity, -.infinity, -0.0, .leastNonzeroMagnitude, -.nan, .signalingNaN]
    for (index, value) in odd.enumerated() {
      rows[index % 4].report.rho = value
      rows[index % 4].report.quadraticStart = value
      rows[(index + 1) % 4].validation.loss = value
    }
    rows[1].report.cgOutcome = nil
    rows[2].notes = ["one", "two: ρ"]
    rows[3].validation.wrong = rows[3].validation.sequences
    let checkpoint = Checkpoint(
      configuration: trainer.configuration, state: trainer.state, history: rows, records: RunRecords())
    try checkpoint.write(to: scratch.file("c.h5"))
    let read = try Checkpoint<Double>(contentsOf: scratch.file("c.h5")).history
    #expect(read.map { Bits.of($0, withSeconds: true) } == rows.map { Bits.of($0, withSeconds: true) })
  }

  @Test("The best parameters are those of the fewest wrong sequences, at the full length only")
  func best() throws {
    let trainer: Trainer<Float> = try run(Situation.all[2].configuration(), to: 16)
    let full = trainer.history.filter { $0.length == 14 }
    let best = try #require(trainer.state.best)
    let wanted = full.min {
      ($0.validation.wrongShare, $0.validation.loss) < ($1.validation.wrongShare, $1.validation.loss)
    }
    #expect(best.step == wanted?.report.step && best.score == wanted?.validation)
    let there: Trainer<Float> = try run(Situation.all[2].configuration(), to: best.step)
    #expect(there.state.best?.parameters == best.parameters)
    #expect(try (run(Situation.all[2].configuration(), to: 1) as Trainer<Float>).state.best == nil)
  }

  @Test("A run that has ended takes no step until its budget or its target is changed")
  func ended() throws {
    let solvable = try Small.configuration("temporal-order") { $0.targetWrong = 0.74 }
    let solved: Trainer<Float> = try run(solvable, to: 50)
    #expect(solved.ending == .solved && solved.history.count < 50)
    let steps = solved.history.count
    func goOn(_ change: (inout ExperimentConfiguration) -> Void) throws -> RunSummary {
      var configuration = solved.configuration
      change(&configuration)
      return try Trainer(solved.checkpoint, configuration: configuration).run()
    }
    let again = try goOn { _ in }
    #expect(again.outcome == .solved && again.iterations == steps && again.solved == true)
    #expect(again.seconds == solved.state.standing.seconds && again.tests == solved.state.standing.tests)
    let further = try goOn {
      $0.targetWrong = 1e-9
      $0.iterations = steps + 2
    }
    #expect(further.outcome == .iterations && further.iterations == steps + 2 && further.solved == false)
    let poor = try goOn {
      $0.targetWrong = 1e-9
      $0.minibatches = 1
    }
    #expect(poor.outcome == .budget && poor.iterations == steps)
  }

  @Test("Seconds go on from what was spent")
  func seconds() throws {
    var first: TrainerState<Float> = try run(Small.configuration("addition"), to: 2).state
    first.standing.seconds = 1000
    let trainer: Trainer<Float> = try run(Small.configuration("addition"), to: 2)
    let later = try Trainer(trainer.configuration, state: first, history: trainer.history, records: RunRecords())
    #expect(try later.run().seconds == 1000)
    var configuration = trainer.configuration
    configuration.iterations = 4
    let longer = try Trainer(configuration, state: first, history: trainer.history, records: RunRecords())
    #expect(try longer.run().seconds > 1000)
    #expect(longer.history[2].seconds > 1000 && longer.history[3].seconds >= longer.history[2].seconds)
  }

  @Test("A checkpoint of another precision or network is no place to go on from")
  func another() throws {
    let float: Trainer<Float> = try run(Small.configuration("addition"), to: 1)
    var wider = float.configuration
    wider.network.layers[0].units = 13
    #expect(Small.error { _ = try Trainer(float.checkpoint, configuration: wider) }?.kind == .usage)
    let adam: Trainer<Float> = try run(Small.firstOrder("addition", .adam), to: 1)
    for (checkpoint, configuration) in [
      (float.checkpoint, adam.configuration), (adam.checkpoint, float.configuration),
      (adam.checkpoint, try Small.firstOrder("addition", .sgd)),
    ] {
      let error = Small.error { _ = try Trainer(checkpoint, configuration: configuration) }
      let (kind, other) = (checkpoint.configuration.optimizerKind.rawValue, configuration.optimizerKind.rawValue)
      #expect(
        error?.description == "a checkpoint of the optimizer \(kind) does not go on with \(other): begin a new run")
    }
    let scratch = try Scratch()
    try float.checkpoint.write(to: scratch.file("c.h5"))
    let inspected = try Checkpoint<Double>(contentsOf: scratch.file("c.h5"))
    #expect(inspected.parameters == float.parameters.converted())
    #expect(Small.error { _ = try Trainer(inspected) }?.kind == .usage)
  }
}
