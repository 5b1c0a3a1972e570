internal import Foundation
public import LinearAlgebra

/// What a model of text expects next: the probability of every symbol.
///
/// Computed from the logits in `Double`, whatever their precision, so that the surprise at a symbol that the model all but
/// rules out is still a number:
///
///     ln p_k = z_k − m − ln Σ_j e^(z_j − m),   m = max_j z_j
public struct SymbolDistribution: Sendable, Equatable {
  /// ln p of each symbol.
  public private(set) var logarithms: [Double]

  /// The uniform distribution over so many symbols.
  public init(count: Int) {
    precondition(count > 0, "a distribution is over at least one symbol, got \(count)")
    logarithms = Array(repeating: -log(Double(count)), count: count)
  }

  /// The distribution of some logits.
  public init(logits: [Double]) {
    precondition(!logits.isEmpty, "a distribution is over at least one symbol, got none")
    logarithms = logits
    normalize()
  }

  /// Takes the logits of a row in place of what was there, which has as many symbols.
  public mutating func load<Element: Scalar>(_ logits: Matrix<Element>, row: Int = 0) {
    logits.copyRow(row, into: &logarithms)
    normalize()
  }

  /// The number of symbols.
  public var count: Int { logarithms.count }

  /// Whether the logits were numbers; nothing may be asked of a distribution that is not finite.
  public var isFinite: Bool { logarithms.allSatisfy(\.isFinite) }

  /// p of a symbol.
  public func probability(of symbol: Int32) -> Double { exp(logarithms[Int(symbol)]) }

  /// −log₂ p of a symbol: how surprising it is.
  public func bits(of symbol: Int32) -> Double { -logarithms[Int(symbol)] / M_LN2 }

  /// The likeliest symbols, the likeliest first; of symbols equally likely the one of the lower number.
  public func likeliest(_ count: Int) -> [Int32] { Self.largest(count, of: logarithms) }

  /// The positions of the largest of some numbers, in falling order; of equal ones the first.
  static func largest(_ count: Int, of numbers: [Double]) -> [Int32] {
    var places: [Int32] = []
    // Few are asked for as a rule: one pass, and a short list that stays sorted.
    for place in numbers.indices {
      guard places.count < count || places.last.map({ numbers[place] > numbers[Int($0)] }) == true else { continue }
      let position = places.firstIndex { numbers[place] > numbers[Int($0)] } ?? places.count
      places.insert(Int32(place), at: position)
      if places.count > count { places.removeLast() }
    }
    return places
  }

  private mutating func normalize() {
    let largest = logarithms.reduce(-Double.infinity) { max($0, $1) }
    let sum = logarithms.reduce(0) { $0 + exp($1 - largest) }
    let total = largest + log(sum)
    for k in logarithms.indices { logarithms[k] -= total }
  }
}
