import LinearAlgebra
import Losses
import RecurrentNetworks
import TestSupport
import Testing

@Suite("Gates: what leads to the same pre-activations")
struct GateTests {
  /// The parts of the gates of a network, by the names of their blocks.
  private static func gates(_ cells: [String], input: InputKind = .features(3)) throws -> [String] {
    let layout = try Network<Double>(
      NetworkDefinition(
        input: input, layers: cells.enumerated().map { LayerDefinition($1, units: 4 + $0) }, outputs: 2, loss: .softmax,
        learnsInitialState: true)
    ).layout
    var taken = [Int](repeating: 0, count: layout.count)
    let names = try layout.gates.map { gate in
      try gate.parts.map { part in
        for place in part.slice.range(rows: gate.deltas.count) { taken[place] += 1 }
        let block = try #require(layout.blocks.first { $0.range.contains(part.slice.offset) })
        #expect(block.range == part.slice.range(rows: gate.deltas.count), "\(block.name)")
        #expect((part.reads == nil) == (block.kind == .bias), "\(block.name)")
        return block.name
      }.joined(separator: " ")
    }
    for block in layout.blocks {
      #expect(block.range.allSatisfy { taken[$0] == (block.kind == .initialState ? 0 : 1) }, "\(block.name)")
    }
    return names
  }

  @Test("join the blocks of all terms with the same deltas, in every cell")
  func names() throws {
    #expect(try Self.gates(["tanh"]) == ["W_hh W_xh b_h", "W_ho b_o"])
    #expect(
      try Self.gates(["lstm"], input: .symbols(5)) == [
        "W_hi W_xi b_i", "W_hf W_xf b_f", "W_hg W_xg b_g", "W_hog W_xog b_og", "W_ho b_o",
      ])
    // The candidate of a GRU has two pre-activations, of which one has no input and the other no state.
    #expect(
      try Self.gates(["gru"]) == ["W_hn b_hn", "W_hr W_xr b_r", "W_hz W_xz b_z", "W_xn b_xn", "W_ho b_o"])
    #expect(try Self.gates(["mrnn"]) == ["W_hf", "W_fh W_xh b_h", "W_xf", "W_ho b_o"])
    #expect(
      try Self.gates(["lem"]) == ["W_y1 W_x1 b_1", "W_y2 W_x2 b_2", "W_yz W_xz b_z", "W_zy W_xy b_y", "W_ho b_o"])
    #expect(try Self.gates(["cornn"]) == ["W_yz W_zz W_xz b_z", "W_ho b_o"])
    // A diagonal is by itself: what it multiplies differs from unit to unit.
    #expect(try Self.gates(["indrnn"]) == ["w_h", "W_xh b_h", "W_ho b_o"])
    #expect(try Self.gates(["mingru"]) == ["W_xz b_z", "W_xh b_h", "W_ho b_o"])
    #expect(
      try Self.gates(["dense", "tanh"]) == ["0.W_xh 0.b_h", "1.W_hh 1.W_xh 1.b_h", "W_ho b_o"])
  }

  @Test("read alike where what they multiply is the same, in one layer")
  func alike() throws {
    let layout = try Network<Double>(
      NetworkDefinition(
        input: .features(3), layers: [LayerDefinition("gru", units: 4), LayerDefinition("gru", units: 4)], outputs: 2,
        loss: .softmax)
    ).layout
    let gates = layout.gates
    let alike = gates.indices.filter { $0 > 0 && gates[$0].readsAlike(gates[$0 - 1]) }
    #expect(alike == [2, 6], "z of each layer reads what r does")
    #expect(!gates[1].readsAlike(gates[5]))
    // Weights with the bias of their term: W_hn b_hn, W_hr W_xr b_r, …
    #expect(gates[0..<4].map(\.matrices) == [[2], [1, 2], [1, 2], [2]])
  }
}
