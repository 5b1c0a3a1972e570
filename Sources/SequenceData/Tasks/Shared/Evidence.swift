internal import Foundation
internal import LinearAlgebra

/// Noisy evidence for one of two choices: c + ξ at every step, with a coherence c that a trial keeps.
internal struct Evidence {
  /// The sizes of coherence, each with either sign.
  static let sizes = [0.032, 0.064, 0.128, 0.256, 0.512]

  let coherence: Double

  /// Draws a coherence: its size, then its sign.
  init(using generator: inout Philox) {
    let size = Self.sizes[generator.integer(in: 0...(Self.sizes.count - 1))]
    coherence = generator.integer(in: 0...1) == 1 ? size : -size
  }

  /// What the next step shows.
  func sample(using generator: inout Philox) -> Double { Double(Float(coherence + generator.normal())) }

  /// The share of wrong answers of who adds up the evidence of so many steps: the mean of Φ(−|c| √n) over the coherences.
  static func idealWrongShare(steps: Int) -> Double {
    sizes.reduce(0) { $0 + 0.5 * erfc($1 * (Double(steps) / 2).squareRoot()) } / Double(sizes.count)
  }
}
