import Foundation
import LinearAlgebra
import Losses
import RecurrentNetworks
import TestSupport
import Testing

/// States of single cells against loops over numbers, from the papers' equations; blocks are found by name.
@Suite("Values of cells")
struct CellValuesTests {
  private static let units = 3
  private static let inputs = [[0.5, -1.25], [2, 0.75], [-0.5, 0.25], [1.5, -2], [0, 0.125]]

  /// A network of one layer with parameters that no two blocks share, and its states over the inputs.
  private struct Run {
    let network: Network<Double>
    let θ: Vector<Double>
    var states: [[Double]] = []

    init(_ cell: String, _ activation: Activation = .tanh, options: [String: Int] = [:]) throws {
      let layer = LayerDefinition(cell, units: units, activation: activation, options: options)
      network = try Network(
        NetworkDefinition(
          input: .features(2), layers: [layer], outputs: 1, loss: .squaredError, learnsInitialState: true))
      θ = Vector((0..<network.layout.count).map { sin(1.7 * Double($0) + 0.3) })
      let weights = Parameters<Double>(network.layout, areStepwise: true)
      weights.load(θ)
      let pass = WindowedPass(network, weights: weights, sequences: 1)
      pass.begin()
      let x = Matrix<Double>(rows: 5, columns: 2)
      for t in 0..<5 { for j in 0..<2 { x[t, j] = inputs[t][j] } }
      pass.read(.features(x), steps: 5, sequences: 1)
      states = (0..<5).map { t in (0..<pass.states(0).columns).map { pass.states(0)[t, $0] } }
    }

    func callAsFunction(_ name: String, _ i: Int, _ j: Int = 0) -> Double {
      guard let block = network.layout[name] else { preconditionFailure("there is no \(name)") }
      return θ[block.offset + i * block.columns + j]
    }

    /// Σ_j W_ij s_j
    func row(_ name: String, _ i: Int, _ s: [Double]) -> Double {
      var sum = 0.0
      for j in s.indices { sum += self(name, i, j) * s[j] }
      return sum
    }

    func expect(_ t: Int, _ state: [Double]) {
      expectClose(states[t], state, tolerance: 1e-14, "the state after step \(t + 1)")
    }
  }

  private func logistic(_ a: Double) -> Double { 1 / (1 + exp(-a)) }

  @Test("lem moves two states at rates of their own, y after z", arguments: [nil, 1000, 250])
  func longExpressive(_ dt: Int?) throws {
    let p = try Run("lem", options: dt.map { ["dt": $0] } ?? [:])
    let Δt = Double(dt ?? 1000) / 1000
    var y = (0..<Self.units).map { p("y_0", $0) }
    var z = (0..<Self.units).map { p("z_0", $0) }
    for (t, u) in Self.inputs.enumerated() {
      var (slow, fast, newZ, newY) = ([Double](), [Double](), [Double](), [Double]())
      for i in 0..<Self.units {
        slow.append(Δt * logistic(p.row("W_y1", i, y) + p.row("W_x1", i, u) + p("b_1", i)))
        fast.append(Δt * logistic(p.row("W_y2", i, y) + p.row("W_x2", i, u) + p("b_2", i)))
        newZ.append((1 - fast[i]) * z[i] + fast[i] * tanh(p.row("W_yz", i, y) + p.row("W_xz", i, u) + p("b_z", i)))
      }
      for i in 0..<Self.units {
        newY.append((1 - slow[i]) * y[i] + slow[i] * tanh(p.row("W_zy", i, newZ) + p.row("W_xy", i, u) + p("b_y", i)))
      }
      (y, z) = (newY, newZ)
      p.expect(t, y + z)
    }
  }

  @Test("cornn is a chain of damped oscillators", arguments: [[:], ["dt": 100, "gamma": 945, "epsilon": 95]])
  func oscillating(_ options: [String: Int]) throws {
    let p = try Run("cornn", options: options)
    let (Δt, γ, ε) = options.isEmpty ? (0.042, 2.7, 4.7) : (0.1, 94.5, 9.5)
    var y = (0..<Self.units).map { p("y_0", $0) }
    var z = (0..<Self.units).map { p("z_0", $0) }
    for (t, u) in Self.inputs.enumerated() {
      let (oldY, oldZ) = (y, z)
      for i in 0..<Self.units {
        let a = p.row("W_yz", i, oldY) + p.row("W_zz", i, oldZ) + p.row("W_xz", i, u) + p("b_z", i)
        z[i] += Δt * (tanh(a) - γ * oldY[i] - ε * oldZ[i])
        y[i] += Δt * z[i]
      }
      p.expect(t, y + z)
    }
  }

  @Test("indrnn multiplies each state with a number of its own", arguments: [Activation.tanh, .relu])
  func independent(_ activation: Activation) throws {
    let p = try Run("indrnn", activation)
    var h = (0..<Self.units).map { p("h_0", $0) }
    for (t, u) in Self.inputs.enumerated() {
      for i in 0..<Self.units {
        let a = p.row("W_xh", i, u) + p("w_h", i) * h[i] + p("b_h", i)
        h[i] = activation == .relu ? max(0, a) : tanh(a)
      }
      p.expect(t, h)
    }
  }

  @Test("mingru lets in what its gate says, whatever the state is")
  func minimal() throws {
    let p = try Run("mingru")
    var h = (0..<Self.units).map { p("h_0", $0) }
    for (t, u) in Self.inputs.enumerated() {
      for i in 0..<Self.units {
        let z = logistic(p.row("W_xz", i, u) + p("b_z", i))
        h[i] = (1 - z) * h[i] + z * (p.row("W_xh", i, u) + p("b_h", i))
      }
      p.expect(t, h)
    }
  }

  @Test(
    "Options beyond their range are refused with the range",
    arguments: [
      ("lem", ["dt": 0], "dt of the cell lem should be a number from 1 to 1000, got 0"),
      ("lem", ["dt": 1001], "from 1 to 1000, got 1001"), ("cornn", ["gamma": -1], "from 0 to 10000, got -1"),
      ("cornn", ["delta": 1], "the cell cornn has no option named 'delta'; it has dt, gamma, epsilon"),
    ])
  func refusals(cell: String, options: [String: Int], words: String) {
    let message = NetworkTests.refusal { $0.layers[0] = LayerDefinition(cell, units: 3, options: options) }
    #expect(message.contains(words), "\(message)")
  }
}
