internal import Losses
internal import Foundation
public import DurableFiles
public import LinearAlgebra
public import RecurrentNetworks
public import SequenceData
internal import Training

/// A checkpoint, a split of a dataset file and a vector v, read and found to fit each other.
public final class DerivativeProblem<Element: Scalar> {
  /// The network.
  public let network: Network<Element>
  /// The files.
  public let sources: DerivativeSources
  private let configuration: ExperimentConfiguration
  private let parameters: Vector<Element>
  private let direction: Vector<Element>
  private let split: SequenceFileSplit

  /// Reads the checkpoint and the vector, and opens the data.
  ///
  /// - Parameters:
  ///   - checkpoint: a checkpoint; parameters of another precision are converted.
  ///   - data: a dataset file.
  ///   - name: which of its splits.
  ///   - vectors: a file as ``ParameterVectorFile`` reads it.
  ///   - allowsNonFinite: whether the data may hold infinities and NaN.
  /// - Throws: `TrainingError` or `SequenceFileError` if one of the files is missing or is not what it should be.
  public init(
    checkpoint: AdmittedFile, data: AdmittedFile, split name: Split, vectors: AdmittedFile, allowsNonFinite: Bool
  ) throws {
    let stored = try Checkpoint<Element>(CheckpointFile(checkpoint))
    configuration = stored.configuration
    parameters = stored.parameters
    network = try Network(configuration.network)
    // θ and the direction in both precisions, sums and parts of the gradient and a product.
    try ParameterMemory.require(network, vectors: 12, for: "differentiating it")
    let file = try SequenceFile(data, allowsNonFinite: allowsNonFinite)
    let loss = configuration.network.loss.rawValue
    guard file.description.loss.rawValue == loss else {
      throw TrainingError(
        .data,
        "\(data.path): the loss should be \(loss), that of the network in \(checkpoint.path), it is \(file.description.loss.rawValue)"
      )
    }
    split = try file.split(name)
    direction = try ParameterVectorFile.read(vectors, layout: network.layout)
    func source(_ file: AdmittedFile) throws(TrainingError) -> DerivativeSources.Source {
      do {
        return .init(path: file.path, digest: try file.digest)
      } catch {
        throw TrainingError(.data, error.description)
      }
    }
    sources = DerivativeSources(
      checkpoint: try source(checkpoint), data: try source(data), split: name.rawValue, vectors: try source(vectors))
  }

  /// The undamped Gauss-Newton matrix, with the normalization, weight decay and structural form of the run.
  public var defaults: DerivativeOptions {
    DerivativeOptions(
      structural: configuration.structural, normalization: configuration.normalization,
      weightDecay: configuration.weightDecay, decaying: configuration.decaying)
  }

  /// vᵀv.
  public var squaredNorm: Double { direction.dot(direction) }

  /// vᵀx.
  public func dot(_ x: Vector<Double>) -> Double { direction.converted(to: Double.self).dot(x) }

  /// Passes over the split once.
  ///
  /// - Parameters:
  ///   - options: what is asked.
  ///   - pool: the workers.
  ///   - progress: is told the steps done and all steps, after each part.
  /// - Throws: `SequenceFileError` or `TrainingError` where the data cannot be read, or not by this network.
  public func derivatives(
    _ options: DerivativeOptions, pool: WorkerPool, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> Derivatives {
    let derivatives = SplitDerivatives(network, at: parameters, along: direction, options: options, pool: pool)
    do {
      return try derivatives.compute(offsets: split.offsets) {
        try split.sequences($0).view
      } progress: {
        progress($0, split.rowCount)
      }
    } catch let error as NetworkError {
      throw TrainingError(.data, "\(sources.data.path): /\(sources.split): \(error)")
    }
  }
}
