internal import LinearAlgebra
internal import Losses

extension SequenceView {
  /// Checks that a network can read these sequences.
  func validate(for definition: NetworkDefinition) throws(NetworkError) {
    guard let rows = offsets.last, offsets.first == 0, zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      throw NetworkError("the offsets of sequences must begin with 0 and not fall")
    }
    try Self.require(rows <= Int(Int32.max), "a batch holds at most \(Int32.max) steps, got \(rows)")
    switch (inputs, definition.input) {
    case (.features(let values, let count), .features(let expected)) where count == expected:
      try Self.require(values.count == rows * count, "inputs hold \(values.count) numbers, not \(rows) × \(count)")
    case (.symbols(let symbols, let cardinality), .symbols(let expected)) where cardinality <= expected:
      try Self.require(symbols.count == rows, "inputs hold \(symbols.count) symbols for \(rows) steps")
      try Self.requireRange(symbols, below: cardinality, "symbol")
    default:
      throw NetworkError("the network reads \(definition.input), the data has \(inputs.kind)")
    }
    switch (targets, definition.loss.target) {
    case (.values(let values, let count), .values), (.values(let values, let count), .shares):
      try Self.require(count == definition.outputs, "the network has \(definition.outputs) outputs, the data \(count)")
      try Self.require(values.count == rows * count, "targets hold \(values.count) numbers, not \(rows) × \(count)")
    case (.classes(let classes, let cardinality), .classes):
      try Self.require(
        cardinality <= definition.outputs, "the network has \(definition.outputs) classes, the data \(cardinality)")
      try Self.require(classes.count == rows, "targets hold \(classes.count) classes for \(rows) steps")
      try Self.requireRange(classes, below: cardinality, "class")
    default:
      throw NetworkError("a network with loss \(definition.loss.rawValue) cannot be compared with \(targets.kind)")
    }
    if let weights {
      try Self.require(weights.count == rows, "there are \(weights.count) weights for \(rows) steps")
      try Self.require(weights.allSatisfy { $0 >= 0 && $0 < .infinity }, "a weight is negative or not finite")
    }
  }

  private static func require(_ condition: Bool, _ sentence: @autoclosure () -> String) throws(NetworkError) {
    if !condition { throw NetworkError(sentence()) }
  }

  private static func requireRange(_ values: [Int32], below limit: Int, _ name: String) throws(NetworkError) {
    guard let bad = values.first(where: { $0 < 0 || Int($0) >= limit }) else { return }
    throw NetworkError("\(name) \(bad) is outside 0 ..< \(limit)")
  }
}

extension SequenceView.Inputs {
  var kind: String {
    switch self {
    case .features(_, let count): "\(count, "real feature")"
    case .symbols(_, let cardinality): "\(cardinality, "symbol")"
    }
  }
}

extension SequenceView.Targets {
  var kind: String {
    switch self {
    case .values(_, let count): "\(count) real values"
    case .classes(_, let cardinality): "\(cardinality) classes"
    }
  }
}

extension InputKind: CustomStringConvertible {
  public var description: String {
    switch self {
    case .features(let count): "\(count, "real feature")"
    case .symbols(let count): "\(count, "symbol")"
    }
  }
}
