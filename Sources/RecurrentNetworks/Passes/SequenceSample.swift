public import LinearAlgebra

/// Few of many sequences that stand for all, and what their weights are multiplied by.
///
/// Each is chosen with a probability π in proportion to its importance, or surely where that would be more than 1, and counts
/// count / (many · π): means over the sample have those over all as their expectation (Horvitz & Thompson 1952). What matters much is
/// all there, and counts for what it is. The number is certain, since sequences are chosen at equal distances along the sum
/// of probabilities (Madow 1949).
public struct SequenceSample: Sendable, Equatable {
  /// The numbers of the sequences, rising.
  public let members: [Int]
  /// What the weights of each are multiplied by; 1 in the mean over all samples that there can be.
  public let factors: [Double]

  /// Chooses sequences.
  ///
  /// - Parameters:
  ///   - count: how many; where fewer have any importance these are chosen.
  ///   - importance: that of each sequence, finite and at least 0. Sequences without any are left out; they are among the many.
  ///   - seed: where the one random number comes from.
  public init(_ count: Int, by importance: [Double], seed: UInt64) {
    precondition(count > 0, "\(count) sequences stand for none")
    precondition(
      importance.allSatisfy { $0 >= 0 && $0.isFinite }, "the importance of a sequence is finite, and at least 0")
    let π = Self.probabilities(count, in: importance)
    var generator = Philox(seed: seed, stream: .max)
    var (sum, next) = (0.0, generator.uniformDouble())
    let members = π.indices.filter { n in
      guard π[n] < 1 else { return true }
      sum += π[n]
      guard sum > next else { return false }
      next += 1
      return true
    }
    self.members = members
    factors = members.map { Double(members.count) / (Double(importance.count) * π[$0]) }
  }

  /// π = min(1, c s) with Σ π = count.
  private static func probabilities(_ count: Int, in importance: [Double]) -> [Double] {
    let order = importance.indices.filter { importance[$0] > 0 }.sorted {
      (-importance[$0], $0) < (-importance[$1], $1)
    }
    var rest = order.reduce(0) { $0 + importance[$1] }
    var certain = 0
    while certain < min(count, order.count), importance[order[certain]] * Double(count - certain) >= rest {
      rest -= importance[order[certain]]
      certain += 1
    }
    var π = importance.map { certain < count && rest > 0 ? $0 * Double(count - certain) / rest : 0 }
    for n in order[..<certain] { π[n] = 1 }
    return π
  }
}

extension Batch {
  /// Packs a sample of sequences for a network that reads all of them: their numbers stay those in the view, and so does what is
  /// drawn for each. Without noise, which ``adding(_:seed:for:pool:)`` gives them as it gives it to all.
  public init(_ sample: SequenceSample, of view: SequenceView, for network: Network<Element>, pool: WorkerPool? = nil) {
    var factors = [Double](repeating: 0, count: view.count)
    for (n, factor) in zip(sample.members, sample.factors) { factors[n] = factor }
    self.init(view, members: sample.members, factors: factors, for: network, pool: pool)
  }
}
