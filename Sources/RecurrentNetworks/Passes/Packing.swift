/// The order in which a chunk holds the rows of its sequences: by step, then by sequence, longest sequence first.
///
/// A sequence ends at its last scored step: what follows reaches neither the loss nor a derivative. Sequences without a
/// scored step are left out.
struct Packing: Sendable {
  /// The numbers of the sequences in the data, longest first.
  let sequences: [Int]
  /// The number of steps of the longest.
  let steps: Int
  /// The sequences alive at each step.
  let counts: [Int]
  /// The first packed row of each step, and at the end the number of rows.
  let starts: [Int]
  /// The row in the data of each packed row.
  let sourceRows: [Int32]
  /// The packed rows that carry loss.
  let scoredRows: [Int32]
  /// The position in ``sequences`` of the sequence of each scored row.
  let scoredSequences: [Int32]
  /// The step of each scored row.
  let scoredSteps: [Int32]
  /// The weights of the scored rows.
  let weights: [Double]

  /// Packs sequences given with their effective lengths, longest first; the weights of each, by its number in the data, times a
  /// factor where there are any.
  init(_ view: SequenceView, sequences: [Int], lengths: [Int], factors: [Double]? = nil) {
    self.sequences = sequences
    let steps = lengths.first ?? 0
    var counts: [Int] = []
    var starts = [0]
    var alive = sequences.count
    for step in 0..<steps {
      while alive > 0, lengths[alive - 1] <= step { alive -= 1 }
      counts.append(alive)
      starts.append(starts[step] + alive)
    }
    var sourceRows: [Int32] = []
    var scoredRows: [Int32] = []
    var scoredSequences: [Int32] = []
    var scoredSteps: [Int32] = []
    var weights: [Double] = []
    sourceRows.reserveCapacity(starts[steps])
    for step in 0..<steps {
      for position in 0..<counts[step] {
        let source = view.offsets[sequences[position]] + step
        let weight = view.weights?[source] ?? 1
        if weight > 0 {
          scoredRows.append(Int32(sourceRows.count))
          scoredSequences.append(Int32(position))
          scoredSteps.append(Int32(step))
          weights.append(Double(weight) * (factors?[sequences[position]] ?? 1))
        }
        sourceRows.append(Int32(source))
      }
    }
    self.steps = steps
    self.counts = counts
    self.starts = starts
    self.sourceRows = sourceRows
    self.scoredRows = scoredRows
    self.scoredSequences = scoredSequences
    self.scoredSteps = scoredSteps
    self.weights = weights
  }

  /// Cuts the steps into windows of at most `limit` steps and constant batch size, each contiguous in memory.
  func windows(limit: Int) -> [Window] {
    var windows: [Window] = []
    var scored = 0
    var step = 0
    while step < steps {
      var end = step + 1
      // A step at which sequences have ended stands alone: the states before it do not adjoin its own.
      if step == 0 || counts[step - 1] == counts[step] {
        while end < steps, end - step < limit, counts[end] == counts[step] { end += 1 }
      }
      let rows = starts[step]..<starts[end]
      let firstScored = scored
      while scored < scoredRows.count, scoredRows[scored] < rows.upperBound { scored += 1 }
      windows.append(
        Window(steps: step..<end, sequences: counts[step], rows: rows, scored: firstScored..<scored))
      step = end
    }
    return windows
  }

  /// The steps that count of each sequence: up to its last one of positive weight.
  static func effectiveLengths(_ view: SequenceView) -> [Int] {
    guard let weights = view.weights else { return (0..<view.count).map { view.offsets[$0 + 1] - view.offsets[$0] } }
    return (0..<view.count).map { n in
      var end = view.offsets[n + 1]
      while end > view.offsets[n], !(weights[end - 1] > 0) { end -= 1 }
      return end - view.offsets[n]
    }
  }
}
