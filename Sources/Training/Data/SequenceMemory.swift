internal import Losses
internal import Machine
internal import RecurrentNetworks
internal import SequenceData

/// What sequences take of memory, per row: a step of one of them.
struct SequenceMemory {
  /// Bytes of a row as it is drawn: inputs, targets and weight.
  let drawn: Int
  /// Bytes of a row as it is packed for a network, in the precision of its passes.
  let packed: Int

  /// - Parameters:
  ///   - network: what reads the sequences.
  ///   - width: the bytes of a number in the passes.
  ///   - noise: what the packed rows have besides; bits of masks, and features once more.
  init(_ network: NetworkDefinition, width: Int, noise: TrainingNoise = TrainingNoise()) {
    let inputs: (wide: Int, narrow: Int) =
      switch network.input {
      case .features(let count): (8 * count, width * count)
      case .symbols: (4, 4)
      }
    let isClass = network.loss.target == .classes
    drawn = inputs.wide + (isClass ? 4 : 8 * network.outputs) + 4
    // The place of each row in the data; what is scored comes on top, of which nobody knows yet how much.
    let masks = noise.dropout > 0 ? network.layers.reduce(0) { $0 + ($1.units + 31) / 32 * 4 } : 0
    packed = inputs.narrow + 4 + masks + (noise.changesInputs ? inputs.narrow : 0)
  }

  /// What drawing and packing so many rows takes at its peak: parts that are drawn by several hands are put together, and
  /// drawn rows are there while they are packed.
  func need(_ subject: String, rows: Int) -> MemoryNeed { MemoryNeed(subject, max(2 * drawn, drawn + packed), rows) }
}

extension ExperimentData {
  /// How many of so many sequences there are, and how many rows they have at most; of files, on average.
  func rows(_ count: Int, of split: Split, length: Int) -> (sequences: Int, rows: Int) {
    let sequences = min(count, size(of: split, length: length) ?? .max)
    let (rows, overflow) = sequences.multipliedReportingOverflow(by: source.rows(of: split, length: length))
    return (sequences, overflow ? .max : rows)
  }

  /// Makes sure that sequences can be drawn and packed.
  ///
  /// - Parameters:
  ///   - count: how many at a time.
  ///   - split: of which part of the data.
  ///   - length: the nominal length.
  ///   - network: what reads them.
  ///   - work: what they are drawn for, with the option that decides how many: "evaluating --sequences".
  /// - Throws: ``TrainingError`` where there is no memory for them.
  func require(
    _ count: Int, of split: Split, length: Int, for network: NetworkDefinition, _ work: String
  ) throws(TrainingError) {
    let (sequences, rows) = rows(count, of: split, length: length)
    let subject = "\(work) \(sequences) sequences of \(rows / max(1, sequences)) steps"
    try SequenceMemory(network, width: 4).need(subject, rows: rows).require()
  }
}
