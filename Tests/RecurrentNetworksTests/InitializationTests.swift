import Losses
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

/// How the parameters of each cell begin.
@Suite("Starts")
struct InitializationTests {
  static func start(
    _ cell: String, _ options: InitializerOptions, input: InputKind = .symbols(30), layers: Int = 1
  ) throws -> (layout: ParameterLayout, θ: [Double]) {
    let definition = NetworkDefinition(
      cell: cell, input: input, hidden: 40, layers: layers, outputs: 30, loss: .softmax)
    let network = try Network<Double>(definition)
    return (network.layout, try network.initialParameters(options, seed: 3).elements)
  }

  static func rootMeanSquare(_ values: ArraySlice<Double>) -> Double {
    (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
  }

  @Test(
    "Vectors are zero but for the forget bias of an LSTM, which is 1, and for diagonals of recurrent matrices",
    arguments: CellRegistry.names,
    Initializer.allCases)
  func vectors(cell: String, initializer: Initializer) throws {
    let (layout, θ) = try Self.start(cell, InitializerOptions(initializer), layers: 2)
    for block in layout.blocks where block.kind != .weight && block.start != .diagonal {
      let expected: Double = cell == "lstm" && block.name.hasSuffix("b_f") ? 1 : 0
      #expect(θ[block.range].allSatisfy { $0 == expected }, "\(block.name)")
    }
  }

  @Test(
    "Every recurrent matrix of every gate is orthogonal with `orthogonal`",
    arguments: ["tanh", "mrnn", "lstm", "gru", "lem", "cornn"])
  func orthogonal(_ cell: String) throws {
    let (layout, θ) = try Self.start(cell, InitializerOptions(.orthogonal), layers: 2)
    let all = [
      "tanh": "hh", "mrnn": "hf fh", "lstm": "hi hf hg hog", "gru": "hr hz hn", "lem": "y1 y2 yz zy", "cornn": "yz zz",
    ]
    let names = all[cell]!.split(separator: " ")
    for name in names.flatMap({ ["0.W_\($0)", "1.W_\($0)"] }) {
      let W = θ[try #require(layout[name]).range]
      let rows = (0..<40).map { Array(W[W.startIndex + $0 * 40..<W.startIndex + ($0 + 1) * 40]) }
      for i in 0..<40 {
        for j in 0..<40 {
          expectClose(rows[i].dot(rows[j]), i == j ? 1 : 0, tolerance: 1e-13, "rows \(i) and \(j) of \(name)")
        }
      }
    }
  }

  @Test("The diagonal of a recurrent matrix has the spectrum that its initializer asks for, in each layer its own")
  func diagonal() throws {
    for initializer in Initializer.allCases {
      let (layout, θ) = try Self.start("indrnn", InitializerOptions(initializer), layers: 2)
      let diagonals = try ["0.w_h", "1.w_h"].map { name in
        let block = try #require(layout[name])
        #expect(block.start == .diagonal && block.kind == .bias && block.shape == [40])
        return Array(θ[block.range])
      }
      for w in diagonals {
        switch initializer {
        case .sparse, .spectralRadius:
          // The mean of 40 uniform numbers has a standard deviation of 1/√(12 · 40).
          let size = initializer == .sparse ? 1 : 1.1 / 1
          expectClose(w.reduce(0, +) / 40, 0.5 * size, tolerance: 5 * size / (12.0 * 40).squareRoot(), "mean of w_h")
          #expect(w.allSatisfy { 0 <= $0 && $0 <= size * (1 + 1e-15) } && Set(w).count == 40)
          if initializer == .spectralRadius { expectClose(w.max()!, 1.1, tolerance: 1e-15, "the largest of w_h") }
        case .orthogonal, .identity: #expect(w.allSatisfy { $0 == 1 })
        }
      }
      let isDrawn = initializer == .sparse || initializer == .spectralRadius
      #expect((diagonals[0] != diagonals[1]) == isDrawn)
    }
  }

  @Test("Each symbol begins with a recurrent matrix of its own near W_fh W_hf in a multiplicative network")
  func multiplier() throws {
    let (layout, θ) = try Self.start("mrnn", InitializerOptions(.orthogonal))
    let W_xf = θ[layout["W_xf"]!.range]
    let mean = W_xf.reduce(0, +) / Double(W_xf.count)
    expectClose(mean, 1, tolerance: 5 * 0.1 / Double(W_xf.count).squareRoot(), "mean of W_xf")
    let spread = Self.rootMeanSquare(W_xf.map { $0 - 1 }[...])
    expectClose(spread, 0.1, tolerance: 0.01, "spread of W_xf")
    #expect(Set(W_xf).count == W_xf.count)
    let (_, wide) = try Self.start("mrnn", InitializerOptions(.orthogonal, inputScale: 0.5))
    expectClose(
      Self.rootMeanSquare(wide[layout["W_xf"]!.range].map { $0 - 1 }[...]), 0.5, tolerance: 0.05, "spread asked for")
  }

  @Test("Factors of features and of a layer below are of the size of what they multiply")
  func widths() throws {
    let (layout, θ) = try Self.start("mrnn", InitializerOptions(.orthogonal), input: .features(4), layers: 2)
    // Four weights N(0, ¼) a row; fifteen weights N(0, 1), for states that are small at the start.
    expectClose(Self.rootMeanSquare(θ[layout["0.W_xf"]!.range]), 0.5, tolerance: 0.1, "0.W_xf")
    expectClose(
      Self.rootMeanSquare(θ[layout["1.W_xf"]!.range]), (15.0 / 40).squareRoot(), tolerance: 0.1, "1.W_xf")
  }

  @Test("Two factors with the spectral radius √1.1 each stand for one matrix of 1.1")
  func radii() throws {
    for (cell, names, radius) in [("tanh", ["W_hh"], 1.1), ("mrnn", ["W_hf", "W_fh"], 1.1.squareRoot())] {
      let (layout, θ) = try Self.start(cell, InitializerOptions(.spectralRadius))
      for name in names {
        let W = Matrix<Double>(rows: 40, columns: 40)
        W.copy(Vector(Array(θ[layout[name]!.range])), from: 0)
        expectClose(try W.spectralRadius, radius, tolerance: 1e-12, "spectral radius of \(name)")
      }
    }
  }

  @Test("Input weights of gates are four times those of a simple cell, unless a scale is asked for")
  func gates() throws {
    let (simple, θ) = try Self.start("tanh", InitializerOptions(.orthogonal))
    let usual = Self.rootMeanSquare(θ[simple["W_xh"]!.range])
    for (cell, names) in [
      ("lstm", ["W_xi", "W_xf", "W_xg", "W_xog"]), ("gru", ["W_xr", "W_xz", "W_xn"]),
      ("lem", ["W_x1", "W_x2", "W_xz", "W_xy"]), ("mingru", ["W_xz", "W_xh"]),
    ] {
      for (scale, expected): (Double?, Double) in [(nil, 4 * usual), (0.25 / 15.0.squareRoot(), usual)] {
        let (layout, θ) = try Self.start(cell, InitializerOptions(.orthogonal, inputScale: scale))
        for name in names {
          expectClose(
            Self.rootMeanSquare(θ[layout[name]!.range]), expected, tolerance: 0.15 * expected, "\(name) of \(cell)")
        }
      }
    }
  }

  @Test("Layers of logistic units begin with 15 connections of N(0, 1) each, others with a quarter of that")
  func logistic() throws {
    for (activation, expected) in [(Activation.logistic, 4 / 15.0.squareRoot()), (.relu, 1 / 15.0.squareRoot())] {
      let layers = [200, 150].map { LayerDefinition("dense", units: $0, activation: activation) }
      let definition = NetworkDefinition(input: .features(300), layers: layers, outputs: 3, loss: .logistic)
      for initializer in [Initializer.sparse, .orthogonal] {
        let network = try Network<Double>(definition)
        let θ = try network.initialParameters(InitializerOptions(initializer), seed: 3).elements
        for name in ["0.W_xh", "1.W_xh"] {
          let block = try #require(network.layout[name])
          let weights = θ[block.range].filter { $0 != 0 }
          #expect(weights.count == 15 * block.rows)
          expectClose(Self.rootMeanSquare(weights[...]), expected, tolerance: 0.05 * expected, name)
        }
      }
    }
  }
}
