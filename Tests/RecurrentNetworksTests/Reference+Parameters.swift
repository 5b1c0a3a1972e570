import RecurrentNetworks

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
  /// For each array of parameters, in order: name, shape, and the size of what a weight matrix reads (0 for others).
  static func arrays(_ definition: NetworkDefinition) -> [(name: String, shape: [Int], fanIn: Int)] {
    let hidden = definition.hidden
    let layers = (0..<definition.layers).flatMap { layer in
      let prefix = definition.layers > 1 ? "\(layer)." : ""
      let inputs = layer == 0 ? definition.input.size : hidden
      return [
        (prefix + "W_hh", [hidden, hidden], hidden), (prefix + "W_xh", [hidden, inputs], inputs),
        (prefix + "b_h", [hidden], 0),
      ] + (definition.learnsInitialState ? [(prefix + "h_0", [hidden], 0)] : [])
    }
    return layers + [("W_ho", [definition.outputs, hidden], hidden), ("b_o", [definition.outputs], 0)]
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
