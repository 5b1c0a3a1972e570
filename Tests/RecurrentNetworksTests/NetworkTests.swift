import Losses
import Foundation
import LinearAlgebra
import RecurrentNetworks
import Testing

/// Networks and their parameters.
@Suite("Networks")
struct NetworkTests {
  static let definition = NetworkDefinition(input: .features(2), hidden: 3, outputs: 2, loss: .squaredError)

  static func refusal(_ change: (inout NetworkDefinition) -> Void) -> String {
    var definition = Self.definition
    change(&definition)
    let error = #expect(throws: NetworkError.self) { try Network<Float>(definition) }
    return error.map(\.description) ?? ""
  }

  @Test("Sizes that are not positive are refused by name", arguments: [0, -1, Int.min])
  func sizes(_ size: Int) {
    #expect(Self.refusal { $0.input = .features(size) } == "a network needs at least one of its inputs, got \(size)")
    #expect(Self.refusal { $0.input = .symbols(size) } == "a network needs at least one of its inputs, got \(size)")
    #expect(
      Self.refusal { $0.layers[0].units = size } == "a network needs at least one of its hidden units, got \(size)")
    #expect(Self.refusal { $0.outputs = size } == "a network needs at least one of its outputs, got \(size)")
  }

  @Test("A network without layers is refused", arguments: [0, -1, Int.min])
  func noLayers(_ count: Int) {
    let message = "a network needs at least one of its layers, got 0"
    #expect(Self.refusal { $0.layers = [] } == message)
    let definition = NetworkDefinition(input: .features(2), layers: count, outputs: 1, loss: .squaredError)
    let error = #expect(throws: NetworkError.self) { try Network<Float>(definition) }
    #expect(error?.description == message)
  }

  @Test("Widths follow from the layer below")
  func widths() throws {
    let definition = NetworkDefinition(
      input: .features(4), layers: [LayerDefinition("lstm", units: 5), LayerDefinition("dense", units: 3)], outputs: 2,
      loss: .squaredError)
    let layout = try Network<Float>(definition).layout
    #expect(layout["0.W_xi"]?.shape == [5, 4] && layout["0.W_hi"]?.shape == [5, 5] && layout["0.c_0"]?.shape == [5])
    #expect(layout["1.W_xh"]?.shape == [3, 5] && layout["1.h_0"] == nil && layout["W_ho"]?.shape == [2, 3])
    #expect(layout["1.W_xh"]?.axes == ["unit", "unit_below"] && layout["1.W_xh"]?.ownName == "W_xh")
  }

  @Test("Options that a cell does not have are refused by name")
  func unknownOption() {
    #expect(
      Self.refusal { $0.layers[0].options = ["peepholes": 1] }
        == "the cell tanh has no option named 'peepholes'; it has none")
  }

  @Test("A cell that does not exist is refused with the names of those that do", arguments: ["", "Tanh", "tanh "])
  func unknownCell(_ name: String) {
    let names = CellRegistry.names.joined(separator: ", ")
    #expect(Self.refusal { $0.layers[0].cell = name } == "there is no cell named '\(name)'; the cells are \(names)")
  }

  @Test("Every cell of the registry can be built")
  func registry() throws {
    for name in CellRegistry.names {
      var definition = Self.definition
      definition.layers[0].cell = name
      #expect(try Network<Double>(definition).layout.count > 0)
    }
  }

  @Test("Parameters lie layer by layer with the names and shapes of files", arguments: Case.plain)
  func layout(_ choice: Case) throws {
    let definition = Problem(choice).definition
    let layout = try Network<Float>(definition).layout
    let arrays = Reference.arrays(definition)
    #expect(layout.blocks.map(\.name) == arrays.map(\.name))
    #expect(layout.blocks.map(\.shape) == arrays.map(\.shape))
    var offset = 0
    for block in layout.blocks {
      #expect(block.range == offset..<offset + block.shape.reduce(1, *))
      #expect(layout[block.name] == block)
      offset = block.range.upperBound
    }
    #expect(layout.count == offset)
    #expect(layout.groups.count == definition.layers.count + 1)
    #expect(layout.groups.flatMap { Array($0) } == Array(layout.blocks.indices))
    #expect(layout["nothing"] == nil)
  }

  @Test("A definition survives JSON", arguments: Case.pairwise)
  func coding(_ choice: Case) throws {
    let definition = Problem(choice).definition
    let decoded = try JSONDecoder().decode(NetworkDefinition.self, from: JSONEncoder().encode(definition))
    #expect(decoded == definition)
  }
}
