public import Optimization

/// Some of the choices of an experiment: what a command line or a YAML file says. Layers are laid over each other, and
/// what is still open is filled from the defaults (``ExperimentConfiguration/init(_:shape:isBegun:)``).
///
/// The choices are those of ``ExperimentOptions``, as properties of the same names, and the options of the optimizers, by
/// name: `layer["lambda"] = 0.1`.
@dynamicMemberLookup
public struct ConfigurationLayer: Sendable, Equatable {
  /// The choices by their names.
  var values: [String: OptionValue] = [:]

  /// A layer that says nothing.
  public init() {}

  /// A choice; nil where it is open.
  public subscript<Choice: TypedOption>(dynamicMember option: KeyPath<ExperimentOptions, Choice>) -> Choice.Value? {
    get { self[ExperimentOptions.shared[keyPath: option]] }
    set { self[ExperimentOptions.shared[keyPath: option]] = newValue }
  }

  /// A choice; nil where it is open.
  public subscript<Choice: TypedOption>(option: Choice) -> Choice.Value? {
    get { values[option.entry.name].flatMap(option.coding.decode) }
    set { values[option.entry.name] = newValue.map(option.coding.encode) }
  }

  /// A choice by its name, nil where it is open: of an option that there is, and of its kind.
  public subscript(name: String) -> OptionValue? {
    get { values[name] }
    set {
      let entry = ExperimentOptions.entry(named: name)
      precondition(entry != nil, "there is no option \(name)")
      values[name] = newValue.flatMap { value in entry?.kind.converted(value) }
    }
  }

  /// The value of each choice that is made, by name, as people write it.
  var choices: [String: String] { values.mapValues(\.plain) }

  /// These choices without those of some options.
  func without(_ isLeftOut: (OptionEntry) -> Bool) -> ConfigurationLayer {
    var layer = self
    for entry in ExperimentOptions.entries where isLeftOut(entry) { layer.values[entry.name] = nil }
    return layer
  }

  /// This layer over another: what this one leaves open, the other decides.
  ///
  /// A task on one side and a dataset file on the other exclude each other: what the upper one names counts, and the
  /// variant and the lengths that belong to the lower one go with it, and before a task the windows of a text and the recipe. So do the
  /// choices, sizes of batches included, that belong to the optimizer which the lower one names where the upper one names
  /// another, and what the lower one says of all layers where the upper one lists them.
  public func over(_ base: ConfigurationLayer) -> ConfigurationLayer {
    let replacesOptimizer = self.optimizer != nil && base.optimizer != nil && self.optimizer != base.optimizer
    let replacesData = self.data != nil || (self.task != nil && base.data != nil)
    let leavesText = self.task != nil && base.data != nil
    let listsLayers = self.layers?.isList ?? false
    var merged = base.without { entry in
      switch entry.scope {
      case .run: false
      case .data, .task: replacesData
      case .text: leavesText
      case .alikeLayers: listsLayers
      case .optimizer: replacesOptimizer
      }
    }
    merged.values.merge(values) { $1 }
    return merged
  }
}

extension ConfigurationLayer: Encodable {
  /// Stores the choices that are made, under their names.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for (name, value) in values { try container.encode(value, forKey: Name(stringValue: name)) }
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
