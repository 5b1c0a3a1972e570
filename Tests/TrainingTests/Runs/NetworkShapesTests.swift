import LinearAlgebra
import Optimization
import RecurrentNetworks
import Testing
import Training

@Suite("The matrices of a network, as optimizers see them")
struct NetworkShapesTests {
  /// Block by block: its name, what it is for, and what it leads to.
  private func described(_ cell: String, layers: Int) throws -> [String: String] {
    let configuration = try Small.configuration("temporal-order") { ($0.cell, $0.layers) = (cell, .alike(layers)) }
    let layout = try Network<Float>(configuration.network).layout
    let shapes = ParameterShapes(layout)
    #expect(shapes.count == layout.count)
    let blocks = Dictionary(uniqueKeysWithValues: layout.blocks.map { ($0.offset, $0) })
    let weights = layout.blocks.filter { $0.kind == .weight }
    #expect(shapes.matrices.map(\.offset) == weights.map(\.offset))
    var described: [String: String] = [:]
    for matrix in shapes.matrices {
      let block = try #require(blocks[matrix.offset])
      #expect(block.rows == matrix.rows && block.columns == matrix.columns)
      let beside = shapes.matrices.filter { $0.destination == matrix.destination && $0 != matrix }
      let names = beside.compactMap { blocks[$0.offset]?.name }.joined(separator: " ")
      described[block.name] = "\(matrix.role.rawValue) \(names)"
    }
    return described
  }

  @Test("What leads to one gate has one destination, in every cell")
  func destinations() throws {
    let tanh = try described("tanh", layers: 1)
    #expect(tanh == ["W_hh": "hidden W_xh", "W_xh": "input W_hh", "W_ho": "output "])
    let lstm = try described("lstm", layers: 2)
    #expect(lstm.count == 17)
    #expect(lstm["0.W_xf"] == "input 0.W_hf" && lstm["1.W_xf"] == "hidden 1.W_hf")
    #expect(lstm["1.W_hog"] == "hidden 1.W_xog")
    // The candidate of a GRU has two pre-activations: one inside the reset, one outside.
    let gru = try described("gru", layers: 1)
    #expect(gru["W_hr"] == "hidden W_xr" && gru["W_xz"] == "input W_hz")
    #expect(gru["W_hn"] == "hidden " && gru["W_xn"] == "input ")
    let expressive = try described("lem", layers: 1)
    #expect(expressive["W_zy"] == "hidden W_xy" && expressive["W_xz"] == "input W_yz")
    let oscillating = try described("cornn", layers: 2)
    #expect(oscillating["1.W_zz"] == "hidden 1.W_yz 1.W_xz" && oscillating["0.W_xz"] == "input 0.W_yz 0.W_zz")
    // A diagonal is a vector to them.
    #expect(try described("indrnn", layers: 1) == ["W_xh": "input ", "W_ho": "output "])
    #expect(try described("mingru", layers: 1) == ["W_xz": "input ", "W_xh": "input ", "W_ho": "output "])
    let multiplicative = try described("mrnn", layers: 1)
    #expect(multiplicative["W_fh"] == "hidden W_xh" && multiplicative["W_xh"] == "input W_fh")
    #expect(multiplicative["W_hf"] == "hidden " && multiplicative["W_xf"] == "input ")
  }

  @Test(
    "Steps with them are the same bits on any number of threads", arguments: ["muon", "soap", "lbfgs", "adamw", "dual"])
  func threads(optimizer: String) throws {
    func run(threads: Int) throws -> Vector<Float> {
      let kind = try #require(OptimizerKind(rawValue: optimizer))
      let configuration = try Small.firstOrder("temporal-order", kind) {
        ($0.cell, $0.threads, $0.iterations, $0.gradientBatch) = ("lstm", threads, 6, 300)
        if kind == .lbfgs || kind == .dual { $0["updates-per-step"] = nil }
        if kind == .dual { ($0.gradientBatch, $0.curvatureBatch) = (100, 300) }
      }
      let trainer = try Trainer<Float>(configuration)
      try trainer.run()
      #expect(trainer.history.allSatisfy { $0.report.accepted })
      return trainer.parameters
    }
    let one = try run(threads: 1)
    for threads in [2, 3] {
      let several = try run(threads: threads)
      #expect(several == one)
    }
  }
}
