import HDF5
import Optimization
import TestSupport
import Testing
import Training

@Suite("Checkpoint of SOAP, Muon, L-BFGS and exact steps")
struct OptimizerStateCheckpointTests {
  /// A checkpoint after six steps; a gate of 12 rows and 18 columns, the output of 4 and 12.
  private func stored(_ optimizer: OptimizerKind, in scratch: Scratch) throws -> String {
    let configuration = try Small.firstOrder("temporal-order", optimizer) {
      $0.iterations = 6
      if optimizer == .dual {
        ($0["updates-per-step"], $0.gradientBatch, $0.curvatureBatch, $0.initialBatch) = (nil, 40, 40, 10)
      }
      if optimizer == .lbfgs {
        ($0["updates-per-step"], $0.gradientBatch) = (nil, 300)
        $0["memory"] = .count(2)
      }
    }
    let trainer = try Trainer<Float>(configuration)
    try trainer.run()
    let path = scratch.file("c.h5")
    try trainer.checkpoint.write(to: path)
    #expect(try Checkpoint<Float>(contentsOf: path).state == trainer.state)
    return path
  }

  private static func filled(_ name: String, _ words: String, with value: Float) -> CheckpointDamage {
    CheckpointDamage("\(name) of \(value)", words) { root in
      let shape = try root.dataset(name).shape
      try root.remove(name)
      try root.createDataset(named: name, values: Array(repeating: value, count: shape[0]))
    }
  }

  static let soap: [CheckpointDamage] = [
    .missing("optimizer/factors"), .missing("optimizer/bases"), .missing("optimizer/second_moment"),
    .vector("optimizer/factors", "should have the shape", [1, 2, 3]),
    .vector("optimizer/bases", "should have the shape", []),
    filled("optimizer/factors", "/optimizer/factors holds numbers that are not finite", with: .nan),
    filled("optimizer/bases", "/optimizer/bases holds numbers that are not finite", with: .infinity),
    .init("another optimizer", "should be soap", { try $0.group("optimizer").attributes.set("name", to: "muon") }),
  ]

  static let lbfgs: [CheckpointDamage] = [
    .attribute("optimizer", "pairs", 3, "attribute 'pairs' of /optimizer should be a number from 0 to 2"),
    .attribute("optimizer", "pairs", -1, "attribute 'pairs'"), .without("optimizer", "pairs"),
    .without("optimizer", "scale"), .missing("optimizer/step_0"), .missing("optimizer/difference_1/b_o"),
    .vector("optimizer/step_1/b_o", "not finite", [1, .nan, 0, 0]),
    .missing("history/pairs"), .missing("history/search_trials"),
    .column("pairs", "/history/pairs should hold numbers from 0") { Array(repeating: Int64(-1), count: $0) },
  ]

  @Test("A state of SOAP that was tampered with gives one sentence", arguments: soap.indices)
  func damagedBases(index: Int) throws {
    let scratch = try Scratch()
    try Self.soap[index].expectSentence(of: stored(.soap, in: scratch))
  }

  @Test("So does one of L-BFGS", arguments: lbfgs.indices)
  func damagedPairs(index: Int) throws {
    let scratch = try Scratch()
    try Self.lbfgs[index].expectSentence(of: stored(.lbfgs, in: scratch))
  }

  static let dual: [CheckpointDamage] = [
    .attribute("optimizer", "overfitted", 7, "attribute 'overfitted' of /optimizer should be a number from 0 to 6"),
    .without("optimizer", "overfitted"), .without("optimizer", "lambda"), .missing("optimizer/direction"),
    .vector("optimizer/direction/b_o", "not finite", [1, .nan, 0, 0]),
    .missing("history/rows"), .missing("history/trials"),
    .column("rows", "/history/rows should hold numbers from 0") { Array(repeating: Int64(-1), count: $0) },
  ]

  @Test("So does one of exact steps", arguments: dual.indices)
  func damagedDirection(index: Int) throws {
    let scratch = try Scratch()
    try Self.dual[index].expectSentence(of: stored(.dual, in: scratch))
  }

  @Test("SOAP leaves factors and bases of every gate, with a labelled axis; Muon leaves two moments and nothing else")
  func contents() throws {
    let scratch = try Scratch()
    var root = try File.open(try stored(.soap, in: scratch)).root
    let count = 12 * 12 + 18 * 18 + 4 * 4 + 12 * 12
    for name in ["factors", "bases"] {
      let dataset = try root.dataset("optimizer/\(name)")
      #expect(try dataset.shape == [count])
      #expect(try root.dataset("\(name)_number").shape == [count])
    }
    // The bases of the last refreshment are orthonormal.
    let bases = try root.dataset("optimizer/bases").read(as: Float.self).map { Double($0) }
    for (start, extent) in [(0, 12), (144, 18), (144 + 324, 4), (144 + 324 + 16, 12)] {
      for i in 0..<extent {
        for j in 0...i {
          let (one, other) = (start + i * extent, start + j * extent)
          let product = Array(bases[one..<one + extent]).dot(Array(bases[other..<other + extent]))
          expectClose(product, i == j ? 1 : 0, tolerance: 1e-5, "directions \(i) and \(j) of \(extent)")
        }
      }
    }
    root = try File.open(try stored(.muon, in: scratch)).root
    #expect(try root.contains("optimizer/first_moment/W_hh") && root.contains("optimizer/second_moment/W_ho"))
    #expect(try !root.contains("optimizer/factors") && !root.contains("factors_number"))
  }
}
