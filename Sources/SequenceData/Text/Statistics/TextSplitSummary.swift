internal import Foundation

/// Statistics of one split of a text file.
public struct TextSplitSummary: Sendable {
  /// Which split it is.
  public let split: Split
  /// The number of symbols.
  public let length: Int
  /// How often each symbol of the vocabulary occurs.
  public let counts: [Int]
  /// The bytes that the symbols stand for; nothing where one of them is unknown.
  public let bytes: Int?

  /// The entropy of single symbols in bits, −Σ p log₂ p with p the share of each: what the best constant prediction costs.
  public var entropy: Double {
    counts.reduce(0) { sum, count in
      guard count > 0 else { return sum }
      let p = Double(count) / Double(length)
      return sum - p * log2(p)
    }
  }

  /// Reads all symbols of a split.
  ///
  /// - Parameters:
  ///   - split: the split.
  ///   - file: its file.
  ///   - progress: told the symbols done.
  /// - Throws: what `progress` throws; ``SequenceFileError`` at the first symbol that is not what it should be.
  public init(_ split: Split, of file: TextFile, progress: (Int) throws -> Void = { _ in }) throws {
    self.split = split
    length = try file.length(of: split)
    var counts = [Int](repeating: 0, count: file.vocabulary.count)
    var done = 0
    try file.forEachPiece(of: split) { symbols in
      for symbol in symbols { counts[Int(symbol)] += 1 }
      done += symbols.count
      try progress(done)
    }
    self.counts = counts
    bytes = counts.indices.reduce(0 as Int?) { sum, symbol in
      guard counts[symbol] > 0 else { return sum }
      return file.vocabulary.byteCount(of: Int32(symbol)).flatMap { width in sum.map { $0 + width * counts[symbol] } }
    }
  }
}
