internal import Losses
internal import LinearAlgebra
internal import RecurrentNetworks

/// What happens to a vector of parameters before each pass: it is unfolded into matrices and their transposes.
struct ParameterParts<Element: Scalar>: PartFamily {
  enum Part: String, CaseIterable {
    case loadSmall = "load-small"
    case loadLarge = "load-large"
  }

  static var name: String { "parameters" }

  private let sizes: PartSizes

  init(_ setting: PartSetting) { sizes = setting.sizes }

  func prepare(_ part: Part) throws -> PreparedPart {
    let count = part == .loadSmall ? sizes.smallParameters : sizes.largeParameters
    let hidden = NetworkSize.hidden(parameters: count)
    let network = try Network<Element>(
      NetworkDefinition(input: .features(2), hidden: hidden, outputs: 1, loss: .squaredError))
    let vector = Vector<Element>(RandomNumbers.uniform(network.layout.count, in: -1...1, seed: 10))
    let parameters = Parameters<Element>(network.layout)
    // Read and written once as they are, read and written once more for the transposes.
    let bytes = 4 * vector.count * MemoryLayout<Element>.size
    return PreparedPart(
      what: "\(vector.count) parameters, \(hidden) units, transposes too",
      item: "parameter", items: vector.count, unit: "GB/s", amount: 1e-9 * Double(bytes), threads: 1,
      seconds: { PreparedPart.seconds { parameters.load(vector) } },
      fault: { Self.fault(parameters, vector, network.layout) })
  }

  /// Some elements of each block, as they are and transposed.
  private static func fault(
    _ parameters: Parameters<Element>, _ vector: Vector<Element>, _ layout: ParameterLayout
  ) -> String? {
    for (layer, stacks) in zip(parameters.layers, layout.stacks) {
      // Every stack of a simple cell is one block.
      for (position, block) in layout.blocks[stacks.first!.lowerBound..<stacks.last!.upperBound].enumerated() {
        for index in stride(from: 0, to: block.count, by: max(1, block.count / 1000)) {
          let (row, column) = (index / block.columns, index % block.columns)
          let expected = vector[block.offset + index]
          let isWeight = block.kind == .weight
          let plain = isWeight ? layer.plain[position][row, column] : layer.plain[position][0, row]
          let transposed = isWeight ? layer.transposed[position][column, row] : expected
          guard plain == expected, transposed == expected else {
            return "element (\(row), \(column)) of \(block.name) is not \(expected)"
          }
        }
      }
    }
    return nil
  }
}
