public import LinearAlgebra

/// Some whole sequences of a batch, packed for one worker to pass over.
public final class Chunk<Element: Scalar>: Sendable {
  let packing: Packing
  let windows: [Window]
  let input: LayerInput<Element>
  let weights: Matrix<Element>
  /// What dropout leaves of the outputs of the layers; nil without it.
  let masks: OutputMasks?
  /// What disturbs the states; nil where nothing does.
  let drive: StateDrive?
  /// The states with which the sequences begin, by layer a row for each in the order of ``sequences``; nil where they begin with
  /// that of the network.
  let initialStates: [Matrix<Element>]?
  /// ρ, the weight of the penalty on rates (``Batch/penalizingRates(_:)``); 0 for none.
  let ratePenalty: Double
  /// For each scored row, its row within its window.
  let scoredInWindow: [Int32]

  /// The number of sequence 0 of the data in all of which they are a part.
  let first: Int

  /// What the scored rows are compared with, by position.
  public let targets: LossTargets<Element>
  /// The numbers in the data of the sequences, longest first.
  public var sequences: [Int] { packing.sequences }
  /// For each scored row, the position in ``sequences`` of its sequence. Rows are ordered by step.
  public var scoredSequences: [Int32] { packing.scoredSequences }

  init(_ view: SequenceView, packing: Packing, windowRows: Int) {
    self.packing = packing
    first = view.first
    let limit = max(8, windowRows / max(1, packing.sequences.count))
    windows = packing.windows(limit: limit)
    scoredInWindow = windows.flatMap { window in
      packing.scoredRows[window.scored].map { $0 - Int32(window.rows.lowerBound) }
    }
    let rows = packing.sourceRows
    switch view.inputs {
    case .features(let values, let count):
      let matrix = Matrix<Element>(rows: rows.count, columns: count)
      matrix.pack(values, rows: rows)
      input = .features(matrix)
    case .symbols(let symbols, _):
      input = .symbols(rows.map { symbols[Int($0)] }, start: 0, step: 1)
    }
    let scored = packing.scoredRows.map { rows[Int($0)] }
    switch view.targets {
    case .values(let values, let count):
      let matrix = Matrix<Element>(rows: scored.count, columns: count)
      matrix.pack(values, rows: scored)
      targets = .values(matrix)
    case .classes(let classes, _):
      targets = .classes(scored.map { classes[Int($0)] })
    }
    weights = Matrix(rows: scored.count, columns: 1)
    weights.pack(packing.weights, rows: Array(0..<Int32(scored.count)))
    masks = nil
    drive = nil
    initialStates = nil
    ratePenalty = 0
  }

  /// The sequences of another chunk with other inputs in the same rows, with masks, and with disturbed states.
  init(_ other: Chunk, input: LayerInput<Element>, masks: OutputMasks?, drive: StateDrive?) {
    (packing, windows, scoredInWindow, first) = (other.packing, other.windows, other.scoredInWindow, other.first)
    (targets, weights) = (other.targets, other.weights)
    (self.input, self.masks, self.drive, initialStates) = (input, masks, drive, other.initialStates)
    ratePenalty = other.ratePenalty
  }

  /// The sequences of another chunk, with a penalty on rates.
  init(_ other: Chunk, ratePenalty: Double) {
    (packing, windows, scoredInWindow, first) = (other.packing, other.windows, other.scoredInWindow, other.first)
    (targets, weights, input, masks, drive) = (other.targets, other.weights, other.input, other.masks, other.drive)
    initialStates = other.initialStates
    self.ratePenalty = ratePenalty
  }

  /// The sequences of another chunk with states to begin with, out of those of all sequences.
  init(_ other: Chunk, initialStates states: SequenceStates<Element>) {
    (packing, windows, scoredInWindow, first) = (other.packing, other.windows, other.scoredInWindow, other.first)
    (targets, weights, input, masks, drive) = (other.targets, other.weights, other.input, other.masks, other.drive)
    ratePenalty = other.ratePenalty
    initialStates = states.layers.map { all in
      let own = Matrix<Element>(rows: other.sequences.count, columns: all.columns)
      own.gather(all, at: other.sequences.map { Int32($0) }, from: 0)
      return own
    }
  }

  var rows: Int { packing.sourceRows.count }
  /// The number of rows that carry loss.
  public var scored: Int { packing.scoredRows.count }

  /// The input over the rows of a window.
  func input(_ window: Window) -> LayerInput<Element> {
    input.everyRow(from: window.rows.lowerBound, step: 1, count: window.rows.count)
  }
}

extension Chunk {
  /// The number in the data of the sequence of a scored row.
  public func sequence(of scored: Int) -> Int { packing.sequences[Int(packing.scoredSequences[scored])] }

  /// Whether a scored row is the last scored step of its sequence.
  public func isLast(_ scored: Int) -> Bool {
    let step = Int(packing.scoredSteps[scored]) + 1
    return step == packing.steps || packing.counts[step] <= Int(packing.scoredSequences[scored])
  }
}
