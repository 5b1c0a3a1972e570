internal import Losses
public import LinearAlgebra
public import RecurrentNetworks

/// Something to compute passes on: a network, its parameters, a direction and a batch.
public struct PassProblem<Element: Scalar>: Sendable {
  /// The network.
  public let network: Network<Element>
  /// θ.
  public let parameters: Vector<Element>
  /// v.
  public let direction: Vector<Element>
  /// The sequences.
  public let batch: Batch<Element>
  /// The sizes.
  public let shape: PassShape

  /// A problem of the given parts.
  ///
  /// - Throws: `NetworkError` if the sequences are not what the network reads.
  public init(
    _ shape: PassShape, parameters: Vector<Double>, direction: Vector<Double>, sequences: SequenceView
  ) throws(NetworkError) {
    network = try Network(shape.network)
    precondition(
      parameters.count == network.layout.count && direction.count == network.layout.count,
      "a network of \(network.layout.count) parameters has no vectors of \(parameters.count) and \(direction.count)")
    self.shape = shape
    self.parameters = parameters.converted()
    self.direction = direction.converted()
    batch = try Batch(sequences, for: network)
  }

  /// A problem of random numbers: N(0, 1) inputs and direction, weights of variance 0.9 over the number of incoming ones,
  /// so that states neither die nor saturate.
  ///
  /// - Throws: `NetworkError` if a size is not positive.
  public init(random shape: PassShape, seed: UInt64 = 1) throws(NetworkError) {
    let layout = try Network<Double>(shape.network).layout
    var generator = Philox(seed: seed, stream: 0)
    var parameters = Vector<Double>(count: layout.count)
    for (index, block) in layout.blocks.enumerated() where block.kind == .weight {
      let reader = layout.term(ofBlock: index)
      let readsInput = reader?.layer == 0 && reader?.term.reads == .input
      let isSymbolic = readsInput && shape.network.input == .symbols(block.columns)
      let scale = isSymbolic ? 1 : (0.9 / Double(block.columns)).squareRoot()
      for i in block.range { parameters[i] = scale * generator.normal() }
    }
    let direction = Vector<Double>((0..<layout.count).map { _ in generator.normal() })
    try self.init(
      shape, parameters: parameters, direction: direction, sequences: Self.sequences(shape, &generator))
  }

  private static func sequences(_ shape: PassShape, _ generator: inout Philox) -> SequenceView {
    let rows = shape.length * shape.batch
    let outputs = shape.network.outputs
    let inputs: SequenceView.Inputs =
      switch shape.network.input {
      case .features(let count): .features((0..<rows * count).map { _ in generator.normal() }, count: count)
      case .symbols(let count):
        .symbols((0..<rows).map { _ in Int32(generator.integer(in: 0...count - 1)) }, cardinality: count)
      }
    let targets: SequenceView.Targets =
      switch shape.network.loss.target {
      case .values: .values((0..<rows * outputs).map { _ in generator.normal() }, count: outputs)
      case .shares:
        .values((0..<rows * outputs).map { _ in generator.integer(in: 0...9) == 0 ? 1 : 0 }, count: outputs)
      case .classes:
        .classes((0..<rows).map { _ in Int32(generator.integer(in: 0...outputs - 1)) }, cardinality: outputs)
      }
    return SequenceView(
      offsets: (0...shape.batch).map { $0 * shape.length }, inputs: inputs, targets: targets, weights: shape.weights)
  }
}

extension PassShape {
  /// The loss weights of all rows, sequence by sequence; nil where every step counts.
  var weights: [Float]? {
    guard scoresLastStepOnly else { return nil }
    return (0..<length * batch).map { ($0 + 1).isMultiple(of: length) ? 1 : 0 }
  }
}
