internal import LinearAlgebra
internal import Losses
internal import Machine
internal import Optimization
internal import RecurrentNetworks
internal import SequenceData

/// What the rows of a curvature take of memory, where an optimizer works with them.
struct RowMemory {
  /// What an exact step takes at least: products of rows with one another, and two groups of rows at a time with a chunk for
  /// each worker.
  let least: MemoryNeed
  /// All rows.
  let bytes: Int

  /// Adds up for the batch of a configuration; nil where its optimizer has no use for rows.
  init?<Element: Scalar>(
    _ configuration: ExperimentConfiguration, _ data: ExperimentData, _ network: Network<Element>, length: Int
  ) {
    let optimizer = configuration.optimizer.options
    guard let use = optimizer.rows, let loss = network.loss.function as? any FactoredLoss else { return nil }
    let (option, count) = configuration.batchSize(.curvature)
    let sequences = data.rows(count, of: .train, length: length).sequences
    let rank = min(use.perSequence, loss.rank(outputs: network.definition.outputs))
    let (width, parameters) = (MemoryLayout<Element>.stride, network.layout.count)
    let rows = MemoryNeed("", sequences, rank, width, parameters).bytes
    var least = MemoryNeed(
      "work with the rows of --\(option) \(count) (\(rank, "row") of \(parameters, "parameter") for each of \(sequences, "sequence"))"
    )
    least.add(use.matrices, width, sequences, rank, sequences, rank)
    let chunk = Batch<Element>.chunkLimit * rank
    let group = max(chunk, SequenceRows<Element>.groupLimit)
    least.add(min(rows, MemoryNeed("", 2 * group + configuration.threads * chunk, width, parameters).bytes))
    (self.least, bytes) = (least, rows)
  }
}
