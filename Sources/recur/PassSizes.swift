internal import Losses

import ArgumentParser
import Benchmarking
import HDF5
import LinearAlgebra
import RecurrentNetworks
import Training

/// The sizes of a network and a batch, as options.
struct PassSizes: ParsableArguments {
  @Option(help: "Cell: \(CellRegistry.names.joined(separator: ", ")). (default: tanh)")
  var cell: String?

  @Option(help: "Units in each layer. (default: 100)")
  var hidden: Int?

  @Option(help: "Recurrent layers. (default: 1)")
  var layers: Int?

  @Option(help: "Real inputs. (default: 2)")
  var inputs: Int?

  @Option(help: "Symbols, in place of real inputs.")
  var symbols: Int?

  @Option(help: "Outputs. (default: 1)")
  var outputs: Int?

  @Option(help: "Loss: \(Loss.allCases.map(\.rawValue).joined(separator: ", ")). (default: squared-error)")
  var loss: String?

  @Flag(help: "Every step carries loss, not the last one only.")
  var everyStep = false

  @Option(help: "Steps of each sequence. (default: 100)")
  var length: Int?

  @Option(help: "Sequences. (default: 1000)")
  var batch: Int?

  /// Whether anything has been chosen.
  var isGiven: Bool {
    everyStep || [hidden, layers, inputs, symbols, outputs, length, batch].contains { $0 != nil } || cell != nil
      || loss != nil
  }

  mutating func validate() throws {
    if let cell, !CellRegistry.names.contains(cell) {
      throw ValidationError(
        "--cell should be one of \(CellRegistry.names.joined(separator: ", ")), got '\(cell.excerpt)'")
    }
    for (name, value, most) in [
      ("hidden", hidden, Self.mostUnits), ("layers", layers, 1024), ("inputs", inputs, Self.mostUnits),
      ("symbols", symbols, Self.mostUnits), ("outputs", outputs, Self.mostUnits), ("length", length, 10_000_000),
      ("batch", batch, 10_000_000),
    ] {
      guard (1...most).contains(value ?? 1) else {
        throw ValidationError("--\(name) should be between 1 and \(most), got \(value ?? 1)")
      }
    }
    try Self.requireSteps(shape)
    guard inputs == nil || symbols == nil else { throw ValidationError("--inputs and --symbols exclude each other") }
    guard loss == nil || Loss(rawValue: loss!) != nil else {
      let names = Loss.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--loss should be one of \(names), got '\(loss!.excerpt)'")
    }
  }

  /// Beyond what any machine holds; sizes that are computed from it do not overflow.
  static let mostUnits = 65_536

  /// Makes sure that the steps of all sequences have numbers.
  static func requireSteps(_ shape: PassShape) throws {
    guard shape.length * shape.batch <= Int(Int32.max) else {
      throw ValidationError(
        "--length times --batch should be at most \(Int32.max), got \(shape.length) times \(shape.batch)")
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

  /// The shape; what was not chosen is that of an addition task.
  var shape: PassShape {
    let network = NetworkDefinition(
      cell: cell ?? "tanh", input: symbols.map { .symbols($0) } ?? .features(inputs ?? 2), hidden: hidden ?? 100,
      layers: layers ?? 1, outputs: outputs ?? 1, loss: loss.flatMap { Loss(rawValue: $0) } ?? .squaredError,
      learnsInitialState: false)
    return PassShape(network, length: length ?? 100, batch: batch ?? 1000, scoresLastStepOnly: !everyStep)
  }
}
