internal import DurableFiles
internal import Foundation
internal import HDF5
public import LinearAlgebra
public import Losses
public import RecurrentNetworks
public import SequenceData
public import Training

/// Where predictions come from: what a file of them says of itself.
public struct PredictionSources: Sendable {
  /// The run or the checkpoint, as it was named.
  public var run: String
  /// The SHA-256 of the checkpoint.
  public var checkpointDigest: String
  /// The step that led to the parameters.
  public var step: Int
  /// Whether these are the best met on validation data, not the last.
  public var isBest: Bool
  /// The data file, as it was named.
  public var data: String
  /// The SHA-256 of the data file.
  public var dataDigest: String
  /// The seed of the run.
  public var seed: UInt64
  /// By what and how they were made.
  public var provenance: Provenance

  /// Sources from their parts.
  public init(
    run: String, checkpointDigest: String, step: Int, isBest: Bool, data: String, dataDigest: String, seed: UInt64,
    provenance: Provenance
  ) {
    (self.run, self.checkpointDigest, self.step, self.isBest) = (run, checkpointDigest, step, isBest)
    (self.data, self.dataDigest, self.seed, self.provenance) = (data, dataDigest, seed, provenance)
  }
}

/// A file of format `recur.predictions` that is being written: one row for each row of a split, in its order.
///
/// `/predictions` (row, output), with the attributes `kind` and `meaning` (``PredictionKind``); `/classes` (row,) where outputs
/// are classes: the most probable one, or −1 where there is none; `/logits` (row, output) if asked for;
/// `/states/<layer>/<part>` (row, unit), layers counted from 1, if asked for; `/offsets` (boundary,), as in a dataset file. The
/// scale `output` holds the names of classes or outputs where they have some.
public final class PredictionFile<Element: Scalar> {
  private let root: Group
  private let row: Dataset
  private let predictions: Dataset
  private let classes: Dataset?
  private let logits: Dataset?
  private let states: [(columns: Range<Int>, layer: Int, dataset: Dataset)]

  /// Writes the predictions of a split in place of the file at `path`, which stays whole whatever happens.
  ///
  /// - Parameters:
  ///   - path: where the file is to be found.
  ///   - mayReplace: whether there may be a file; if not, one that has come to be there in the end is left alone.
  ///   - predictor: what predicts.
  ///   - network: its network.
  ///   - source: the split.
  ///   - content: what is stored beside predictions.
  ///   - outputNames: what the outputs are called; none, or one for each.
  ///   - sources: where all this comes from.
  ///   - progress: told the rows done; what it throws ends the work.
  /// - Throws: what `progress` throws; `TrainingError` where the file cannot be written; what
  ///   ``Predictor/predict(_:_:_:)`` throws.
  public static func write(
    to path: String, mayReplace: Bool, _ predictor: Predictor<Element>, of network: Network<Element>,
    _ source: SequenceInputs, _ content: PredictionContent, outputNames: [String], _ sources: PredictionSources,
    progress: (Int) throws -> Void
  ) throws {
    let states = content.states ? network.states.reduce(0) { $0 + $1.width } : 0
    let outputs = network.definition.outputs * (content.logits ? 2 : 1)
    let bytes = Double(source.rowCount) * Double(MemoryLayout<Element>.size * (outputs + states) + 12)
    do {
      try File.replacing(
        path, mayReplace: mayReplace, growing: bytes > Double(memoryLimit) ? .disk : .memory, checksummed: true
      ) { file in
        let writer = try PredictionFile(
          try file.root, network, content, outputNames: outputNames, source, sources)
        try predictor.predict(source, content) { rows in
          try writer.append(rows)
          try progress(rows.rows.upperBound)
        }
      }
    } catch let error as HDF5Error {
      throw TrainingError(.writing, "the predictions \(path) cannot be written: \(error.reason)")
    }
  }

  /// Files that would be larger than this without compression grow on the disk.
  private static var memoryLimit: Int { 1 << 28 }

