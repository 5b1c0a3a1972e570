internal import Optimization

extension ConfigurationLayer {
  /// A choice under its name: how it is read from YAML and written.
  struct Field: Sendable {
    let name: String
    let read: @Sendable (YAMLValue, inout ConfigurationLayer) throws(YAMLMismatch) -> Void
    /// The value as YAML and as people write it; nil where the choice is open.
    let written: @Sendable (ConfigurationLayer) -> (any YAMLChoice & Encodable)?

    fileprivate init<Value: YAMLChoice & Encodable>(
      _ name: CodingKeys, _ choice: any WritableKeyPath<ConfigurationLayer, Value?> & Sendable
    ) {
      self.name = name.rawValue
      read = { (value, layer) throws(YAMLMismatch) in layer[keyPath: choice] = try Value(value) }
      written = { layer in layer[keyPath: choice] }
    }

    /// An option of an optimizer.
    fileprivate init(_ name: String, _ kind: OptionKind) {
      self.name = name
      read = { (value, layer) throws(YAMLMismatch) in layer.optimizerChoices[name] = try OptionValue(value, as: kind) }
      written = { layer in layer.optimizerChoices[name] }
    }
  }

  /// Every choice: those of any run, and the options of the optimizers.
  static var fields: [Field] { ownFields + OptimizerKind.options.map { Field($0.name, $0.kind) } }

  /// The names of all choices.
  public static var names: [String] { fields.map(\.name) }

  private static let ownFields = [
    Field(.task, \.task), Field(.data, \.data), Field(.allowNonfiniteData, \.allowNonfiniteData),
    Field(.variant, \.variant), Field(.length, \.length), Field(.lengthSchedule, \.lengthSchedule),
    Field(.window, \.window), Field(.warmUp, \.warmUp), Field(.seed, \.seed), Field(.threads, \.threads),
    Field(.precision, \.precision), Field(.cell, \.cell), Field(.activation, \.activation), Field(.hidden, \.hidden),
    Field(.layers, \.layers), Field(.initialState, \.initialState), Field(.initializer, \.initializer),
    Field(.inputScale, \.inputScale), Field(.centring, \.centring), Field(.initializeFrom, \.initializeFrom),
    Field(.normalization, \.normalization), Field(.weightDecay, \.weightDecay), Field(.optimizer, \.optimizer),
    Field(.gradientBatch, \.gradientBatch), Field(.curvatureBatch, \.curvatureBatch),
    Field(.backtrackingBatch, \.backtrackingBatch), Field(.validationBatch, \.validationBatch),
    Field(.curvature, \.curvature), Field(.structural, \.structural), Field(.iterations, \.iterations),
    Field(.minibatches, \.minibatches), Field(.seconds, \.seconds), Field(.targetWrong, \.targetWrong),
    Field(.memoryLimit, \.memoryLimit), Field(.runFolder, \.runFolder), Field(.checkpointEvery, \.checkpointEvery),
    Field(.keep, \.keep),
  ]
}

extension ConfigurationLayer: Encodable {
  /// Stores the choices that are made, under their names.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Name.self)
    for field in Self.fields {
      if let value = field.written(self) { try values.encode(value, forKey: Name(stringValue: field.name)) }
    }
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
