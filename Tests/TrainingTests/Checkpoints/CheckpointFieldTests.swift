import Foundation
import HDF5
import LinearAlgebra
import Optimization
import TestSupport
import Testing
import Training

@Suite("Fields of a checkpoint: one entry is all that it takes")
struct CheckpointFieldTests {
  private let scratch: Scratch
  private var path: String { scratch.file("c.h5") }

  init() throws { scratch = try Scratch() }

  /// The number of tests under another name, as if the program had never stored it.
  private static let examinations = CheckpointField<RunStanding>.count("examinations", \.tests, upTo: .steps)
  private static let withoutTests = CheckpointTable.optimizer.filter { $0.name != "tests" }
  /// What has been spent, in a group of its own.
  private static let ledger = CheckpointField<RunStanding>.group(
    "ledger", \.progress.cost, [.magnitude("paid", \.minibatches)])

  /// A run with a test in it, under whatever fields there are.
  private func write() throws -> Checkpoint<Float> {
    try Checkpoint<Float>(contentsOf: Small.checkpoint(in: scratch))
  }

  private func refusal() -> String? {
    Small.error { _ = try Checkpoint<Float>(contentsOf: path) }?.description
  }

  private func change(_ body: (Group) throws -> Void) throws {
    let file = try File.open(path, for: .updating)
    try body(file.root)
    try file.close()
  }

  private func with<Result>(
    _ fields: [CheckpointField<RunStanding>], _ body: () throws -> Result
  ) rethrows -> Result {
    try CheckpointTable.$optimizer.withValue(fields, operation: body)
  }

  @Test("A field is written, read back and carried on by a run that is resumed")
  func field() throws {
    // It is solved, and so has been tested; with a lower target it goes on.
    let solved = try Trainer<Float>(
      Small.configuration("temporal-order") { ($0.targetWrong, $0.iterations) = (0.74, 20) })
    try solved.run()
    let (tests, steps) = (solved.state.standing.tests, solved.history.count)
    #expect(tests > 0 && solved.ending == .solved)
    var further = solved.configuration
    (further.targetWrong, further.iterations) = (1e-9, steps + 2)
    let whole = try Trainer(solved.checkpoint, configuration: further)
    try whole.run()
    #expect(whole.history.count == steps + 2 && whole.state.standing.tests == tests)
    try with(Self.withoutTests + [Self.examinations]) {
      try solved.checkpoint.write(to: path)
      let attributes = try File.open(path).root.group("optimizer").attributes
      #expect(try attributes["examinations"].readScalar(as: Int64.self) == Int64(tests))
      #expect(try !attributes.contains("tests"))
      let read = try Checkpoint<Float>(contentsOf: path)
      #expect(read.state == solved.state)
      let resumed = try Trainer(read, configuration: further)
      try resumed.run()
      #expect(Bits.of(resumed.state) == Bits.of(whole.state))
      try resumed.checkpoint.write(to: scratch.file("d.h5"))
      #expect(try Checkpoint<Float>(contentsOf: scratch.file("d.h5")).state == resumed.state)
    }
    // Nothing else remembers it.
    try with(Self.withoutTests) {
      try solved.checkpoint.write(to: scratch.file("e.h5"))
      #expect(try Checkpoint<Float>(contentsOf: scratch.file("e.h5")).state.standing.tests == 0)
    }
  }