  private init(
    _ root: Group, _ network: Network<Element>, _ content: PredictionContent, outputNames: [String],
    _ source: SequenceInputs, _ sources: PredictionSources
  ) throws {
    self.root = root
    try Self.describe(sources, source.split, in: root.attributes)
    let row = try root.createDataset(named: "row", of: Int64.self, shape: [0], options: .growing)
    try row.makeScale(named: "row")
    self.row = row
    let width = network.definition.outputs
    let output =
      outputNames.isEmpty
      ? try root.createScale(named: "output", values: (0..<width).map { Int32($0) })
      : try root.createScale(named: "output", strings: outputNames)
    func grow(_ name: String, _ width: Int, _ axis: String, _ scale: Dataset) throws -> Dataset {
      let dataset =
        switch Element.precision {
        case .float: try root.createDataset(named: name, of: Float.self, shape: [0, width], options: .growing)
        case .double: try root.createDataset(named: name, of: Double.self, shape: [0, width], options: .growing)
        }
      try dataset.attachScale(row, toAxis: 0)
      try dataset.setLabel("row", ofAxis: 0)
      try dataset.attachScale(scale, toAxis: 1)
      try dataset.setLabel(axis, ofAxis: 1)
      return dataset
    }
    let kind = PredictionKind(network.loss)
    predictions = try grow("predictions", width, "output", output)
    try predictions.attributes.set("kind", to: kind.name)
    try predictions.attributes.set("meaning", to: kind.rawValue)
    try predictions.attributes.set("loss", to: network.loss.rawValue)
    logits = content.logits ? try grow("logits", width, "output", output) : nil
    classes =
      kind == .classes
      ? try root.createDataset(named: "classes", of: Int32.self, shape: [0], options: .growing) : nil
    try classes?.attachScale(row, toAxis: 0)
    try classes?.setLabel("row", ofAxis: 0)
    try classes?.attributes.set("cardinality", to: width)
    var states: [(columns: Range<Int>, layer: Int, dataset: Dataset)] = []
    if content.states {
      // A scale for each width, since scales are as long as their axes.
      var units: [Int: (name: String, scale: Dataset)] = [:]
      for (layer, parts) in network.stateParts.enumerated() {
        var start = 0
        for part in parts {
          let name = units.isEmpty ? "unit" : "unit_\(part.width)"
          let axis =
            try units[part.width] ?? (name, root.createScale(named: name, values: (0..<part.width).map { Int32($0) }))
          units[part.width] = axis
          let dataset = try grow("states/\(layer + 1)/\(part.name)", part.width, axis.name, axis.scale)
          states.append((start..<start + part.width, layer, dataset))
          start += part.width
        }
      }
    }
    self.states = states
    let offsets = try root.createDataset(
      named: "offsets", values: source.offsets.map { Int64($0) }, options: .compressed)
    try offsets.setScales([
      try root.createScale(
        named: "boundary", values: source.offsets.indices.map { Int64($0) }, options: .compressed)
    ])
  }

  private static func describe(_ sources: PredictionSources, _ split: Split, in root: Attributes) throws {
    for (name, text) in [
      ("format", "recur.predictions"), ("creator", "recur \(programVersion)"),
      ("created", Date().formatted(.iso8601)), ("run", sources.run), ("checkpoint_digest", sources.checkpointDigest),
      ("data", sources.data), ("data_digest", sources.dataDigest), ("split", split.rawValue),
      ("precision", Element.precision.rawValue), ("version", sources.provenance.version),
      ("host", sources.provenance.host), ("command", sources.provenance.command),
    ] {
      try root.set(name, to: text)
    }
    try root.set("format_version", to: Int64(1))
    try root.set("step", to: Int64(sources.step))
    try root.set("best", to: Int64(sources.isBest ? 1 : 0))
    try root.set("threads", to: Int64(sources.provenance.threads))
    try root.set("seed", to: sources.seed)
    try root.set("blas_core", to: sources.provenance.blasCore)
  }

  private func append(_ rows: PredictedRows<Element>) throws {
    try row.append(rows.rows.map { Int64($0) })
    try append(rows.predictions, to: predictions)
    if let logits, let found = rows.logits { try append(found, to: logits) }
    if let classes {
      let likeliest = (0..<rows.predictions.rows).map { Int32(rows.predictions.indexOfLargest(inRow: $0) ?? -1) }
      try classes.append(likeliest)
    }
    for (columns, layer, dataset) in states { try append(rows.states[layer].columns(columns), to: dataset) }
  }

  private func append(_ matrix: Matrix<Element>, to dataset: Dataset) throws {
    // A look at the whole array, not at each of its elements.
    let values: Any = matrix.elements
    if let values = values as? [Float] { try dataset.append(values) }
    if let values = values as? [Double] { try dataset.append(values) }
  }
}

/// What predictions are, by the loss of the network.
public enum PredictionKind: String, Sendable {
  /// Real numbers, where the loss compares with such.
  case values = "values, in the units of the targets"
  /// Probabilities of outputs that do not depend on each other, as under the logistic loss.
  case shares = "probabilities, of each output by itself to be 1"
  /// Probabilities of classes.
  case classes = "probabilities of classes, which sum to 1 in each row"

  /// What the outputs of a network with a loss are.
  public init(_ loss: Loss) {
    switch loss.target {
    case .values: self = .values
    case .shares: self = .shares
    case .classes: self = .classes
    }
  }

  /// The attribute `kind`: "values" or "probabilities".
  public var name: String { self == .values ? "values" : "probabilities" }
}
