internal import LinearAlgebra

/// The network of a checkpoint as `/model` describes it, whoever wrote it.
public struct ModelSummary: Sendable {
  /// The attributes of `/model`.
  public let attributes: [AttributeContent]
  /// The attributes of `/model/layers/1` and so on; none in files of version 1, where `/model` has them.
  public let layers: [[AttributeContent]]
  /// The parameter blocks with their figures.
  public let blocks: [ArrayReport]
  /// What the symbols of a model of text stand for.
  public let vocabulary: VocabularySummary?

  /// Reads the model of a file, or nothing where there is no `/model`.
  public init?(in contents: FileContents) {
    guard let model = contents["/model"], model.kind == .group else { return nil }
    attributes = model.attributes
    let numbered = sequence(first: 1) { $0 + 1 }.lazy.map { contents["/model/layers/\($0)"] }
    layers = numbered.prefix { $0?.kind == .group }.compactMap { $0?.attributes }
    blocks = contents.datasets(below: "/model/parameters").map { ArrayReport($0, in: contents) }
    vocabulary = VocabularySummary(in: contents)
  }

  /// The number of parameters.
  public var parameters: Int { blocks.reduce(0) { $0.saturatingSum($1.count) } }

  /// Whether every parameter is finite; false where one cannot be read.
  public var isFinite: Bool { blocks.allSatisfy { $0.statistics?.isFinite == true } }

  /// The value of an attribute as text.
  public func text(_ name: String) -> String? { attributes.text(name) }

  /// The model on one line, as far as it is described: `100 tanh units (simple), 2 features → 1 output, ...`.
  public var sentence: String {
    var parts = layersInWords
    if let inputs = text("inputs"), let outputs = text("outputs") {
      let kind = text("input_kind") ?? "inputs"
      let noun = kind.hasSuffix("s") ? String(kind.dropLast()) : kind
      parts.append("\(Self.counted(inputs, noun)) → \(Self.counted(outputs, "output"))")
    }
    if let loss = text("loss") { parts.append("loss \(loss)") }
    if let state = text("initial_state") { parts.append("initial state \(state)") }
    if let precision = text("precision") { parts.append("\(precision) precision") }
    return parts.joined(separator: ", ")
  }

  /// The layers: one entry for those that are alike, or one for each.
  private var layersInWords: [String] {
    let described = layers.isEmpty ? [attributes] : layers
    let words = described.map { layer -> String? in
      let cell = layer.text("cell")
      guard let units = layer.text("units") ?? layer.text("hidden") else { return cell.map { "cell \($0)" } }
      let activation = layer.text("activation") ?? "?"
      let kind = (cell ?? "tanh") == "tanh" ? activation : activation == "tanh" ? cell! : "\(cell!) \(activation)"
      return Self.counted(units, "\(kind) unit")
    }.compactMap(\.self)
    guard let first = words.first, words.allSatisfy({ $0 == first }), layers.allSatisfy({ $0.count == 3 }) else {
      return words
    }
    let count = layers.isEmpty ? text("layers") : String(layers.count)
    return [first + (count.map { $0 == "1" ? "" : " in each of \($0) layers" } ?? "")]
  }

  /// A number of things, as far as what the file says is a number.
  private static func counted(_ number: String, _ noun: String) -> String {
    Int(number).map { "\($0, noun)" } ?? "\(number) \(noun)s"
  }
}

extension ModelSummary: Encodable {
  private enum CodingKeys: String, CodingKey {
    case attributes, blocks, layers, parameters, vocabulary
    case isFinite = "all_finite"
  }

  /// Stores attributes by name.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(attributes.byName, forKey: .attributes)
    if !layers.isEmpty { try values.encode(layers.map(\.byName), forKey: .layers) }
    try values.encode(blocks, forKey: .blocks)
    try values.encode(parameters, forKey: .parameters)
    try values.encode(isFinite, forKey: .isFinite)
    try values.encodeIfPresent(vocabulary, forKey: .vocabulary)
  }
}

extension Int {
  /// The sum, or `Int.max`: counts in a file are what it declares.
  func saturatingSum(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

extension [AttributeContent] {
  /// The value of that name as text.
  func text(_ name: String) -> String? { first { $0.name == name }?.value.description }

  /// The values by name.
  var byName: [String: AttributeValue] { Dictionary(map { ($0.name, $0.value) }) { first, _ in first } }
}
