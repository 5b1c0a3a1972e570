import RecurrentNetworks
import Testing
import Training

/// Networks whose layers are listed one by one.
@Suite("Lists of layers")
struct LayerStackTests {
  static let cells = CellRegistry.names.joined(separator: ", ")

  static let text = "lstm:200,dense:50:relu"
  static let layers = [LayerDefinition("lstm", units: 200), LayerDefinition("dense", units: 50, activation: .relu)]

  private static func configuration(_ yaml: String) throws -> ExperimentConfiguration {
    try ExperimentConfiguration(ConfigurationLayer(yaml: "task: addition\n\(yaml)\n", source: "c.yaml"))
  }

  @Test(
    "A list in YAML, with or without blanks and quotes, is that of the command line",
    arguments: [
      "layers: lstm:200, dense:50:relu", "layers: lstm:200,dense:50:relu", "layers: 'lstm:200, dense:50:relu'",
    ])
  func lists(_ yaml: String) throws {
    let configuration = try Self.configuration(yaml)
    #expect(configuration.network.layers == Self.layers)
    var layer = ConfigurationLayer()
    layer.task = "addition"
    layer.layers = LayerStack(text: Self.text)
    #expect(try ExperimentConfiguration(layer) == configuration)
    #expect(configuration.structural == .squared)
    #expect(configuration.network.layersInWords == "200 lstm units, 50 dense relu units")
  }

  @Test("What is written of them is read as the same; what is alike is written as before")
  func roundTrip() throws {
    let list = try Self.configuration("layers: \(Self.text)")
    let layer = list.layer
    #expect(layer.cell == nil && layer.hidden == nil && layer.activation == nil)
    #expect(layer.yaml.contains("layers: '\(Self.text)'\n"))
    #expect(try ExperimentConfiguration(ConfigurationLayer(yaml: layer.yaml, source: "c.yaml")) == list)
    let alike = try Self.configuration("layers: lstm:30,lstm:30")
    #expect(try alike == Self.configuration("cell: lstm\nhidden: 30\nlayers: 2"))
    #expect(alike.layer.layers == .alike(2) && alike.layer.cell == "lstm" && alike.layer.yaml.contains("\nlayers: 2\n"))
  }

  @Test("A list above replaces what lies below and says the same of all layers")
  func merging() throws {
    let below = try ConfigurationLayer(yaml: "task: addition\ncell: gru\nhidden: 7\nactivation: tanh", source: "c.yaml")
    var above = ConfigurationLayer()
    above.layers = LayerStack(text: Self.text)
    #expect(try ExperimentConfiguration(above.over(below)).network.layers == Self.layers)
    above.layers = .alike(2)
    #expect(try ExperimentConfiguration(above.over(below)).network.layers.map(\.units) == [7, 7])
  }

  @Test(
    "What is no list is refused in one sentence",
    arguments: ["lstm", "lstm:", "lstm:x", ":200", "lstm:200,", "lstm:200:fast", "lstm:200:a=b", "lstm:20:a=1:a=2", ""])
  func refusals(_ text: String) throws {
    let message = "--layers should be a number of layers, or a list such as lstm:200,dense:50:relu, got "
    let entry = try #require(ExperimentOptions.entries.first { $0.name == "layers" })
    let error = Small.error { _ = try entry.value(argument: text) }
    #expect(error?.kind == .usage && error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    let inFile = Small.error { _ = try ConfigurationLayer(yaml: "layers: '\(text)'", source: "c.yaml") }
    #expect(inFile?.description.hasPrefix("c.yaml, line 1: layers should be a number of layers, or a list") == true)
  }

  @Test(
    "Choices that contradict a list are refused",
    arguments: [
      ("cell: gru\nlayers: lstm:20,dense:5", "--cell should be left out where --layers lists the layers"),
      ("hidden: 9\nlayers: lstm:20,dense:5", "--hidden should be left out"),
      ("activation: relu\nlayers: lstm:20,dense:5", "--activation should be left out"),
      ("layers: lstm:20:relu,dense:5", "without an activation of lstm: its gates have theirs, got relu"),
      ("layers: lstm:20,dense:0", "--layers should be made of layers of at least 1 unit, got 0"),
      ("layers: lstm:20,dense:100000", "--layers should be made of layers of at most 65536 units, got 100000"),
      ("layers: tanh:0", "--layers should be made of layers of at least 1 unit, got 0"),
      ("layers: perceptron:5", "--layers should be made of \(LayerStackTests.cells), got perceptron"),
      ("layers: lstm:20,perceptron:5", "made of \(LayerStackTests.cells), got perceptron"),
      ("layers: lstm:20,dense:5:depth=2", "the cell dense has no option named 'depth'; it has none"),
      ("layers: 0", "--layers should be at least 1, got 0"),
      ("layers: 1025", "--layers should be at most 1024, got 1025"),
    ])
  func contradictions(_ yaml: String, _ words: String) throws {
    let error = Small.error { _ = try Self.configuration(yaml) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }
}
