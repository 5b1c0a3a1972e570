internal import Foundation
internal import LinearAlgebra
public import SequenceData

/// Chooses one symbol after another; the same ones from the same distributions and seed.
public struct SymbolSampler: Sendable {
  /// The choices.
  public let options: SamplingOptions
  private let excluded: Int?
  private var generator: Philox
  private var weights: [Double] = []

  /// The stream of random numbers of a seed from which samples are drawn ("sample" in ASCII): no other part of this
  /// project reads it.
  static let stream: UInt64 = 0x7361_6D70_6C65

  /// A sampler for the symbols of a vocabulary.
  ///
  /// - Throws: ``TrainingError`` for choices that make no sense, or where nothing but the unknown symbol is there to choose.
  public init(_ options: SamplingOptions, for vocabulary: Vocabulary) throws(TrainingError) {
    guard options.temperature > 0, options.temperature.isFinite else {
      throw TrainingError(
        .usage, "a temperature should be above 0 and finite, got \(options.temperature); the likeliest symbol: --argmax"
      )
    }
    if let count = options.topCount, count < 1 {
      throw TrainingError(.usage, "at least one symbol should be there to choose from, got a top of \(count)")
    }
    excluded = options.allowsUnknown ? nil : vocabulary.unknown
    guard vocabulary.count > (excluded == nil ? 0 : 1) else {
      throw TrainingError(.data, "the vocabulary has nothing but the unknown symbol: there is nothing to write")
    }
    self.options = options
    generator = Philox(seed: options.seed, stream: Self.stream)
  }

  /// The next symbol, drawn from a finite distribution.
  ///
  /// One random number u of [0, 1) is used for each: the symbol is the first, by number, up to which the probabilities add
  /// up to more than u.
  public mutating func next(_ distribution: SymbolDistribution) -> Int32 {
    weights = distribution.logarithms
    if let excluded { weights[excluded] = -.infinity }
    let count = options.takesLikeliest ? 1 : options.topCount ?? .max
    let likeliest = count < weights.count ? SymbolDistribution.largest(count, of: weights) : []
    if options.takesLikeliest { return likeliest.first ?? 0 }
    if !likeliest.isEmpty { keep(likeliest) }
    return draw()
  }

  private mutating func keep(_ symbols: [Int32]) {
    let kept = symbols.map { ($0, weights[Int($0)]) }
    for k in weights.indices { weights[k] = -.infinity }
    for (symbol, logarithm) in kept { weights[Int(symbol)] = logarithm }
  }

  private mutating func draw() -> Int32 {
    // The largest becomes e⁰, so that no temperature makes all of them 0.
    let largest = weights.reduce(-Double.infinity) { max($0, $1) }
    var total = 0.0
    for k in weights.indices {
      weights[k] = exp((weights[k] - largest) / options.temperature)
      total += weights[k]
    }
    let threshold = generator.uniformDouble() * total
    var (sum, last) = (0.0, 0)
    for (k, weight) in weights.enumerated() where weight > 0 {
      sum += weight
      last = k
      if sum > threshold { break }
    }
    return Int32(last)
  }
}
