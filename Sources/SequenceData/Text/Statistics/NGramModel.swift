internal import Foundation
internal import Machine

/// Witten and Bell's interpolated n-gram models of a text, of all orders up to a largest one: the yardstick for networks.
///
/// The model of order k predicts a symbol c from the history h of the k − 1 symbols before it:
///
/// ```
/// p(c | h) = (n(h, c) + t(h) p(c | h′)) / (n(h) + t(h))
/// ```
///
/// where n counts occurrences in the training text, t(h) is the number of different symbols seen after h, and h′ is h
/// without its first symbol. A history that was never followed by anything leaves the prediction to h′; below the empty
/// history lies the uniform distribution over the vocabulary (Witten & Bell, "The zero-frequency problem", IEEE Transactions on
/// Information Theory 37, 1991, method C; interpolated as in Chen & Goodman 1998, section 2.5).
public struct NGramModel: Sendable {
  /// The largest order.
  public let order: Int

  private let cardinality: Int
  private let memoryLimit: Int
  private var table = NGramTable()
  /// The n-grams that end at the symbol read last, by their lengths 0, 1, ...
  private var nodes: [Int32] = [0]

  /// Models that have seen nothing.
  ///
  /// - Parameters:
  ///   - order: the largest order, at least 1.
  ///   - cardinality: the number of symbols of the vocabulary.
  ///   - memoryLimit: the bytes that all n-grams may take.
  public init(order: Int, cardinality: Int, memoryLimit: Int = Self.usualMemoryLimit) {
    precondition(order >= 1 && cardinality >= 1, "An n-gram has an order and a vocabulary of at least 1.")
    self.order = order
    self.cardinality = cardinality
    self.memoryLimit = memoryLimit
  }

  /// Half of the memory that this process may still get.
  public static var usualMemoryLimit: Int { MachineLimits.current.free.bytes / 2 }

  /// The number of different n-grams of all orders that have been seen.
  public var count: Int { table.counts.count - 1 }

  /// Counts symbols that follow those before.
  ///
  /// - Throws: ``SequenceDataError`` where the n-grams would take more memory than they may.
  public mutating func train(on symbols: [Int32]) throws(SequenceDataError) {
    for symbol in symbols {
      if nodes.count <= order { nodes.append(0) }
      // From the longest, so that each is read before it is replaced.
      for length in stride(from: nodes.count - 1, through: 1, by: -1) {
        nodes[length] = table.count(symbol, after: nodes[length - 1])
      }
      guard table.bytesAfterGrowth <= memoryLimit, table.counts.count < Int(Int32.max) - order else {
        throw SequenceDataError.tooManyNGrams(order: order, limit: memoryLimit)
      }
    }
  }

  /// Predicts a symbol by the models of all orders.
  ///
  /// - Parameters:
  ///   - symbol: the symbol.
  ///   - nodes: the n-grams that end right before it, by their lengths 0, 1, ... up to `order` − 1, or fewer at the start of
  ///     a text; −1 for one that the training text does not have. Replaced by those that end with the symbol.
  ///   - bits: −log₂ p of each order is added here.
  func predict(_ symbol: Int32, after nodes: inout [Int32], addingTo bits: inout [Double]) {
    var p = 1 / Double(cardinality)
    var next: Int32 = 0
    let count = nodes.count
    for length in 0..<order {
      // At the start of a text the history is no longer than what has been read.
      if length < count {
        let node = nodes[length]
        nodes[length] = next
        next = node < 0 ? -1 : table.child(symbol, of: node)
        if node >= 0, table.followed[Int(node)] > 0 {
          let (n, t) = (Double(table.followed[Int(node)]), Double(table.followers[Int(node)]))
          p = ((next < 0 ? 0 : Double(table.counts[Int(next)])) + t * p) / (n + t)
        }
      }
      bits[length] -= log2(p)
    }
    if count < order { nodes.append(next) }
  }
}
