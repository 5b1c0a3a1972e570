public import Losses
internal import LinearAlgebra

/// The innermost bracket that is open, at every step of a random word of nested brackets.
///
/// Brackets of two kinds, nested at most four deep: symbols 0 and 1 open one of kind 0 and 1, symbols 2 and 3 close it. Where none
/// is open the next one opens, where four are it closes the innermost, else either with ½; the kind of one that opens is 0
/// or 1 with ½. Words may end with brackets open. The target at step t is 0 where none is open after it, else 1 plus the kind
/// of the innermost. A sequence is wrong if any step is.
///
/// At each step it is drawn first whether a bracket opens, if that is open, then its kind. Source: Hewitt,
/// Hahn, Ganguli, Liang & Manning 2020.
public struct DyckTask: SequenceTask {
  public static let name = "dyck"
  public static let definitionVersion = 1
  public static let summary = "Say at every step which kind of bracket is the innermost open one."

  public let variant: String
  public let inputs = InputShape.symbols(cardinality: 2 * Self.kinds)
  public let outputs = TargetShape.classes(cardinality: 1 + Self.kinds)
  public let loss = Loss.softmax
  public let demand = TaskDemand.tracking
  public let successRule = SuccessRule.everyStepArgmax
  public let smallestLength = 1
  public let isScoredAtEveryStep = true

  private static let kinds = 2
  private static let depth = 4

  public init(variant: String = "") { self.variant = Self.known(variant) }

  public func scoredSteps(length: Int) -> Double { Double(length) }

  public func maximumSequenceLength(length: Int) -> Int { length }

  /// The depth is a walk between 0 and 4, so that the expected number of steps without an open bracket, e, follows step by
  /// step; kinds share the others. A constant is wrong but for sequences whose innermost bracket is always of kind 0, which have all
  /// their brackets of that kind: again a walk.
  public func baseline(length: Int) -> Baseline {
    var (any, same) = ([Double](repeating: 0, count: Self.depth + 1), [Double](repeating: 0, count: Self.depth + 1))
    (any[0], same[0]) = (1, 1)
    var none = 0.0
    for _ in 0..<length {
      any = Self.walked(any, opening: 1)
      same = Self.walked(same, opening: 1 / Double(Self.kinds))
      // Not even for a moment may none be open.
      same[0] = 0
      none += any[0]
    }
    let ofKind = (Double(length) - none) / Double(Self.kinds)
    let groups = none > 0 ? [(1, none), (Self.kinds, ofKind)] : [(Self.kinds, ofKind)]
    // The first step always opens: "none" is never right throughout, and where it is the most frequent nothing is.
    let right = none > 0 && none >= ofKind ? 0 : same.reduce(0, +)
    return Baseline(loss: Baseline.crossEntropy(of: groups), wrongShare: 1 - right)
  }

  /// The distribution of the depth a step later, where one that opens counts with a weight.
  private static func walked(_ shares: [Double], opening weight: Double) -> [Double] {
    var later = [Double](repeating: 0, count: shares.count)
    for (depth, share) in shares.enumerated() {
      let opens = depth == 0 ? 1 : depth == shares.count - 1 ? 0 : 0.5
      if opens > 0 { later[depth + 1] += weight * opens * share }
      if opens < 1 { later[depth - 1] += (1 - opens) * share }
    }
    return later
  }

  public func appendSequence(index: Int, seed: UInt64, split: Split, length: Int, to set: inout SequenceSet) {
    require(length: length)
    var generator = split.generator(index: index, seed: seed)
    var innermost: [Int32] = []
    set.appendSymbols { symbols in
      var open: [Int32] = []
      for _ in 0..<length {
        let opens = open.isEmpty || (open.count < Self.depth && generator.integer(in: 0...1) == 0)
        if opens {
          let kind = Int32(generator.integer(in: 0...(Self.kinds - 1)))
          open.append(kind)
          symbols.append(kind)
        } else {
          symbols.append(Int32(Self.kinds) + open.removeLast())
        }
        innermost.append(open.last.map { 1 + $0 } ?? 0)
      }
    }
    set.endSequence(length: length, scored: length) { $0.append(contentsOf: innermost) }
  }
}
