internal import Foundation
internal import LinearAlgebra

/// Symbols to be kept in memory and repeated after a cue: the form that memorization and copying share.
///
/// With n data symbols of an alphabet of k, at nominal length T, positions from 1:
///
///     step       1 … n          n + 1 … T + n − 1    T + n     T + n + 1 … T + 2n
///     input      data 0 … k−1   blank k              cue k+1   blank k
///     target     blank class k  blank class k        blank     the data, in order
internal struct RecallLayout {
  /// The number of symbols to remember, n.
  let dataSteps: Int

  /// The number of different data symbols, k; also the symbol and the class *blank*.
  let alphabet: Int

  /// Whether only the steps at which the data are repeated carry loss.
  var recallOnly = false

  var inputs: InputShape { .symbols(cardinality: alphabet + 2) }
  var outputs: TargetShape { .classes(cardinality: alphabet + 1) }

  func sequenceLength(_ length: Int) -> Int { length + 2 * dataSteps }

  func scoredSteps(_ length: Int) -> Int { recallOnly ? dataSteps : sequenceLength(length) }

  /// The best constant distribution over classes.
  ///
  /// A sequence has T + n blanks, and each of the k data classes n/k times on average. Blank is the largest share for
  /// n ≤ k (T + n), so a constant answers *blank*, which is wrong at every recalled step. If only recalled steps count, the
  /// best constant is uniform over the data classes, and a constant answer is right for one sequence in kⁿ.
  func baseline(_ length: Int) -> Baseline {
    let (n, k) = (Double(dataSteps), Double(alphabet))
    let recall = n * log(k)
    if recallOnly {
      return Baseline(loss: recall, wrongShare: 1 - pow(k, -n))
    }
    let loss = Baseline.crossEntropy(of: [(1, Double(length) + n), (alphabet, n / k)])
    let perStep = recall / Double(sequenceLength(length))
    return Baseline(
      loss: loss, wrongShare: 1,
      note: "Without memory, but with a clock: \(dataSteps) ln \(alphabet) = \(Self.rounded(recall)) a sequence, "
        + "\(dataSteps) ln \(alphabet) / \(sequenceLength(length)) = \(Self.rounded(perStep)) a step.")
  }

  /// Appends one sequence whose data are drawn independently and uniformly, in order of time.
  func append(length: Int, generator: inout Philox, to set: inout SequenceSet) {
    append(length: length, to: &set) { _ in Int32(generator.integer(in: 0...(alphabet - 1))) }
  }

  /// Appends one sequence.
  ///
  /// - Parameter symbol: the data symbol of place 0 ..< n; asked for once for each place, in order.
  func append(length: Int, to set: inout SequenceSet, symbol: (Int) -> Int32) {
    var data: [Int32] = []
    let blank = Int32(alphabet)
    set.appendSymbols { symbols in
      let start = symbols.count
      for place in 0..<dataSteps { symbols.append(symbol(place)) }
      symbols.append(contentsOf: repeatElement(blank, count: length - 1))
      symbols.append(blank + 1)
      symbols.append(contentsOf: repeatElement(blank, count: dataSteps))
      data = Array(symbols[start..<start + dataSteps])
    }
    set.endSequence(length: sequenceLength(length), scored: scoredSteps(length)) { classes in
      if !recallOnly { classes.append(contentsOf: repeatElement(blank, count: length + dataSteps)) }
      classes.append(contentsOf: data)
    }
  }

  private static func rounded(_ value: Double) -> String { String(format: "%.4f", value) }
}
