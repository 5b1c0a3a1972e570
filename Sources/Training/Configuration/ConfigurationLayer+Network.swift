internal import DurableFiles
internal import HDF5
internal import RecurrentNetworks

extension ConfigurationLayer {
  /// The layers of the network: each of a list, or some that are alike.
  ///
  /// - Throws: ``TrainingError`` where a list and choices for all layers are made both, or there are too few or too many.
  func networkLayers() throws(TrainingError) -> [LayerDefinition] {
    switch self.layers ?? .alike(1) {
    case .alike(let count):
      // Beyond what any machine holds; the layers are made here.
      guard count >= 1 else { throw TrainingError(.usage, "--layers should be at least 1, got \(count)") }
      guard count <= 1024 else { throw TrainingError(.usage, "--layers should be at most 1024, got \(count)") }
      let layer = LayerDefinition(
        self.cell ?? "tanh", units: self.hidden ?? 100, activation: self.activation ?? .tanh)
      return Array(repeating: layer, count: count)
    case .list(let list):
      let others = [
        ("cell", self.cell), ("hidden", self.hidden.map(String.init)), ("activation", self.activation?.rawValue),
      ]
      for case (let name, let value?) in others {
        throw TrainingError(
          .usage, "--\(name) should be left out where --layers lists the layers one by one, got \(value.excerpt)")
      }
      return list
    }
  }

  /// Says what the layers are: in a list only where they are not alike.
  mutating func setNetworkLayers(_ network: NetworkDefinition) {
    guard let common = network.commonLayer else { return self.layers = .list(network.layers) }
    (self.cell, self.activation, self.hidden) = (common.cell, common.activation, common.units)
    self.layers = .alike(network.layers.count)
  }
}

extension NetworkDefinition {
  /// The form of structural damping that suits the cells: `squared` where that of one of them is.
  var structuralForm: StructuralForm {
    layers.contains { CellRegistry[$0.cell]?.structuralForm == .squared } ? .squared : .matching
  }

  /// The units of all layers, in words.
  var sizeInWords: String {
    if let commonLayer { return "\(commonLayer.units) hidden units × \(layers.count)" }
    return "\(layers.map { String($0.units) }.joined(separator: ", ")) hidden units"
  }
}
