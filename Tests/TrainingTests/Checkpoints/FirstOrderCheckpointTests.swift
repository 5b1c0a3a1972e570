import HDF5
import Optimization
import TestSupport
import Testing
import Training

@Suite("Checkpoint of a first-order method")
struct FirstOrderCheckpointTests {
  /// A checkpoint of a first-order run with a way back and a growth.
  private func stored(_ optimizer: OptimizerKind, in scratch: Scratch) throws -> String {
    let configuration = try Small.firstOrder("temporal-order", optimizer, length: 12) {
      ($0.lengthSchedule, $0.targetWrong, $0.iterations) = ("10,11", 1, 2)
    }
    let trainer = try Trainer<Float>(configuration)
    try trainer.run()
    #expect(trainer.state.growth.snapshot != nil && trainer.state.previous != nil)
    let path = scratch.file("c.h5")
    try trainer.checkpoint.write(to: path)
    return path
  }

  static let damages: [CheckpointDamage] = [
    .init("another optimizer", "should be adam", { try $0.group("optimizer").attributes.set("name", to: "hf") }),
    .init("another method", "should be adam", { try $0.group("optimizer").attributes.set("name", to: "rmsprop") }),
    .attribute("optimizer", "updates", -1, "attribute 'updates' of /optimizer should be a number from 0"),
    .attribute("optimizer", "updates", .max, "attribute 'updates'"),
    .attribute("optimizer", "moment_updates", -1, "attribute 'moment_updates' of /optimizer should be a number from 0"),
    .attribute(
      "optimizer", "moment_updates", 11, "attribute 'moment_updates' of /optimizer should be a number from 0 to 10"),
    .init("negative rate", "learning_rate", { try $0.group("optimizer").attributes.set("learning_rate", to: -0.5) }),
    .init(
      "rate of NaN", "learning_rate", { try $0.group("optimizer").attributes.set("learning_rate", to: Double.nan) }),
    .init(
      "infinite rate", "learning_rate",
      { try $0.group("optimizer").attributes.set("learning_rate", to: Double.infinity) }
    ),
    .init(
      "rate of the way back", "attribute 'learning_rate' of /optimizer/previous",
      { try $0.group("optimizer/previous").attributes.set("learning_rate", to: -1.0) }
    ),
    .without("optimizer", "learning_rate"), .without("optimizer", "updates"), .without("optimizer", "moment_updates"),
    .without("optimizer/previous", "learning_rate"), .without("optimizer/growth/snapshot", "learning_rate"),
    .missing("optimizer/first_moment"), .missing("optimizer/second_moment"), .missing("optimizer/second_moment/b_o"),
    .missing("history/learning_rate"), .missing("history/clipped"), .missing("history/updates"),
    .vector("optimizer/first_moment/W_hh", "should have the shape [12, 12]", [1, 2, 3]),
    .vector("optimizer/first_moment/b_o", "not finite", [1, .nan, 0, 0]),
    .vector("optimizer/second_moment/b_o", "not finite", [1, .infinity, 0, 0]),
    .vector(
      "optimizer/second_moment/b_o", "/optimizer/second_moment holds means of squares below 0", [1, -1e-30, 0, 0]),
    .column("updates", "/history/updates should hold numbers from 0") { Array(repeating: Int64(-1), count: $0) },
    .column("learning_rate", "should have the shape") { Array(repeating: 0.5, count: $0 + 1) },
    .texts("clipped", "/history/clipped", "0.5"),
  ]

  @Test("A state that was tampered with gives one sentence", arguments: damages.indices)
  func damaged(index: Int) throws {
    let scratch = try Scratch()
    try Self.damages[index].expectSentence(of: stored(.adam, in: scratch))
  }

  @Test("A first-order method leaves its moments under its name", arguments: OptimizerKind.allCases)
  func moments(optimizer: OptimizerKind) throws {
    guard let method = FirstOrderMethod(rawValue: optimizer.rawValue) else { return }
    let scratch = try Scratch()
    let root = try File.open(try stored(optimizer, in: scratch)).root
    let group = try root.group("optimizer")
    #expect(try group.attributes["name"].readString() == optimizer.rawValue)
    #expect(try group.attributes["updates"].readScalar(as: Int64.self) == 10)
    #expect(try group.contains("first_moment/W_hh") && !group.contains("direction"))
    #expect(try group.contains("second_moment/W_hh") == method.hasSecondMoment)
    #expect(try !group.attributes.contains("lambda") && !group.attributes.contains("mu"))
    #expect(try root.dataset("history/rho").read(as: Double.self).allSatisfy(\.isNaN))
    #expect(try root.dataset("history/updates").read(as: Int64.self) == [5, 5])
  }
}
