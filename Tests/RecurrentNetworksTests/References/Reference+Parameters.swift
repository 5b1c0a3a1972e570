import RecurrentNetworks
import TestSupport

/// Takes matrices and vectors from a parameter vector, one after the other.
struct ParameterReader {
  private let θ: [Double]
  private var next = 0

  init(_ θ: [Double]) { self.θ = θ }

  mutating func vector(_ count: Int) -> [Double] {
    next += count
    return Array(θ[next - count..<next])
  }

  mutating func matrix(_ rows: Int, _ columns: Int) -> [[Double]] { (0..<rows).map { _ in vector(columns) } }
}

extension Reference {
  /// The blocks of a layer of each cell, in order.
  private static let names = [
    "tanh": "W_hh W_xh b_h h_0",
    "mrnn": "W_hf W_fh W_xf W_xh b_h h_0",
    "lstm": "W_hi W_hf W_hg W_hog W_xi W_xf W_xg W_xog b_i b_f b_g b_og h_0 c_0",
    "gru": "W_hn W_hr W_hz W_xr W_xz W_xn b_hn b_r b_z b_xn h_0",
    "dense": "W_xh b_h",
    "rate": "W_hh W_xh b_h leak x_0",
    "lem": "W_y1 W_y2 W_yz W_zy W_x1 W_x2 W_xz W_xy b_1 b_2 b_z b_y y_0 z_0",
    "cornn": "W_yz W_zz W_xz b_z y_0 z_0",
    "indrnn": "w_h W_xh b_h h_0",
    "mingru": "W_xz W_xh b_z b_h h_0",
  ]

  /// How many vectors of all units a cell carries from step to step.
  static func carriedVectors(_ cell: String) -> Int { names[cell]!.split(separator: " ").count { $0.hasSuffix("_0") } }

  /// For each array of parameters, in order: name, shape, and the size of what a weight matrix reads (0 for others).
  static func arrays(_ definition: NetworkDefinition) -> [(name: String, shape: [Int], fanIn: Int)] {
    let layers = definition.layers.indices.flatMap { layer in
      let prefix = definition.layers.count > 1 ? "\(layer)." : ""
      return arrays(ofLayer: layer, definition).map { (prefix + $0.name, $0.shape, $0.fanIn) }
    }
    let hidden = definition.layers.last!.units
    return layers + [("W_ho", [definition.outputs, hidden], hidden), ("b_o", [definition.outputs], 0)]
  }

  /// The same for one layer, without the prefix of its names.
  static func arrays(
    ofLayer layer: Int, _ definition: NetworkDefinition
  ) -> [(name: String, shape: [Int], fanIn: Int)] {
    let hidden = definition.layers[layer].units
    let inputs = layer == 0 ? definition.input.size : definition.layers[layer - 1].units
    let names = names[definition.layers[layer].cell]!.split(separator: " ").filter {
      (definition.learnsInitialState || !$0.hasSuffix("_0"))
        && ($0 != "leak" || definition.layers[layer].options["learned"] == 1)
    }
    return names.map { name in
      guard name.hasPrefix("W") else { return (String(name), [hidden], 0) }
      let fanIn = name.hasPrefix("W_x") ? inputs : hidden
      return (String(name), [hidden, fanIn], fanIn)
    }
  }

  /// Whether each parameter is an element of a weight matrix.
  static func isWeight(_ definition: NetworkDefinition) -> [Bool] {
    arrays(definition).flatMap { Array(repeating: $0.fanIn > 0, count: $0.shape.reduce(1, *)) }
  }

  /// Parameters at which states neither vanish nor saturate, and higher derivatives stay moderate.
  static func randomParameters(_ definition: NetworkDefinition, using generator: inout TestGenerator) -> [Double] {
    arrays(definition).flatMap { array in
      let scale = array.fanIn > 0 ? 0.65 / Double(array.fanIn).squareRoot() : 0.5
      return (0..<array.shape.reduce(1, *)).map { _ in scale * generator.normal() }
    }
  }
}
