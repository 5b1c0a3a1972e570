internal import DurableFiles
internal import HDF5
public import RecurrentNetworks

/// The layers of a network as one option: so many that are alike, or each of them.
///
/// Written it is a number, or `CELL:UNITS[:ACTIVATION][:OPTION=NUMBER...]` for each layer, from the first to the last,
/// between commas: `lstm:200,dense:50:relu`.
public enum LayerStack: Sendable, Equatable {
  /// So many layers of one kind, which other options describe.
  case alike(Int)
  /// The layers one by one.
  case list([LayerDefinition])

  /// Whether the layers are written one by one.
  var isList: Bool { if case .list = self { true } else { false } }

  /// The form in words, for errors.
  static let form = "a number of layers, or a list such as lstm:200,dense:50:relu"

  /// Reads a text; nil where it is neither a number nor a list.
  public init?(text: String) {
    if let count = Int(text) {
      self = .alike(count)
      return
    }
    var layers: [LayerDefinition] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let layer = LayerDefinition(text: part.drop { $0 == " " }) else { return nil }
      layers.append(layer)
    }
    self = .list(layers)
  }

  /// The text that reads as this.
  var text: String {
    switch self {
    case .alike(let count): String(count)
    case .list(let layers): layers.map(\.text).joined(separator: ",")
    }
  }
}

extension LayerDefinition {
  /// A layer as `CELL:UNITS[:ACTIVATION][:OPTION=NUMBER...]`; nil for any other text.
  fileprivate init?(text: Substring) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 2, !parts[0].isEmpty, let units = Int(parts[1]) else { return nil }
    self.init(String(parts[0]), units: units)
    for (index, part) in parts.enumerated().dropFirst(2) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      if index == 2, let activation = Activation(rawValue: String(part)) {
        self.activation = activation
      } else if sides.count == 2, !sides[0].isEmpty, let number = Int(sides[1]), options[String(sides[0])] == nil {
        options[String(sides[0])] = number
      } else {
        return nil
      }
    }
  }

  fileprivate var text: String {
    let chosen = CellRegistry[cell]?.hasActivation == false ? [] : [activation.rawValue]
    return ([cell, String(units)] + chosen + options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
      .joined(separator: ":")
  }
}