  @Test(
    "A field of a hostile file is refused in a sentence",
    arguments: [Int64(-1), 7, .max, .min])
  func hostile(value: Int64) throws {
    try with(Self.withoutTests + [Self.examinations]) {
      let steps = try write().iteration
      #expect((1..<7).contains(steps))
      try change { try $0.group("optimizer").attributes.set("examinations", to: value) }
      #expect(
        refusal()
          == "\(path): attribute 'examinations' of /optimizer should be a number from 0 to \(steps), it is \(value)")
      try change { try $0.group("optimizer").attributes.set("examinations", to: "many") }
      #expect(refusal()?.contains("examinations") == true)
      try change { try $0.group("optimizer").attributes.remove("examinations") }
      #expect(refusal() == "\(path): /optimizer should have an attribute 'examinations', it has none")
    }
  }

  @Test("A group of fields of a part")
  func group() throws {
    let table = CheckpointTable.optimizer.filter { $0.name != "minibatches" } + [Self.ledger]
    try with(table) {
      let written = try write()
      let paid = try File.open(path).root.group("optimizer/ledger").attributes["paid"].readScalar(as: Double.self)
      #expect(paid > 0 && paid == written.state.standing.progress.cost.minibatches)
      try change { try $0.group("optimizer/ledger").attributes.set("paid", to: -Double.infinity) }
      #expect(
        refusal() == "\(path): attribute 'paid' of /optimizer/ledger should be a number of at least 0, it is -inf")
      try change { try $0.remove("optimizer/ledger") }
      #expect(refusal() == "\(path): there is no /optimizer/ledger")
    }
  }

  @Test("Files from before there was a field are read where it says so, and refused where it does not")
  func older() throws {
    let written = try write()
    let new = CheckpointField<RunStanding>.count("examinations", \.tests, upTo: .steps)
    try with(CheckpointTable.optimizer + [new.orDefault]) {
      #expect(try Checkpoint<Float>(contentsOf: path).state == written.state)
      try written.write(to: path)
      try change { try $0.group("optimizer").attributes.set("examinations", to: 2) }
      #expect(try Checkpoint<Float>(contentsOf: path).state.standing.tests == 2)
      try change { try $0.group("optimizer").attributes.set("examinations", to: 7) }
      #expect(refusal()?.contains("should be a number from 0 to \(written.iteration), it is 7") == true)
      try change { try $0.group("optimizer").attributes.remove("examinations") }
    }
    with(CheckpointTable.optimizer + [new]) {
      #expect(refusal() == "\(path): /optimizer should have an attribute 'examinations', it has none")
    }
    let read = try with(CheckpointTable.optimizer + [Self.ledger.orDefault]) {
      try Checkpoint<Float>(contentsOf: path)
    }
    #expect(read.state == written.state)
  }

  @Test("Fields of the other tables likewise")
  func others() throws {
    let records = CheckpointTable.experiment.filter { $0.name != "command_line" } + [.text("called_by", \.commandLine)]
    let random = CheckpointTable.random.filter { $0.name != "solves" } + [.count("samples", \.solves)]
    let trainer = try Trainer<Double>(
      Small.configuration("addition") { ($0.iterations, $0.precision) = (2, .double) })
    trainer.records.commandLine = "recur train addition --iterations 2"
    try trainer.run()
    try CheckpointTable.$experiment.withValue(records) {
      try CheckpointTable.$random.withValue(random) {
        try trainer.checkpoint.write(to: path)
        let file = try File.open(path)
        let (experiment, numbers) = (
          try file.root.group("experiment").attributes, try file.root.group("random").attributes
        )
        #expect(try experiment["called_by"].readString() == trainer.records.commandLine)
        #expect(try numbers["samples"].readScalar(as: UInt64.self) == 2)
        try file.close()
        let read = try Checkpoint<Double>(contentsOf: path)
        #expect(read.records == trainer.records && read.state == trainer.state)
        try change { try $0.group("random").attributes.set("samples", to: UInt64.max) }
        #expect(Small.error { _ = try Checkpoint<Double>(contentsOf: path) }?.description.contains("'samples'") == true)
      }
    }
  }

  @Test("Nothing that is counted once a step exceeds the steps")
  func bounds() throws {
    let steps = try write().iteration
    for (group, name) in [
      ("optimizer", "overflows"), ("optimizer", "rejections"), ("optimizer", "tests"),
      ("optimizer/growth", "steps_above"), ("optimizer/growth", "returns"), ("best", "step"),
    ] {
      let value = try File.open(path).root.group(group).attributes[name].readScalar(as: Int64.self)
      for (number, isRefused) in [(steps, false), (steps + 1, true), (Int(value), false)] {
        try change { try $0.group(group).attributes.set(name, to: Int64(number)) }
        if isRefused {
          #expect(
            refusal()
              == "\(path): attribute '\(name)' of /\(group) should be a number from 0 to \(steps), it is \(number)")
        } else {
          _ = try Checkpoint<Float>(contentsOf: path)
        }
      }
    }
  }

  @Test("No name is given twice", arguments: OptimizerKind.allCases)
  func distinct(optimizer: OptimizerKind) throws {
    let yaml = "{task: xor, length: 10, optimizer: \(optimizer.rawValue)}"
    let configuration = try ExperimentConfiguration(ConfigurationLayer(yaml: yaml, source: ""))
    let state = configuration.optimizer.options.optimizer(parameterCount: 1, precision: Float.self).storedState.value
    let scored = ["latest_loss", "latest_wrong", "latest_sequences"]
    func fields<State: OptimizerState>(of state: State) -> [String] { state.fields.map(\.name) }
    let names =
      fields(of: state) + CheckpointTable.optimizer.map(\.name) + scored + ["name", "previous", "growth"]
    #expect(Set(names).count == names.count, "\(names)")
    for names in [CheckpointTable.random.map(\.name), CheckpointTable.experiment.map(\.name)] {
      #expect(Set(names).count == names.count, "\(names)")
    }
  }

  @Test("The names in a file are those of version 2")
  func names() throws {
    _ = try write()
    let root = try File.open(path).root
    let expected = [
      "/": ["created", "creator", "format", "format_version"],
      "model": ["initial_state", "input_kind", "inputs", "loss", "outputs", "precision"],
      "model/layers/1": ["activation", "cell", "units"],
      "optimizer": [
        "forward_minibatches", "holds_warm_start", "iteration", "lambda", "last_accepted_length", "latest_loss",
        "latest_sequences", "latest_wrong", "minibatches", "mu", "name", "overflows", "rejections", "seconds", "tests",
        "verdict",
      ],
      "optimizer/previous": ["lambda", "last_accepted_length"],
      "optimizer/growth": ["index", "lengths", "returns", "steps_above"],
      "optimizer/growth/snapshot": ["lambda", "last_accepted_length"],
      "random": ["generator", "seed", "solves", "test_position", "train_position", "validation_position"],
      "experiment": ["blas_core", "command_line", "data_path", "data_sha256", "host", "threads", "version"],
      "best": ["step", "validation_loss", "validation_sequences", "validation_wrong"],
    ]
    for (group, names) in expected {
      let found = try (group == "/" ? root : root.group(group)).attributes.names
      #expect(found == names, "\(group)")
    }
  }
}
