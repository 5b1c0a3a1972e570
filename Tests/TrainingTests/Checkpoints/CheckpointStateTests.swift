import DurableFiles
import Foundation
import HDF5
import Optimization
import TestSupport
import Testing
import Training

@Suite("Checkpoint: what the next step needs, read suspiciously")
struct CheckpointStateTests {
  static let damages: [CheckpointDamage] = counts + absences + values + arrays

  private static let counts: [CheckpointDamage] = [
    .another("cell", "gru", of: "model/layers/1"), .another("activation", "relu", of: "model/layers/1"),
    .another("loss", "logistic"),
    .another("precision", "double"), .another("initial_state", "zero"), .another("input_kind", "features"),
    .attribute("model/layers/1", "units", 13, "this is another model"),
    .attribute("model", "inputs", -1, "should be a number from 0"),
    .attribute("model", "outputs", 3, "attribute 'outputs' of /model should be 4"),
    .attribute("optimizer", "holds_warm_start", 2, "from 0 to 1"),
    .attribute("optimizer", "overflows", -1, "attribute 'overflows' of /optimizer should be a number from 0"),
    .attribute("optimizer", "rejections", 1_000_000, "it is 1000000"),
    .attribute("optimizer", "tests", .max, "attribute 'tests'"),
    .attribute("optimizer", "iteration", 5, "/history/step should have the shape [5]"),
    .attribute("optimizer", "iteration", 1 << 53, "/history/step should have the shape"),
    .attribute("optimizer", "iteration", .max, "attribute 'iteration'"),
    .attribute("optimizer", "latest_wrong", 1 << 40, "attribute 'latest_wrong'"),
    .attribute("optimizer", "latest_sequences", -5, "attribute 'latest_sequences'"),
    .attribute("optimizer/growth", "index", 2, "attribute 'index' of /optimizer/growth"),
    .attribute("optimizer/growth", "steps_above", -1, "attribute 'steps_above'"),
    .attribute("optimizer/growth", "returns", 1 << 50, "attribute 'returns'"),
    .attribute("random", "solves", -1, "attribute 'solves' of /random"),
    .attribute("random", "seed", 4, "attribute 'seed' of /random should be 3"),
    .attribute("random", "train_position", -1, "attribute 'train_position' of /random"),
    .attribute("random", "validation_position", .max, "attribute 'validation_position'"),
    .attribute("best", "step", 7, "attribute 'step' of /best"),
    .attribute("best", "validation_wrong", 101, "attribute 'validation_wrong' of /best"),
  ]

  private static let absences: [CheckpointDamage] =
    [
      ("optimizer", "name"), ("optimizer", "iteration"), ("optimizer", "lambda"), ("optimizer", "mu"),
      ("optimizer", "holds_warm_start"), ("optimizer", "minibatches"), ("optimizer", "seconds"),
      ("optimizer/previous", "lambda"), ("optimizer/growth", "lengths"), ("optimizer/growth/snapshot", "lambda"),
      ("random", "generator"), ("random", "seed"), ("random", "solves"), ("experiment", "command_line"),
      ("experiment", "version"), ("experiment", "data_sha256"), ("best", "step"), ("best", "validation_loss"),
      ("model/layers/1", "cell"), ("model/layers/1", "units"),
    ].map { CheckpointDamage.without($0.0, $0.1) }
    + [
      "model/layers", "model/layers/1", "optimizer/direction", "optimizer/growth", "optimizer/growth/snapshot",
      "optimizer/previous/parameters", "random",
      "history", "history/rho", "history/notes", "history/step", "experiment", "best/parameters", "best/parameters/b_o",
    ].map { CheckpointDamage.missing($0) }

