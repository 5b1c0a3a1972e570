internal import Foundation

/// How well n-gram models of the training text predict another split of a text file.
public struct NGramBaselines: Sendable {
  /// The score of the models of one order.
  public struct Score: Sendable, Encodable, Equatable {
    /// The order.
    public let order: Int
    /// Bits for each predicted symbol.
    public let bitsPerCharacter: Double
    /// Bits for each byte that the predicted symbols stand for; nothing where one of them is unknown.
    public let bitsPerByte: Double?

    private enum CodingKeys: String, CodingKey {
      case order
      case bitsPerCharacter = "bits_per_character"
      case bitsPerByte = "bits_per_byte"
    }
  }

  /// What was predicted.
  public let split: Split
  /// The number of symbols that were.
  public let predictedCount: Int
  /// The bytes that these stand for; nothing where one of them is unknown.
  public let predictedBytes: Int?
  /// The scores of order 1, 2, ...
  public let scores: [Score]

  /// Trains on `/train` and scores a split.
  ///
  /// - Parameters:
  ///   - file: the text.
  ///   - order: the largest order, at least 1.
  ///   - split: what is to be predicted.
  ///   - memoryLimit: the bytes that the n-grams may take.
  ///   - progress: told the symbols done and to do; what it throws ends the work.
  /// - Throws: what `progress` throws; ``SequenceFileError`` where a split is missing or damaged; ``SequenceDataError``
  ///   where the n-grams take too much memory.
  public init(
    _ file: TextFile, order: Int, split: Split, memoryLimit: Int = NGramModel.usualMemoryLimit,
    progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws {
    let total = try file.length(of: .train) + file.length(of: split)
    var done = 0
    var model = NGramModel(order: order, cardinality: file.vocabulary.count, memoryLimit: memoryLimit)
    try file.forEachPiece(of: .train) { symbols in
      try model.train(on: symbols)
      done += symbols.count
      try progress(done, total)
    }
    var scorer = NGramScorer(model)
    var bytes: Int? = 0
    var isFirst = true
    let widths = (0..<Int32(file.vocabulary.count)).map { file.vocabulary.byteCount(of: $0) }
    try file.forEachPiece(of: split) { symbols in
      scorer.add(symbols)
      for symbol in isFirst ? symbols.dropFirst() : symbols[...] {
        bytes = widths[Int(symbol)].flatMap { width in bytes.map { $0 + width } }
      }
      isFirst = false
      done += symbols.count
      try progress(done, total)
    }
    (self.split, predictedCount, predictedBytes) = (split, scorer.predictedCount, bytes)
    scores = scorer.bits.enumerated().map { [bytes] index, bits in
      Score(
        order: index + 1, bitsPerCharacter: bits / Double(scorer.predictedCount),
        bitsPerByte: bytes.map { bits / Double($0) })
    }
  }
}
