public import LinearAlgebra

/// One of the three parts of a data set. Each draws from random streams of its own: no split repeats another's numbers.
public enum Split: String, Sendable, Hashable, CaseIterable, Codable {
  /// What is trained on.
  case train

  /// What decides when to stop.
  case validation

  /// What the verdict is given on.
  case test

  /// The generator of sequence `index` of this split.
  ///
  /// Its stream carries the split in the upper byte (1, 2, 3) and the index below. Streams below 2⁵⁶ belong to nobody
  /// here, so a run may use the same seed for other purposes.
  public func generator(index: Int, seed: UInt64) -> Philox {
    precondition(0 <= index && index < 1 << 56, "Sequences are numbered from 0 to 2⁵⁶ − 1; \(index) is not.")
    return Philox(seed: seed, stream: streamBase | UInt64(index))
  }

  /// The generator of what the sequences of this split have in common.
  internal func sharedGenerator(seed: UInt64) -> Philox {
    Philox(seed: seed, stream: streamBase | 1 << 63)
  }

  private var streamBase: UInt64 {
    switch self {
    case .train: 1 << 56
    case .validation: 2 << 56
    case .test: 3 << 56
    }
  }
}