  private static let values: [CheckpointDamage] = [
    .init(
      "a layer too many", "/model/layers/2 should not be there",
      { try $0.createGroup(named: "model/layers/2").attributes.set("cell", to: "tanh") }),
    .init("another optimizer", "should be hf", { try $0.group("optimizer").attributes.set("name", to: "adam") }),
    .init("another generator", "philox", { try $0.group("random").attributes.set("generator", to: "mt19937") }),
    .init("another μ", "attribute 'mu'", { try $0.group("optimizer").attributes.set("mu", to: 0.5) }),
    .init("μ = NaN", "attribute 'mu'", { try $0.group("optimizer").attributes.set("mu", to: Double.nan) }),
    .init(
      "infinite cost", "minibatches", { try $0.group("optimizer").attributes.set("minibatches", to: Double.infinity) }),
    .init("negative time", "seconds", { try $0.group("optimizer").attributes.set("seconds", to: -1.0) }),
    .init(
      "a length of NaN", "last", { try $0.group("optimizer").attributes.set("last_accepted_length", to: Double.nan) }),
    .init("a verdict of its own", "verdict", { try $0.group("optimizer").attributes.set("verdict", to: "guilty") }),
    .init("a text for λ", "lambda", { try $0.group("optimizer").attributes.set("lambda", to: "0.1") }),
    .init("two λ", "lambda", { try $0.group("optimizer").attributes.set("lambda", to: [0.1, 0.2]) }),
    .init("a part of a step", "iteration", { try $0.group("optimizer").attributes.set("iteration", to: 2.5) }),
    .init("falling lengths", "lengths", { try $0.group("optimizer/growth").attributes.set("lengths", to: [12, 10]) }),
    .init("other lengths", "lengths", { try $0.group("optimizer/growth").attributes.set("lengths", to: [10, 11]) }),
    .init("no lengths", "lengths", { try $0.group("optimizer/growth").attributes.set("lengths", to: [Int64]()) }),
    .init(
      "negative lengths", "lengths", { try $0.group("optimizer/growth").attributes.set("lengths", to: [-10, 12]) }),
    .init("λ of the way back", "lambda", { try $0.group("optimizer/previous").attributes.set("lambda", to: -2.0) }),
    .init("no digest", "64 hex", { try $0.group("experiment").attributes.set("data_sha256", to: "abc") }),
    .init(
      "a digest in capitals", "64 hexadecimal digits",
      { try $0.group("experiment").attributes.set("data_sha256", to: String(repeating: "AB", count: 32)) }
    ),
  ]

  private static let arrays: [CheckpointDamage] = [
    .vector("optimizer/direction/W_hh", "should have the shape [12, 12]", [1, 2, 3]),
    .vector("optimizer/direction/b_o", "not finite", [1, .nan, 0, 0]),
    .vector("optimizer/previous/parameters/h_0", "should have the shape [12]", Array(repeating: 1, count: 13)),
    .vector("optimizer/growth/snapshot/parameters/b_h", "not finite", Array(repeating: .infinity, count: 12)),
    .vector("best/parameters/W_ho", "should have the shape [4, 12]", Array(repeating: 1, count: 48)),
    .column("rho", "should have the shape") { Array(repeating: 0.5, count: $0 + 1) },
    .column("step", "/history/step should count the steps from 1") { Array(repeating: Int64(1), count: $0) },
    .column("length", "/history/length should hold numbers from 0") { Array(repeating: Int64(-1), count: $0) },
    .column("cg_iterations", "/history/cg_iterations should hold") { Array(repeating: Int64.max, count: $0) },
    .column("cg_chosen", "/history/cg_chosen") { Array(repeating: 0.5, count: $0) },
    .column("warm_start_held", "should hold 0 or 1") { Array(repeating: UInt8(2), count: $0) },
    .column("validation_wrong", "should hold shares of") { Array(repeating: 1.5, count: $0) },
    .column("validation_wrong", "validation_sequences") { Array(repeating: 0.123456789, count: $0) },
    .column("outcome", "not a string") { Array(repeating: 1.0, count: $0) },
    .texts("outcome", "/history/outcome should hold outcomes of a step, row 0 holds \"fine\"", "fine"),
    .texts("cg_outcome", "/history/cg_outcome should hold outcomes of conjugate gradients", "bored"),
    .texts("loss", "/history/loss", "0.5"),
  ]

  @Test("A state that was tampered with gives one sentence", arguments: damages.indices)
  func damaged(index: Int) throws {
    let scratch = try Scratch()
    try Self.damages[index].expectSentence(of: Small.checkpoint(in: scratch))
  }

  @Test("What was not tampered with is read, sealed or not")
  func untouched() throws {
    let scratch = try Scratch()
    let path = try Small.checkpoint(in: scratch)
    #expect(try File.checksum(of: path) == .intact)
    let sealed = try Checkpoint<Float>(contentsOf: path)
    let file = try File.open(path, for: .updating)
    try file.root.attributes.set("note", to: "mine")
    try file.close()
    #expect(try File.checksum(of: path) == .absent)
    #expect(try Checkpoint<Float>(contentsOf: path).state == sealed.state)
    #expect(sealed.state.growth.index == 1 && sealed.state.growth.snapshot != nil)
    #expect(
      sealed.state.optimizer.hessianFree?.holdsWarmStart == true && sealed.state.previous != nil
        && sealed.state.best != nil)
  }

  @Test("A changed byte breaks the seal, wherever it is")
  func seal() throws {
    let scratch = try Scratch()
    let whole = try Data(contentsOf: URL(fileURLWithPath: Small.checkpoint(in: scratch)))
    for place in stride(from: 9, to: whole.count - 64, by: whole.count / 40) {
      var bytes = whole
      bytes[place] ^= 0x10
      let path = try scratch.write(bytes, to: "changed.h5")
      let error = Small.error { _ = try Checkpoint<Float>(contentsOf: path) }
      #expect(error?.kind == .data && error?.description.contains("its checksum is wrong") == true, "byte \(place)")
    }
  }
}
