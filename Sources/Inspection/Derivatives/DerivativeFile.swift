internal import Foundation
internal import DurableFiles
internal import HDF5
internal import LinearAlgebra
public import RecurrentNetworks
internal import Training

/// The file of format `recur.derivatives`: `loss`, `gradient/<block>` and `product/<curvature>/<block>`.
///
/// Blocks have the names and shapes of `/model/parameters`, so that anybody can compare them with numbers of their own. The
/// attributes of the root say what was computed, from which files.
public enum DerivativeFile {
  /// The format version that this program writes.
  public static var formatVersion: Int { 1 }

  /// Writes derivatives in place of the file at `path`, which stays whole whatever happens.
  ///
  /// - Parameters:
  ///   - derivatives: the numbers.
  ///   - path: where the file is to be found.
  ///   - mayReplace: whether there may be a file; if not, one that has come to be there in the end is left alone.
  ///   - network: names and shapes of the blocks, and the precision in which they were computed and are stored.
  ///   - options: what was asked.
  ///   - sources: the files behind the numbers.
  /// - Throws: `TrainingError` if the file cannot be written.
  public static func write<Element>(
    _ derivatives: Derivatives, to path: String, mayReplace: Bool = true, network: Network<Element>,
    options: DerivativeOptions, sources: DerivativeSources
  ) throws {
    do {
      try File.replacing(path, mayReplace: mayReplace, checksummed: true) { file in
        let root = try file.root
        try describe(derivatives, options, sources, Element.precision, in: root.attributes)
        try create(root, "loss", [derivatives.loss], shape: [], Element.precision)
        let axes = CheckpointAxes(root)
        let gradient = try root.createGroup(named: "gradient")
        try write(derivatives.gradient, network, Element.precision, axes, to: gradient)
        for (curvature, vector) in derivatives.products {
          let group = try root.createGroup(named: "product/\(curvature.rawValue)")
          try write(vector, network, Element.precision, axes, to: group)
        }
      }
    } catch let error as HDF5Error {
      throw TrainingError(.writing, "the derivatives \(path) cannot be written: \(error.reason)")
    }
  }

  private static func describe(
    _ derivatives: Derivatives, _ options: DerivativeOptions, _ sources: DerivativeSources, _ precision: Precision,
    in root: Attributes
  ) throws {
    try root.set("format", to: "recur.derivatives")
    try root.set("format_version", to: Int64(formatVersion))
    try root.set("creator", to: "recur \(programVersion)")
    try root.set("created", to: Date().formatted(.iso8601))
    try root.set("precision", to: precision.rawValue)
    try root.set("curvatures", to: options.curvatures.map(\.rawValue))
    try root.set("lambda", to: options.lambda)
    try root.set("mu", to: options.mu)
    try root.set("structural", to: options.structural.rawValue)
    try root.set("normalization", to: options.normalization.rawValue)
    try root.set("weight_decay", to: options.weightDecay)
    try root.set("weight_decay_blocks", to: options.decaying.map(\.rawValue))
    if options.curvatures.contains(.monteCarloFisher) { try root.set("seed", to: options.seed) }
    try root.set("split", to: sources.split)
    try root.set("sequences", to: Int64(derivatives.sequences))
    try root.set("scored_steps", to: Int64(derivatives.scored))
    try root.set("total_weight", to: derivatives.totalWeight)
    for (name, source) in [
      ("checkpoint", sources.checkpoint), ("data", sources.data), ("vectors", sources.vectors),
    ] {
      try root.set("\(name)_path", to: source.path)
      try root.set("\(name)_sha256", to: source.digest)
    }
  }

  private static func write<Element>(
    _ vector: Vector<Double>, _ network: Network<Element>, _ precision: Precision, _ axes: CheckpointAxes,
    to group: Group
  ) throws {
    for block in network.layout.blocks {
      let dataset = try create(group, block.name, Array(vector[block.range]), shape: block.shape, precision)
      try axes.describe(dataset, of: block)
    }
  }

  @discardableResult
  private static func create(
    _ group: Group, _ name: String, _ values: [Double], shape: [Int], _ precision: Precision
  ) throws -> Dataset {
    let options: DatasetOptions = shape.isEmpty ? .plain : .compressed
    return switch precision {
    case .float:
      try group.createDataset(named: name, values: values.map { Float($0) }, shape: shape, options: options)
    case .double: try group.createDataset(named: name, values: values, shape: shape, options: options)
    }
  }
}
