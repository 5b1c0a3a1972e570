internal import HDF5
internal import LinearAlgebra
internal import Losses
internal import Optimization
internal import RecurrentNetworks

/// A single value of a checkpoint.
enum CheckpointValue: Sendable {
  case text(String)
  case count(Int)
  case number(Double)
  case bits(UInt64)

  /// Writes it as an attribute.
  func write(to attributes: Attributes, _ name: String) throws {
    switch self {
    case .text(let text): try attributes.set(name, to: text)
    case .count(let count): try attributes.set(name, to: Int64(count))
    case .number(let number): try attributes.set(name, to: number)
    case .bits(let bits): try attributes.set(name, to: bits)
    }
  }
}

/// A value that a checkpoint repeats of its configuration, for other programs: what it says otherwise is refused.
struct CheckpointConstant {
  let name: String
  let value: CheckpointValue

  init(_ name: String, _ value: CheckpointValue) { (self.name, self.value) = (name, value) }

  /// Where it stands, too, in words.
  static let source = " as in /\(CheckpointNames.configuration)"
  /// What is said of a network that is not the one of the configuration.
  static let anotherModel = ": this is another model"
}

extension [CheckpointConstant] {
  /// Writes them in their order.
  func write(to attributes: Attributes) throws {
    for constant in self { try constant.value.write(to: attributes, constant.name) }
  }

  /// Makes sure that a group has them.
  func require(in group: CheckpointGroup, remark: String = "") throws {
    for constant in self { try group.require(constant.name, constant.value, CheckpointConstant.source, remark) }
  }
}

extension CheckpointGroup {
  /// Makes sure that an attribute has a value.
  ///
  /// - Parameters:
  ///   - attribute: its name.
  ///   - value: what it has to be.
  ///   - source: where that stands, in words that follow it.
  ///   - remark: what is said of another one, behind it.
  func require(_ attribute: String, _ value: CheckpointValue, _ source: String, _ remark: String = "") throws {
    switch value {
    case .text(let expected):
      let found = try text(attribute)
      guard found == expected else {
        throw refusal(attribute, "be \(expected)\(source)", found: "\"\(found)\"\(remark)")
      }
    case .count(let expected):
      let found = try count(attribute)
      guard found == expected else { throw refusal(attribute, "be \(expected)\(source)", found: "\(found)\(remark)") }
    case .number(let expected):
      let found = try number(attribute)
      guard found == expected else { throw refusal(attribute, "be \(expected)\(source)", found: "\(found)\(remark)") }
    case .bits(let expected):
      let found = try bits(attribute)
      guard found == expected else { throw refusal(attribute, "be \(expected)\(source)", found: "\(found)\(remark)") }
    }
  }
}

extension ExperimentConfiguration {
  /// Attributes of `/model`.
  var modelConstants: [CheckpointConstant] {
    typealias Name = CheckpointNames.Model
    return [
      .init(Name.inputKind, .text(network.input.name)), .init(Name.inputs, .count(network.input.size)),
      .init(Name.outputs, .count(network.outputs)), .init(Name.loss, .text(network.loss.rawValue)),
      .init("initial_state", .text(network.initialState.rawValue)), .init("precision", .text(self.precision.rawValue)),
    ]
  }
}

extension LayerDefinition {
  /// Attributes of `/model/layers/1` and so on; the cell's own options come under their names.
  var constants: [CheckpointConstant] {
    [
      .init("cell", .text(cell)), .init("units", .count(units)), .init("activation", .text(activation.rawValue)),
    ] + options.sorted { $0.key < $1.key }.map { .init($0.key, .count($0.value)) }
  }

  /// Attributes of `/model` of version 1, beside the others, of so many such layers.
  func version1Constants(layers: Int) -> [CheckpointConstant] {
    [
      .init("cell", .text(cell)), .init("activation", .text(activation.rawValue)), .init("hidden", .count(units)),
      .init("layers", .count(layers)),
    ]
  }
}

extension OptimizerOptions {
  /// Attributes of `/optimizer` beside the state.
  var constants: [CheckpointConstant] {
    let options: [CheckpointConstant] = repeatedOptions.compactMap {
      if case .number(let value)? = self[$0] { .init($0, .number(value)) } else { nil }
    }
    return [.init("name", .text(name))] + options
  }
}
