import Losses
import DurableFiles
import Benchmarking
import HDF5
import LinearAlgebra
import RecurrentNetworks
import Training

/// The sizes of a network and a batch of which passes are timed; what is not chosen is that of an addition task.
package struct PassSizes {
  package var cell: String?
  /// Units in each layer.
  package var hidden: Int?
  package var layers: Int?
  /// Real inputs.
  package var inputs: Int?
  /// Symbols in place of real inputs.
  package var symbols: Int?
  package var outputs: Int?
  package var loss: String?
  /// Whether every step carries loss, not the last one only.
  package var scoresEveryStep = false
  /// Steps of each sequence.
  package var length: Int?
  /// Sequences.
  package var batch: Int?

  /// Nothing chosen.
  package init() {}

  /// Whether anything has been chosen.
  package var isGiven: Bool {
    scoresEveryStep || [hidden, layers, inputs, symbols, outputs, length, batch].contains { $0 != nil } || cell != nil
      || loss != nil
  }

  /// Makes sure that the sizes make sense.
  package func validate() throws(CommandError) {
    if let cell, !CellRegistry.names.contains(cell) {
      throw .usage("--cell should be one of \(CellRegistry.names.joined(separator: ", ")), got '\(cell.excerpt)'")
    }
    for (name, value, most) in [
      ("hidden", hidden, Self.mostUnits), ("layers", layers, 1024), ("inputs", inputs, Self.mostUnits),
      ("symbols", symbols, Self.mostUnits), ("outputs", outputs, Self.mostUnits), ("length", length, 10_000_000),
      ("batch", batch, 10_000_000),
    ] {
      try OptionLimits.require(name, value ?? 1, in: 1...most)
    }
    try Self.requireSteps(shape)
    guard inputs == nil || symbols == nil else { throw .usage("--inputs and --symbols exclude each other") }
    if let loss, Loss(rawValue: loss) == nil {
      let names = Loss.allCases.map(\.rawValue).joined(separator: ", ")
      throw .usage("--loss should be one of \(names), got '\(loss.excerpt)'")
    }
  }

  /// Beyond what any machine holds; sizes that are computed from it do not overflow.
  static let mostUnits = 65_536

  /// Makes sure that the steps of all sequences have numbers.
  static func requireSteps(_ shape: PassShape) throws(CommandError) {
    guard shape.length * shape.batch <= Int(Int32.max) else {
      throw .usage("--length times --batch should be at most \(Int32.max), got \(shape.length) times \(shape.batch)")
    }
  }

  /// A problem of random numbers.
  ///
  /// - Throws: `TrainingError` if its vectors (θ, a direction, a gradient and a product) or its sequences exceed all memory.
  static func problem<Element: Scalar>(_ shape: PassShape) throws -> PassProblem<Element> {
    try ParameterMemory.require(Network<Element>(shape.network), vectors: 4, for: "timing it")
    if let shortage = shape.memoryShortage { throw TrainingError(.usage, shortage) }
    return try PassProblem(random: shape)
  }

  var shape: PassShape {
    let network = NetworkDefinition(
      cell: cell ?? "tanh", input: symbols.map { .symbols($0) } ?? .features(inputs ?? 2), hidden: hidden ?? 100,
      layers: layers ?? 1, outputs: outputs ?? 1, loss: loss.flatMap { Loss(rawValue: $0) } ?? .squaredError,
      learnsInitialState: false)
    return PassShape(network, length: length ?? 100, batch: batch ?? 1000, scoresLastStepOnly: !scoresEveryStep)
  }
}
